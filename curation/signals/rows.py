"""Rows of mapped tables as signals take them: spans of bounded size, and rows picked from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# RE2 compiles its patterns anew for every batch, so few large ones; not so large that memory matters.
MOST_ROWS = 16_384
MOST_BYTES = 8 << 20

Span = tuple[int, int]


def spans(sizes: NDArray[np.int64]) -> Iterator[Span]:
    """Consecutive rows (start, stop) of bounded number and size; a huge row is a span of its own.

    Args:
        sizes: Bytes of each row, shape (rows,).
    """
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        stop = int(np.searchsorted(ends, before + MOST_BYTES, side="right"))
        stop = min(max(stop, start + 1), start + MOST_ROWS)
        yield start, stop
        start = stop


def sizes_of(texts: pa.ChunkedArray) -> NDArray[np.int64]:
    """Bytes of each text, shape (rows,), without reading the texts."""
    parts = [np.empty(0, np.int64)]
    for chunk in texts.chunks:
        if len(chunk):
            offsets = np.frombuffer(chunk.buffers()[1], np.int64)
            parts.append(np.diff(offsets[chunk.offset : chunk.offset + len(chunk) + 1]))
    return np.concatenate(parts)


def together(texts: pa.ChunkedArray) -> pa.Array:
    """The chunks of a column's slice as one array."""
    if texts.num_chunks == 1:
        return texts.chunk(0)
    return pa.concat_arrays([pa.array([], texts.type), *texts.chunks])


class Picker:
    """Picks rows from a table of many chunks without joining them, as Arrow's own ``take`` does."""

    def __init__(self, table: pa.Table) -> None:
        self._batches = [batch for batch in table.to_batches() if batch.num_rows]
        self._starts = np.cumsum([0, *(batch.num_rows for batch in self._batches)])
        self._empty = table.schema.empty_table()

    def rows(self, ids: NDArray[np.int64]) -> pa.Table:
        """The rows at these positions, in this order; an id below 0 gives nulls."""
        order = np.argsort(ids, kind="stable")
        order = order[np.searchsorted(ids[order], 0) :]
        chunks = np.searchsorted(self._starts, ids[order], side="right") - 1
        edges = [0, *(np.flatnonzero(np.diff(chunks)) + 1).tolist(), len(order)]
        parts = [self._empty]
        for low, high in pairwise(edges):
            if high > low:
                at = int(chunks[low])
                local = ids[order[low:high]] - self._starts[at]
                parts.append(pa.Table.from_batches([self._batches[at].take(pa.array(local))]))
        places = np.full(len(ids), -1, np.int64)
        places[order] = np.arange(len(order))
        found = pa.concat_tables(parts).combine_chunks()
        if len(order) == len(ids) and np.array_equal(order, np.arange(len(ids))):
            return found
        return found.take(pa.array(places, mask=places < 0))
