"""However spoiled JSON lines are, every line that is not blank is one row: read, or told as faulty."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.sources import open_source

# Enough letters of UTF-8 that a few broken bytes are damage and no other encoding.
GOOD = ('{"prompt": "%s", "chosen": "a", "rejected": "b"}' % ("é" * 20)).encode()
SPOILED = {
    "broken JSON": b'{"prompt": "q",, "chosen": "a"}',
    "cut off": b'{"prompt": "q", "chosen": "a',
    "no UTF-8": b'{"prompt": "caf\xe9", "chosen": "a", "rejected": "b"}',
    "half a character": b'{"prompt": "\\ud800", "chosen": "a", "rejected": "b"}',
    "no object": b'["q", "a", "b"]',
    "not JSON": b"// prompt, chosen, rejected",
    "zeros": b"\0" * 40,
    "long": b'{"prompt": "' + b"long " * 60 + b'"}',
    "control character": b'{"prompt": "a\x01b"}',
}
ODD = {
    "wrong type": b'{"prompt": 5, "chosen": ["a"], "rejected": null}',
    "other columns": b'{"id": 123456789012345678901234, "x": NaN}',
    "key twice": b'{"prompt": "q", "prompt": "r", "chosen": "a", "rejected": "b"}',
    "empty": b"{}",
}
BLANK = [b"", b"   ", b"\t"]

lines = st.lists(
    st.sampled_from([GOOD, *SPOILED.values(), *ODD.values(), *BLANK]) | st.binary(max_size=20), max_size=25
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spoiled")


@given(lines, st.sampled_from([b"\n", b"\r\n"]), st.booleans(), st.booleans())
@settings(max_examples=60)
def test_every_line_is_one_row_or_one_fault(
    folder: Path, content: list[bytes], end: bytes, packed: bool, closed: bool
) -> None:
    whole = end.join([GOOD] * 40 + content) + (end if closed else b"")
    path = folder / "a.jsonl"
    path.write_bytes(gzip.compress(whole) if packed else whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINNOW_MAX_LINE_BYTES", "200")
        rows = [row for batch in open_source(path).rows() for row in batch]
    spoken = [line for line in whole.split(b"\n") if line and not line.isspace()]
    assert [row.number for row in rows] == list(range(len(spoken)))
    for line, row in zip(spoken, rows, strict=True):
        assert (row.data is None) == (row.fault is not None)
        text = line.removesuffix(b"\r")
        assert row.data is not None or text not in (GOOD, *ODD.values())
        assert row.fault is not None or text not in SPOILED.values()
