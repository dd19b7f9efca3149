"""Bytes in chunks → lines, independent of where the chunks end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from curation.sources.lines import Oversized, blocks, stretches


@given(st.lists(st.binary(max_size=12), max_size=12))
def test_lines_do_not_depend_on_chunk_ends(chunks):
    whole = b"".join(chunks)
    expected = whole.split(b"\n")
    if not expected[-1]:
        expected.pop()
    assert [line for block in blocks(iter(chunks), 1000) for line in block] == expected


@given(st.lists(st.binary(max_size=12), max_size=12), st.integers(0, 6))
def test_every_line_is_whole_or_told_with_its_size(chunks, limit):
    whole = b"".join(chunks)
    expected = whole.split(b"\n")
    if not expected[-1]:
        expected.pop()
    found = [line for block in blocks(iter(chunks), limit) for line in block]
    sizes = [line.size if isinstance(line, Oversized) else len(line) for line in found]
    assert sizes == [len(line) for line in expected]
    assert all(isinstance(line, Oversized) == (size > limit) for line, size in zip(found, sizes, strict=True))


@given(st.lists(st.binary(max_size=12), max_size=12), st.integers(0, 30), st.integers(1, 20))
def test_stretches_hold_the_lines_that_blocks_give(chunks, limit, size):
    expected = [line for block in blocks(iter(chunks), limit) for line in block]
    # How much of the beginning of a line over the limit is kept depends on where the chunks end.
    found = [
        line
        for lines in stretches(iter(chunks), limit, size)
        for line in (lines.split(b"\n") if isinstance(lines, bytes) else lines)
    ]
    assert [_told(line) for line in found] == [_told(line) for line in expected]


def _told(line):
    return line.size if isinstance(line, Oversized) else line
