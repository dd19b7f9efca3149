"""Prompts that stand in several splits: which groups, with how many rows in each, and how to repair it.

A group is whole: all near-duplicates of a prompt leak together, and stay together in one split.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.analysis.masks import Mask
from curation.analysis.repeats import prompt_codes
from curation.errors import RecipeError
from curation.similarity import Groups
from curation.store import Dataset

Codes = NDArray[np.int64]

# Which split keeps a leaking prompt, unless the curator says otherwise: the one furthest from training.
_EVALUATION = (("test",), ("val", "dev", "eval"))


@dataclass(frozen=True)
class Leak:
    """One group that straddles splits.

    Attributes:
        prompts: Its prompts, ascending, those that stand in one split alone among them.
        rows: Split → rows of the pairs table there, in the order of the data set's splits.
    """

    prompts: tuple[int, ...]
    rows: dict[str | None, int]


@dataclass(frozen=True, eq=False)
class LeakReport:
    """The groups of a data set that straddle splits.

    Attributes:
        dataset: The data set.
        splits: Its splits, the largest first.
        owner: int64 [pairs rows], the group of each row's prompt.
        split: int64 [pairs rows], position into ``splits``; −1 for a row that is not looked at.
        straddling: int64, the groups in several splits, those of the most rows first.
    """

    dataset: Dataset
    splits: tuple[str | None, ...]
    owner: Codes
    split: Codes
    straddling: Codes

    @property
    def groups(self) -> int:
        """How many groups straddle splits."""
        return len(self.straddling)

    @cached_property
    def hit(self) -> Mask:
        """The rows of those groups, shape (pairs rows,)."""
        return np.asarray(np.isin(self.owner, self.straddling) & (self.split >= 0))

    @property
    def rows(self) -> dict[str | None, int]:
        """Split → rows of straddling groups."""
        counts = np.bincount(self.split[self.hit], minlength=len(self.splits))
        return dict(zip(self.splits, counts.tolist(), strict=True))

    def leaks(self, start: int = 0, most: int | None = None) -> Iterator[Leak]:
        """The groups one by one, those of the most rows first."""
        rows = np.flatnonzero(self.hit)
        rows = rows[np.argsort(self.owner[rows], kind="stable")]
        owners = self.owner[rows]
        prompt = self.dataset.pairs["prompt_id"].to_numpy()
        end = None if most is None else start + most
        for group in self.straddling[start:end].tolist():
            low, high = np.searchsorted(owners, [group, group + 1])
            mine = rows[low:high]
            counts = np.bincount(self.split[mine], minlength=len(self.splits)).tolist()
            there = {name: count for name, count in zip(self.splits, counts, strict=True) if count}
            yield Leak(tuple(np.unique(prompt[mine]).tolist()), there)

    def repair(self, keep: str | None = None) -> Mask:
        """The rows to drop so that each group stands in one split, shape (pairs rows,).

        Args:
            keep: The split that keeps the groups it has rows of; where it has none, and where it is
                None, that is a test split before a validation split, any other before train, and of
                two alike the smaller.

        Raises:
            RecipeError: The data set has no such split.
        """
        rank = _standing(self.dataset, self.splits, keep)
        best = np.full(int(self.owner.max(initial=-1)) + 1, len(rank))
        rows = np.flatnonzero(self.hit)
        np.minimum.at(best, self.owner[rows], rank[self.split[rows]])
        drop = np.zeros(len(self.owner), bool)
        drop[rows] = rank[self.split[rows]] > best[self.owner[rows]]
        return drop

    def as_json(self, keep: str | None = None) -> dict[str, Any]:
        """The ``leaks --json`` object of the command line's contract."""
        drop = self.repair(keep)
        dropped = np.bincount(self.split[drop], minlength=len(self.splits)).tolist()
        return {
            "groups": self.groups,
            "rows": {name or "": count for name, count in self.rows.items()},
            "dropped": {name or "": n for name, n in zip(self.splits, dropped, strict=True)},
        }


def leaks_of(dataset: Dataset, groups: Groups | None = None, alive: Mask | None = None) -> LeakReport:
    """The groups of near-duplicate prompts that stand in several splits.

    Args:
        dataset: The data set.
        groups: Groups of its prompts; None for prompts that are equal after folding. Those of
            ``connected`` grouping let no near pair across splits go unseen.
        alive: Rows to look at, shape (pairs rows,); None for all.
    """
    prompt = dataset.pairs["prompt_id"].to_numpy()
    of_prompt = prompt_codes(dataset) if groups is None else groups.group_ids()
    owner = of_prompt[prompt].astype(np.int64)
    splits = tuple(dataset.splits)
    place = {name: at for at, name in enumerate(splits)}
    column = dataset.pairs["split"].combine_chunks().dictionary_encode()
    named = np.array([place[name] for name in column.dictionary.to_pylist()], np.int64)
    codes = column.indices.fill_null(-1).to_numpy()
    split = np.where(codes >= 0, named[codes] if len(named) else 0, place.get(None, -1))
    if alive is not None:
        split = np.where(alive, split, -1)
    return leaks_between(dataset, owner, splits, split)


def leaks_between(dataset: Dataset, owner: Codes, splits: tuple[str | None, ...], split: Codes) -> LeakReport:
    """The groups that stand in several of any splits, those of the data set or others.

    Args:
        dataset: The data set.
        owner: int64 [pairs rows], the group of each row's prompt.
        splits: The splits' names.
        split: int64 [pairs rows], position into ``splits``; −1 for a row that is not looked at.
    """
    seen = split >= 0
    both = np.unique(owner[seen] * len(splits) + split[seen])
    groups_seen, in_splits = np.unique(both // max(len(splits), 1), return_counts=True)
    straddling = groups_seen[in_splits > 1]
    rows = np.bincount(owner[seen], minlength=int(owner.max(initial=-1)) + 1)[straddling]
    return LeakReport(dataset, splits, owner, split, straddling[np.lexsort((straddling, -rows))])


def check_split(dataset: Dataset, name: str | None) -> None:
    """See that a data set has a split.

    Raises:
        RecipeError: It has none of that name.
    """
    if name is not None and name not in dataset.splits:
        known = [repr(split) for split in dataset.splits if split is not None]
        raise RecipeError(
            f"{dataset.id} has no split {name!r}",
            next=f"Its splits are {', '.join(known)}" if known else "It has no splits: leave the name out",
        )


def _standing(dataset: Dataset, splits: tuple[str | None, ...], keep: str | None) -> Codes:
    """The place of each split among those that may keep a prompt, 0 the first."""
    check_split(dataset, keep)

    def place(at: int) -> tuple[bool, int, int, str]:
        name = (splits[at] or "").lower()
        kinds = [any(word in name for word in words) for words in _EVALUATION]
        kind = kinds.index(True) if True in kinds else len(kinds) + (not name or "train" in name)
        return splits[at] != keep or keep is None, kind, dataset.splits[splits[at]], name

    rank = np.empty(len(splits), np.int64)
    rank[sorted(range(len(splits)), key=place)] = np.arange(len(splits))
    return rank
