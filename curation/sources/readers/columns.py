"""Arrow record batches → rows: weighed before they become Python objects, faulty values told by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from curation.errors import SourceError
from curation.sources.limits import Budget
from curation.sources.readers.weight import row_bytes
from curation.sources.rows import BATCH_BYTES, BATCH_ROWS, Batch, RawRow


class Rows:
    """Turns one shard's record batches into rows.

    Args:
        index: The shard's index.
        first: The number of its first row.
        budget: Counts the decoded bytes.
    """

    def __init__(self, index: int, first: int, budget: Budget) -> None:
        self._index = index
        self._number = first
        self._budget = budget

    def of(self, batch: pa.RecordBatch) -> Iterator[list[RawRow]]:
        """The rows of ``batch`` in lists bounded by rows and by bytes."""
        weights = row_bytes(batch)
        for start, stop in _slices(weights):
            size = int(weights[start:stop].sum())
            self._budget.take_bytes(size)
            gathered = Batch(self._index, self._number)
            _add(gathered, batch.slice(start, stop - start), size)
            self._number += stop - start
            yield from gathered.rest()


def _slices(weights: np.ndarray[Any, Any]) -> Iterator[tuple[int, int]]:
    """Ranges of at most ``BATCH_ROWS`` rows and, unless one row is larger, ``BATCH_BYTES`` bytes."""
    ends = np.cumsum(weights)
    start, total = 0, len(weights)
    while start < total:
        before = int(ends[start - 1]) if start else 0
        fitting = int(np.searchsorted(ends, before + BATCH_BYTES, side="right"))
        stop = min(max(fitting, start + 1), start + BATCH_ROWS, total)
        yield start, stop
        start = stop


def _add(gathered: Batch, batch: pa.RecordBatch, size: int) -> None:
    try:
        gathered.add(batch.to_pylist(), size)
    except (ValueError, OverflowError, pa.ArrowException):
        for row in range(batch.num_rows):
            _add_row(gathered, batch.slice(row, 1), row)


def _add_row(gathered: Batch, row: pa.RecordBatch, number: int) -> None:
    values: dict[str, Any] = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        try:
            values[name] = column[0].as_py()
        except UnicodeDecodeError:
            gathered.add_fault(
                "broken_encoding", f"column {name!r} holds text that is not valid UTF-8", str(values)
            )
            return
        except (ValueError, OverflowError, pa.ArrowException) as error:
            gathered.add_fault(
                "unreadable_value", f"column {name!r} holds a value out of range: {error}", str(values)
            )
            return
    gathered.add((values,), 0)


def check_names(schema: pa.Schema, name: str) -> None:
    """Raise a :class:`SourceError` when two columns share a name."""
    twice = sorted({column for column in schema.names if schema.names.count(column) > 1})
    if twice:
        raise SourceError(
            f"{name!r} has more than one column named {', '.join(map(repr, twice))}",
            next="Rename one of them",
        )


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what Arrow raises on damaged files into a :class:`SourceError` on ``name``."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        why = str(error).split("\n")[0].rstrip(". ")
        raise SourceError(f"{name!r} is damaged", why=why, next="Download or write it again") from error
