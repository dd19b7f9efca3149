"""However spoiled a file is, its rows are used or quarantined: together all of them, each once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import CurationError
from curation.sources import open_source
from curation.store import build_dataset

LINES = st.sampled_from(
    [
        b'{"prompt": "q", "chosen": "a", "rejected": "b"}',
        b'{"prompt": "r", "chosen": "b", "rejected": "a", "note": {"x": [1, null]}}',
        b'{"prompt": "q", "chosen": 5, "rejected": "b"}',
        b'{"prompt": " ", "chosen": "a", "rejected": "b"}',
        b'{"prompt": "q", "chosen": "a"}',
        b'{"prompt": "q",, "chosen": "a"}',
        b'{"prompt": "q", "chosen": "a',
        b'{"prompt": "caf\xe9", "chosen": "a", "rejected": "b"}',
        b'{"prompt": "\\ud800", "chosen": "a", "rejected": "b"}',
        b'["q", "a", "b"]',
        b"// a comment",
        b"\0\0\0\0",
        b"",
        b"  ",
    ]
)
GOOD = b'{"prompt": "first", "chosen": "a", "rejected": "b"}'


@given(st.lists(LINES, max_size=20), st.sampled_from([b"\n", b"\r\n"]))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_used_or_quarantined_once(
    winnow_home: Path, tmp_path: Path, lines: list[bytes], end: bytes
) -> None:
    path = tmp_path / "spoiled.jsonl"
    path.write_bytes(end.join([GOOD] * 25 + lines))
    dataset = build_dataset(open_source(path))
    counts = dataset.info.counts
    spoken = sum(bool(line.strip()) for line in lines) + 25
    assert counts.rows_read == counts.rows_used + counts.rows_quarantined == spoken
    used = [row for rows in dataset.pairs["origin_row"].to_pylist() for row in rows]
    quarantined = dataset.quarantine["origin_row"].to_pylist()
    assert sorted(set(used)) + sorted(quarantined) == sorted(used) + sorted(quarantined)
    assert sorted([*used, *quarantined]) == list(range(spoken))


def test_a_file_without_one_good_row_is_refused_and_leaves_nothing(winnow_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_bytes(b'{"prompt": "q",,}\n' * 20)
    with pytest.raises(CurationError):
        build_dataset(open_source(path))
    assert not list((winnow_home / "datasets").glob("*"))
