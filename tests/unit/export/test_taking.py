"""Rows by position: the same values, whichever way they are taken."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from curation.export.taking import column_at, rows_at

CHUNKS: list[list[str | None]] = [["a", None], [], ["b", "c", "d"], ["e"]]
COLUMN = pa.chunked_array(CHUNKS, pa.large_string())
VALUES = [value for chunk in CHUNKS for value in chunk]


@given(st.lists(st.integers(0, len(VALUES) - 1)))
def test_values_are_taken_in_any_order_and_as_often_as_asked(positions: list[int]) -> None:
    taken = column_at(COLUMN, np.array(positions, np.int64))
    assert taken.to_pylist() == [VALUES[at] for at in positions]
    rows = rows_at(pa.table({"one": COLUMN, "two": COLUMN}), np.array(positions, np.int64))
    assert rows["two"].to_pylist() == taken.to_pylist()


def test_a_run_within_a_chunk_is_not_copied() -> None:
    taken = column_at(COLUMN, np.array([3, 4]))
    assert taken.buffers()[2].address == COLUMN.chunk(2).buffers()[2].address
    assert taken.to_pylist() == ["c", "d"]
