"""A plain file cut in place gives the rows that its bytes give as a stream."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SourceError
from curation.sources import RawRow, Source, open_source
from curation.sources.limits import Budget
from curation.sources.readers import jsonl

LINES = (b'{"a": 1}', b'{"a": "' + b"x" * 60 + b'"}', b"", b"{broken", b'{"a": "\xff"}', b"7", b' {"b":2}\r')


def numbered(source: Source) -> list[RawRow]:
    """The rows of all blocks, as an import numbers them."""
    rows: list[RawRow] = []
    for block in source.blocks(Budget.from_settings()):
        rows += block.rows(len(rows))
    return told(rows)


def told(rows: list[RawRow]) -> list[RawRow]:
    """Rows less the raw text of overlong lines: how much of them is kept depends on where a chunk ends."""
    return [row._replace(raw="") if row.fault and row.fault[0] == "line_too_long" else row for row in rows]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.booleans(),
    st.integers(16, 90),
    st.sampled_from([40, 1_000]),
)
def test_cut_in_place_or_streamed_the_rows_are_the_same(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[bytes],
    mark: bytes,
    ended: bool,
    size: int,
    longest: int,
) -> None:
    monkeypatch.setenv("WINNOW_MAX_LINE_BYTES", str(longest))
    monkeypatch.setattr(jsonl, "BLOCK_BYTES", size)
    content = mark + b'{"a": 0}\n' + b"\n".join(lines) + b"\n" * ended
    (tmp_path / "rows.jsonl").write_bytes(content)
    (tmp_path / "packed.jsonl.gz").write_bytes(gzip.compress(content))
    plain, packed = open_source(tmp_path / "rows.jsonl"), open_source(tmp_path / "packed.jsonl.gz")
    streamed = told([row for batch in packed.rows() for row in batch])
    assert numbered(plain) == numbered(packed) == streamed


def test_a_plain_file_over_the_budget_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "BLOCK_BYTES", 32)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n' * 100)
    monkeypatch.setenv("WINNOW_MAX_BYTES", "900")
    assert len(numbered(open_source(path))) == 100
    assert any(
        isinstance(block, jsonl.FileBlock) for block in open_source(path).blocks(Budget.from_settings())
    )
    monkeypatch.setenv("WINNOW_MAX_BYTES", "899")
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        numbered(open_source(path))


def test_a_file_that_shrinks_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "BLOCK_BYTES", 32)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n' * 100)
    blocks = list(open_source(path).blocks(Budget.from_settings()))
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="shorter"):
        blocks[-1].rows()
