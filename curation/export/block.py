"""Some rows of a data set as Python values, read from the mapped tables a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store import Dataset

BLOCK_ROWS = 4_096

Ids = NDArray[np.int64]
Turns = list[dict[str, str]]


@dataclass(frozen=True, eq=False)
class Block:
    """A stretch of the pairs that are written.

    Attributes:
        dataset: Whose they are.
        ids: Their positions in the pairs table, ascending.
    """

    dataset: Dataset
    ids: Ids

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def pairs(self) -> pa.Table:
        """Their rows of the pairs table."""
        return rows_at(self.dataset.pairs, self.ids)

    @cached_property
    def prompts(self) -> list[Turns]:
        """The messages of each prompt, shared by rows of one prompt: not to be changed in place."""
        return turns(column_at(self.dataset.prompts["messages"], self.pairs["prompt_id"].to_numpy()))

    @cached_property
    def chosen(self) -> list[str | None]:
        """The chosen answers' texts."""
        return self.of_side("chosen", "text")

    @cached_property
    def rejected(self) -> list[str | None]:
        """The rejected answers' texts."""
        return self.of_side("rejected", "text")

    def leads(self, side: str) -> list[Turns]:
        """The turns before the final answer that only this side has; empty lists normally."""
        found: list[Turns] = [[] for _ in range(len(self))]
        where = np.flatnonzero(self.pairs["histories_differ"].to_numpy())
        if len(where):
            ids = self.pairs[f"{side}_id"].take(where)
            here = where[ids.is_valid().to_numpy()]
            lead = column_at(self.dataset.responses["lead"], ids.drop_null().to_numpy())
            for row, said in zip(here.tolist(), turns(lead), strict=True):
                found[row] = said
        return found

    def of_side(self, side: str, column: str) -> list[Any]:
        """A column of the responses for one side, None where the row has no such side."""
        ids = self.pairs[f"{side}_id"]
        values = column_at(self.dataset.responses[column], ids.drop_null().to_numpy()).to_pylist()
        if not ids.null_count:
            return list(values)
        there = iter(values)
        return [next(there) if known else None for known in ids.is_valid().to_pylist()]

    @cached_property
    def extras(self) -> pa.Table:
        """The source's unmapped columns of each row's first source row, null where it has none."""
        origins = self.dataset.extras["origin_row"]
        names = [name for name in self.dataset.extras.column_names if name != "origin_row"]
        first = np.array([rows[0] for rows in self.pairs["origin_row"].to_pylist()], np.int64)
        known = origins.to_numpy()
        at = np.searchsorted(known, first)
        there = at < len(known)
        there[there] = known[at[there]] == first[there]
        spread = pa.array(np.cumsum(there) - 1, mask=~there)
        found = rows_at(self.dataset.extras.select(names), at[there])
        return pa.table({name: found[name].take(spread) for name in names})


def blocks(dataset: Dataset, ids: Ids) -> Iterator[Block]:
    """The rows ``ids``, in that order, a block at a time."""
    for start in range(0, len(ids), BLOCK_ROWS):
        yield Block(dataset, ids[start : start + BLOCK_ROWS])


def rows_at(table: pa.Table, positions: Ids) -> pa.Table:
    """Rows of a table by position, in any order."""
    return pa.table({name: column_at(table[name], positions) for name in table.column_names})


def column_at(column: pa.ChunkedArray, positions: Ids) -> pa.Array:
    """Values of a column by position, in any order.

    Taken chunk by chunk: ``ChunkedArray.take`` would copy a whole text column to take from it.
    """
    order = np.argsort(positions, kind="stable")
    ascending = positions[order]
    lengths = [len(chunk) for chunk in column.chunks]
    starts = np.cumsum([0, *lengths])
    cuts = np.searchsorted(ascending, starts)
    parts = [
        chunk.take(pa.array(ascending[cuts[i] : cuts[i + 1]] - starts[i]))
        for i, chunk in enumerate(column.chunks)
        if cuts[i] < cuts[i + 1]
    ]
    taken = pa.concat_arrays(parts) if parts else pa.array([], column.type)
    if len(order) < 2 or bool(np.all(order[1:] > order[:-1])):
        return taken
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return taken.take(pa.array(back))


def turns(messages: pa.ListArray) -> list[Turns]:
    """Messages as the dictionaries that trainers read; null and empty lists alike are empty."""
    flat = messages.flatten()
    said = [
        {"role": role, "content": content}
        for role, content in zip(
            flat.field("role").to_pylist(), flat.field("content").to_pylist(), strict=True
        )
    ]
    lengths = messages.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    cuts = [0, *np.cumsum(lengths).tolist()]
    return [said[start:end] for start, end in pairwise(cuts)]
