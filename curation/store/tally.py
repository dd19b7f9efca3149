"""What an import remembers of every row: numbers and keys only, so that memory stays small."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.sources import Shard
from curation.store.intake import NAN
from curation.store.parcel import Parcel, Prompts, Ratings, Verdicts
from curation.store.tables import ANSWERS

Array = NDArray[Any]


@dataclass(frozen=True)
class Answers:
    """One entry an answer, in order of ``response_id``.

    ``label`` is 1, 0, or −1 for none; ``judged`` says that a row's own verdict covers the answer;
    ``run`` counts stretches of neighbouring rows with one prompt; ``content`` is the text's key;
    ``lead`` marks an answer that follows turns of its own.
    """

    prompt: NDArray[np.int64]
    run: NDArray[np.int64]
    origin: NDArray[np.int64]
    content: NDArray[np.uint64]
    label: NDArray[np.int8]
    rank: NDArray[np.float64]
    judged: NDArray[np.bool_]
    lead: NDArray[np.bool_]
    scores: dict[str, NDArray[np.float64]]
    ratings: dict[str, pa.Array]
    source: list[str | None] | None = None

    def __len__(self) -> int:
        return len(self.prompt)

    def arrow(self) -> pa.Table:
        """The ``answers`` table: ids and labels, an attribute a column, raw ratings where there are any."""
        known = [
            pa.array(np.arange(len(self))),
            pa.array(self.prompt),
            pa.array(self.label == 1, pa.bool_(), mask=self.label < 0),
            pa.array(self.rank, from_pandas=True),
            pa.array(self.judged),
            pa.array(self.origin),
        ]
        columns = dict(zip(ANSWERS.names, known, strict=True))
        for name, values in self.scores.items():
            # A rated attribute may be called like a column of ours, which is the one that stays.
            columns.setdefault(name, pa.array(values, from_pandas=True))
        return pa.table(columns | {f"ratings.{name}": lists for name, lists in self.ratings.items()})


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a parcel's rows came to stand.

    Attributes:
        offset: Source row of the block's first row.
        first_prompt: ``prompt_id`` of its first new prompt.
        new_prompts: Indices into the parcel's prompts of those not seen before.
    """

    offset: int
    first_prompt: int
    new_prompts: NDArray[np.int64]


@dataclass
class Tally:
    """Everything an import keeps in memory; ``place`` takes parcels in the source's order."""

    prompt_keys: array[int] = field(default_factory=lambda: array("Q"))
    prompt_splits: list[str | None] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    read: int = 0
    used: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
    responses: int = 0
    _ids: dict[str | None, dict[int, int]] = field(default_factory=dict)
    _last_prompt: int = -1
    _last_run: int = -1
    _parts: dict[str, list[Array]] = field(default_factory=dict)
    _scores: list[tuple[int, dict[str, NDArray[np.float64]]]] = field(default_factory=list)
    _ratings: list[tuple[int, dict[str, Ratings]]] = field(default_factory=list)
    _sources: list[str | None] | None = None

    def place(self, parcel: Parcel, shard: Shard) -> Placed:
        """Give a parcel's rows their place: ids, equal prompts, runs."""
        ids, new = self._prompt_ids(parcel.prompts, shard.split)
        of_row = ids[parcel.prompt]
        run = self._runs(of_row)
        answers = parcel.answers
        row = answers.row
        placed = Placed(self.read, len(self.prompt_keys) - len(new), new)
        self._remember(
            prompt=of_row[row],
            run=run[row],
            origin=self.read + parcel.origin[row],
            content=answers.content,
            label=answers.label,
            rank=answers.rank,
            judged=parcel.judged[row],
            lead=answers.lead,
            chosen=self.responses + parcel.verdicts.chosen,
            rejected=self.responses + parcel.verdicts.rejected,
            strength=parcel.verdicts.strength,
            tie=parcel.verdicts.tie,
        )
        self._scores.append((len(row), answers.scores))
        self._ratings.append((len(row), answers.ratings))
        self._name_sources(parcel, shard.subset)
        self.read += parcel.read
        self.used += parcel.read - len(parcel.misfits)
        self.responses += len(row)
        self.quarantined.update(misfit.reason for misfit in parcel.misfits)
        return placed

    def _prompt_ids(
        self, prompts: Prompts, shard_split: str | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Ids of a parcel's prompts, and which of them are new; equal prompts of one split share an id."""
        start = len(self.prompt_keys)
        ids: list[int] = []
        for split, same in groupby(zip(prompts.split, prompts.key, strict=True), key=itemgetter(0)):
            # Whole lists at a time: this runs once a prompt of millions.
            keys = [key for _, key in same]
            known = self._ids.setdefault(split or shard_split, {})
            unknown = [key for key in keys if key not in known]
            first = len(self.prompt_keys)
            known.update(zip(unknown, range(first, first + len(unknown)), strict=True))
            self.prompt_keys.extend(unknown)
            self.prompt_splits.extend([split or shard_split] * len(unknown))
            ids += map(known.__getitem__, keys)
        places = np.asarray(ids, np.int64)
        return places, np.flatnonzero(places >= start)

    def _runs(self, of_row: NDArray[np.int64]) -> NDArray[np.int64]:
        """The run of each used row; a prompt that comes back in a later run is remembered as repeated."""
        if not len(of_row):
            return of_row
        begins = np.r_[of_row[0] != self._last_prompt, of_row[1:] != of_row[:-1]]
        # Ids grow as prompts first appear: a run that begins below the highest so far is a return.
        highest = np.maximum.accumulate(np.r_[self._highest, of_row])[:-1]
        self.repeated.update(of_row[begins & (of_row <= highest)].tolist())
        run = self._last_run + np.cumsum(begins)
        self._last_prompt, self._last_run = int(of_row[-1]), int(run[-1])
        self._highest = max(self._highest, int(of_row.max()))
        return run

    _highest: int = -1

    def _remember(self, **columns: Array) -> None:
        for name, values in columns.items():
            self._parts.setdefault(name, []).append(values)

    def _name_sources(self, parcel: Parcel, subset: str | None) -> None:
        if parcel.source is None and subset is None and self._sources is None:
            return
        if self._sources is None:
            self._sources = [None] * self.responses
        own = parcel.source or [None] * len(parcel.origin)
        self._sources += [own[row] or subset for row in parcel.answers.row.tolist()]

    @cached_property
    def answers(self) -> Answers:
        """All answers, once every parcel has been placed."""
        names = ("prompt", "run", "origin", "content", "label", "rank", "judged", "lead")
        columns = {name: self._column(name) for name in names}
        return Answers(
            **columns,
            scores={name: self._score(name) for name in _names(scores for _, scores in self._scores)},
            ratings={name: self._rating(name) for name in _names(ratings for _, ratings in self._ratings)},
            source=self._sources,
        )

    @cached_property
    def verdicts(self) -> Verdicts:
        """All stated verdicts, by ``response_id``."""
        return Verdicts(*(self._column(name) for name in ("chosen", "rejected", "strength", "tie")))

    def _column(self, name: str) -> Array:
        # Popped: the parts and the whole would be in memory twice.
        parts = self._parts.pop(name, [])
        return np.concatenate(parts) if parts else np.empty(0, _EMPTY.get(name, np.int64))

    def _score(self, name: str) -> NDArray[np.float64]:
        return np.concatenate([scores.get(name, np.full(size, NAN)) for size, scores in self._scores])

    def _rating(self, name: str) -> pa.Array:
        """The ratings as list<double>, null where an answer has none."""
        parts = [(size, ratings.get(name)) for size, ratings in self._ratings]
        lengths = np.concatenate(
            [np.diff(part.ends, prepend=0) if part else np.zeros(size, np.int64) for size, part in parts]
        )
        values = np.concatenate([part.values for _, part in parts if part])
        offsets = np.r_[0, np.cumsum(lengths)].astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values), mask=pa.array(lengths == 0))


_EMPTY: dict[str, Any] = {"content": np.uint64, "label": np.int8, "rank": float, "strength": float}
_EMPTY |= dict.fromkeys(("judged", "lead", "tie"), bool)


def _names(parts: Any) -> Sequence[str]:
    """Names in order of first appearance."""
    return tuple(dict.fromkeys(name for part in parts for name in part))
