"""Rows of mapped tables by position, with as little copied as can be: a run of rows is a slice."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Positions = NDArray[np.int64]


def rows_at(table: pa.Table, positions: Positions) -> pa.Table:
    """Rows of a table by position, in any order."""
    if _is_run(positions):
        return table.slice(int(positions[0]), len(positions)).combine_chunks()
    return pa.table({name: column_at(table[name], positions) for name in table.column_names})


def column_at(column: pa.ChunkedArray, positions: Positions) -> pa.Array:
    """Values of a column by position, in any order.

    Taken chunk by chunk: ``ChunkedArray.take`` would copy a whole text column to take from it.
    """
    if not len(positions):
        return pa.array([], column.type)
    low = int(positions.min())
    near = column.slice(low, int(positions.max()) + 1 - low)
    if _is_run(positions):
        return near.chunk(0) if near.num_chunks == 1 else pa.concat_arrays(near.chunks)
    if near.num_chunks == 1:
        return near.chunk(0).take(pa.array(positions - low))
    return _of_chunks(near, positions - low)


def _is_run(positions: Positions) -> bool:
    return len(positions) > 0 and bool(np.all(positions[1:] == positions[:-1] + 1))


def _of_chunks(column: pa.ChunkedArray, positions: Positions) -> pa.Array:
    order = np.argsort(positions, kind="stable")
    ascending = positions[order]
    starts = np.cumsum([0, *map(len, column.chunks)])
    cuts = np.searchsorted(ascending, starts)
    parts = [
        chunk.take(pa.array(ascending[cuts[i] : cuts[i + 1]] - starts[i]))
        for i, chunk in enumerate(column.chunks)
        if cuts[i] < cuts[i + 1]
    ]
    taken = pa.concat_arrays(parts)
    if bool(np.all(order[1:] > order[:-1])):
        return taken
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return taken.take(pa.array(back))
