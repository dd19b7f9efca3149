"""Some rows of a data set as Python values, read from the mapped tables a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.export.taking import column_at, rows_at
from curation.recipe.edits import NO_EDITS, Edits
from curation.recipe.verdict import Edit
from curation.store import Dataset

BLOCK_ROWS = 4_096

Ids = NDArray[np.int64]
Turns = list[dict[str, str]]
SIDES = ("chosen", "rejected")


@dataclass(frozen=True, eq=False)
class Block:
    """A stretch of the pairs that are written: with their sides and texts as the reviewers left them.

    Attributes:
        dataset: Whose they are.
        ids: Their positions in the pairs table, ascending.
        edits: What verdicts change of them.
    """

    dataset: Dataset
    ids: Ids
    edits: Edits = NO_EDITS

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def pairs(self) -> pa.Table:
        """Their rows of the pairs table, without signals.

        A swapped one's sides are about, its margins and strength turned.
        """
        table = rows_at(_unmeasured(self.dataset), self.ids)
        turned = self.edits.turned(self.ids)
        return swapped(table, turned) if turned.any() else table

    @cached_property
    def prompts(self) -> list[Turns]:
        """The messages of each prompt, shared by rows of one prompt: not to be changed in place."""
        said = turns(column_at(self.dataset.prompts["messages"], self.pairs["prompt_id"].to_numpy()))
        for at, edit in self._edited:
            if edit.prompt is not None:
                said[at] = asking(said[at], edit.prompt)
        return said

    @cached_property
    def chosen(self) -> list[str | None]:
        """The chosen answers' texts."""
        return self._texts("chosen")

    @cached_property
    def rejected(self) -> list[str | None]:
        """The rejected answers' texts."""
        return self._texts("rejected")

    @cached_property
    def messages(self) -> pa.Array:
        """``prompts`` as an Arrow array."""
        found = column_at(self.dataset.prompts["messages"], self.pairs["prompt_id"].to_numpy())
        if any(edit.prompt is not None for _, edit in self._edited):
            return pa.array(self.prompts, found.type)
        return found

    @property
    def is_led(self) -> bool:
        """Whether a side of any pair has turns of its own before its answer."""
        return bool(pc.any(self.pairs["histories_differ"]).as_py())

    def answers(self, side: str) -> pa.Array:
        """The texts of one side as an Arrow array, of pairs that have that side."""
        ids = self.pairs[f"{side}_id"].to_numpy()
        found = column_at(self.dataset.responses["text"], ids)
        if any(getattr(edit, side) is not None for _, edit in self._edited):
            return pa.array(getattr(self, side), found.type)
        return found

    @cached_property
    def _edited(self) -> list[tuple[int, Edit]]:
        return self.edits.among(self.ids)

    def _texts(self, side: str) -> list[str | None]:
        texts = self.of_side(side, "text")
        for at, edit in self._edited:
            text = getattr(edit, side)
            if text is not None and texts[at] is not None:
                texts[at] = text
        return texts

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
        """A column of the responses for one side, as the source has it; None where there is no such side."""
        ids = self.pairs[f"{side}_id"]
        values = column_at(self.dataset.responses[column], ids.drop_null().to_numpy()).to_pylist()
        if not ids.null_count:
            return list(values)
        there = iter(values)
        return [next(there) if known else None for known in ids.is_valid().to_pylist()]

    @cached_property
    def extras(self) -> pa.Table:
        """The source's unmapped columns of each row's first source row, null where it has none."""
        names = [name for name in self.dataset.extras.column_names if name != "origin_row"]
        if not names:
            return pa.table({})
        first = pc.list_element(self.pairs["origin_row"], 0).to_numpy()
        known = _origins(self.dataset)
        at = np.searchsorted(known, first)
        there = at < len(known)
        there[there] = known[at[there]] == first[there]
        found = rows_at(self.dataset.extras.select(names), at[there])
        if there.all():
            return found
        spread = pa.array(np.cumsum(there) - 1, mask=~there)
        return pa.table({name: found[name].take(spread) for name in names})


@lru_cache(maxsize=2)
def _unmeasured(dataset: Dataset) -> pa.Table:
    """The pairs table without signals: there are many, and no format writes them."""
    known = dataset.info.attributes
    names = dataset.pairs.column_names
    return dataset.pairs.select([n for n in names if "." not in n or n.partition(".")[2] in known])


@lru_cache(maxsize=2)
def _origins(dataset: Dataset) -> Ids:
    return np.asarray(dataset.extras["origin_row"].to_numpy(), np.int64)


def blocks(dataset: Dataset, ids: Ids, edits: Edits = NO_EDITS) -> Iterator[Block]:
    """The rows ``ids``, in that order, a block at a time."""
    for start in range(0, len(ids), BLOCK_ROWS):
        yield Block(dataset, ids[start : start + BLOCK_ROWS], edits)


def swapped(pairs: pa.Table, turned: NDArray[np.bool_]) -> pa.Table:
    """Rows of the pairs table, those that ``turned`` marks with their sides about."""
    mask = pa.array(turned)
    columns = {name: pairs[name] for name in pairs.column_names}
    for name in pairs.column_names:
        side, mark, rest = name.partition(".")
        other = f"rejected{name.removeprefix('chosen')}"
        if name == "chosen_id" or (mark and side == "chosen"):
            if other in columns:
                columns[name] = pc.if_else(mask, pairs[other], pairs[name])
                columns[other] = pc.if_else(mask, pairs[name], pairs[other])
        elif name == "strength" or (mark and side == "margin" and rest):
            columns[name] = pc.if_else(mask, pc.negate(pairs[name]), pairs[name])
    return pa.table(columns)


def asking(prompt: Turns, text: str) -> Turns:
    """A prompt with another text in its last user turn."""
    last = max((at for at, turn in enumerate(prompt) if turn["role"] == "user"), default=None)
    if last is None:
        return [*prompt, {"role": "user", "content": text}]
    return [*prompt[:last], {"role": "user", "content": text}, *prompt[last + 1 :]]


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
