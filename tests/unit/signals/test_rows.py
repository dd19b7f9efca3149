"""Rows are cut into spans of bounded size, and picked from many chunks as from one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from curation.signals.rows import MOST_BYTES, MOST_ROWS, Picker, sizes_of, spans, together


@given(st.lists(st.integers(0, MOST_BYTES // 2) | st.just(3 * MOST_BYTES), max_size=60))
def test_spans_cover_every_row_once_and_are_bounded(sizes: list[int]) -> None:
    found = list(spans(np.array(sizes, np.int64)))
    assert [row for start, stop in found for row in range(start, stop)] == list(range(len(sizes)))
    assert all(sum(sizes[start:stop]) <= MOST_BYTES or stop == start + 1 for start, stop in found)


def test_no_span_has_too_many_rows() -> None:
    found = list(spans(np.zeros(MOST_ROWS + 1, np.int64)))
    assert found == [(0, MOST_ROWS), (MOST_ROWS, MOST_ROWS + 1)]


@given(st.lists(st.lists(st.text(max_size=4), max_size=4), max_size=5), st.data())
def test_picked_rows_are_those_asked_for(chunks: list[list[str]], data: st.DataObject) -> None:
    flat = [text for chunk in chunks for text in chunk]
    column = pa.chunked_array([pa.array(chunk, pa.large_string()) for chunk in chunks], pa.large_string())
    ids = data.draw(st.lists(st.integers(-1, len(flat) - 1), max_size=12))
    picked = Picker(pa.table({"text": column})).rows(np.array(ids, np.int64))
    assert picked["text"].to_pylist() == [None if row < 0 else flat[row] for row in ids]
    assert sizes_of(column).tolist() == [len(text.encode()) for text in flat]
    assert together(column).to_pylist() == flat
