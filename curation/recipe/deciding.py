"""Verdicts within a recipe: pairs that reviewers decided on, found again by their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from curation.recipe.edits import Edits
from curation.recipe.margins import content_keys
from curation.recipe.steps import VerdictsStep
from curation.store import Dataset

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ByHand:
    """What a verdicts step does to a data set.

    Attributes:
        dropped: Rows that are dropped, ascending.
        tied: Rows that are called ties, ascending.
        kept: Rows that are kept as they are, ascending.
        edits: Rows that are swapped or edited, and how.
        unmatched: Keys that the data set does not hold, sorted.
    """

    dropped: Ids
    tied: Ids
    kept: Ids
    edits: Edits
    unmatched: tuple[str, ...]

    def reason(self, pair_id: int) -> str:
        """Why a row goes."""
        return "a tie by hand" if pair_id in self.tied else "dropped by hand"


def decided(dataset: Dataset, step: VerdictsStep) -> tuple[Mask, ByHand]:
    """The rows that the step removes, shape (pairs rows,), and all that it does."""
    lists = {name: _rows(dataset, getattr(step, name)) for name in ("drop", "tie", "keep", "swap")}
    texts = {row: edit for key, edit in step.edit.items() for row in _rows(dataset, (key,)).tolist()}
    hit = np.zeros(len(dataset.pairs), bool)
    hit[lists["drop"]] = hit[lists["tie"]] = True
    edits = Edits(lists["swap"], texts)
    return hit, ByHand(lists["drop"], lists["tie"], lists["keep"], edits, unmatched(dataset, step.pairs))


def unmatched(dataset: Dataset, keys: Iterable[str]) -> tuple[str, ...]:
    """Which of some keys of pairs the data set does not hold, sorted."""
    wanted = sorted(keys)
    there = np.isin(_numbers(wanted), _by_key(dataset)[0])
    return tuple(key for key, known in zip(wanted, there.tolist(), strict=True) if not known)


def rows_of(dataset: Dataset, keys: Iterable[str]) -> dict[str, list[int]]:
    """Key → the rows of the pairs table that have it; equal pairs share one."""
    return {key: rows for key in keys if (rows := _rows(dataset, (key,)).tolist())}


def counted(dataset: Dataset, keys: Iterable[str], among: Mask) -> Ids:
    """How many of some rows have each of these keys, shape (keys,)."""
    rows, places, many = _found(dataset, keys)
    return np.bincount(places[among[rows]], minlength=many)


def _rows(dataset: Dataset, keys: Iterable[str]) -> Ids:
    """The rows with these keys, ascending."""
    return np.sort(_found(dataset, keys)[0])


def _found(dataset: Dataset, keys: Iterable[str]) -> tuple[Ids, Ids, int]:
    """The rows with these keys, the place of each one's key among them, and how many keys there are."""
    ordered, order = _by_key(dataset)
    wanted = _numbers(keys)
    first, last = np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right")
    lengths = last - first
    places = np.repeat(np.arange(len(wanted)), lengths)
    within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return order[first[places] + within], places, len(wanted)


def _numbers(keys: Iterable[str]) -> NDArray[np.uint64]:
    return np.array([int(key, 16) for key in keys], np.uint64)


@lru_cache(maxsize=4)
def _by_key(dataset: Dataset) -> tuple[NDArray[np.uint64], Ids]:
    """The keys of all pairs, sorted, and the row of each: a data set never changes."""
    keys = content_keys(dataset)
    order = np.argsort(keys, kind="stable")
    return keys[order], order
