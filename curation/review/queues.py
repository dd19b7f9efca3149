"""Queues: named lists of pairs to look at, in an order that stays the same while they are looked at.

A queue holds each content once: a verdict is about the content, and counts for all rows that have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from curation.analysis.checks import check_named, find
from curation.recipe import FilterStep, describe
from curation.recipe.conditions import Node
from curation.recipe.deciding import rows_of
from curation.recipe.margins import content_keys, drawn
from curation.recipe.removal import filtered
from curation.recipe.resolving import Resolved
from curation.similarity import Groups
from curation.store import Dataset

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Queue:
    """Pairs to look at.

    Attributes:
        name: Short and stable; a verdict says from which queue it came.
        title: What people read.
        rows: Rows of the pairs table in the queue's order, each content once.
        numbers: Their content keys as numbers, shape (rows,).
        until_resolved: A pair is done when it leaves the queue, not when one has looked at it.
    """

    name: str
    title: str
    rows: Ids
    numbers: NDArray[np.uint64]
    until_resolved: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Their content keys."""
        return tuple(f"{number:016x}" for number in self.numbers.tolist())

    def only(self, places: Ids, name: str, title: str) -> Queue:
        """Some of the queue, by place, in its order."""
        return Queue(name, title, self.rows[places], self.numbers[places], self.until_resolved)


def of_rows(dataset: Dataset, rows: Ids, name: str, title: str, *, until_resolved: bool = False) -> Queue:
    """A queue of rows in the order given, such as suspected label noise, the worst first."""
    numbers = content_keys(dataset)[rows]
    first = np.sort(np.unique(numbers, return_index=True)[1])
    return Queue(name, title, rows[first], numbers[first], until_resolved)


def matching(dataset: Dataset, where: Node, among: Mask | None = None) -> Queue:
    """The pairs for which a condition holds.

    Args:
        dataset: The data set.
        where: The condition.
        among: Only these rows, such as those that a recipe without its verdicts keeps.

    Raises:
        RecipeError: The condition does not fit the data set.
    """
    passing = ~filtered(dataset, FilterStep(where=where))
    return of_rows(dataset, _rows(passing, among), "filter", describe(where))


def checked(dataset: Dataset, check: str, among: Mask | None = None) -> Queue:
    """The pairs that a check hits.

    Raises:
        RecipeError: There is no such check.
    """
    found = _rows(find(dataset, check), among)
    return of_rows(dataset, found, f"check:{check}", check_named(check).title)


def of_group(dataset: Dataset, groups: Groups, prompt: int, among: Mask | None = None) -> Queue:
    """All pairs of the prompts in one group of duplicates, the kept prompt's first."""
    kept = groups.kept_of(prompt)
    place = {member: at for at, member in enumerate(dict.fromkeys([kept, *groups.members_of(kept)]))}
    prompts = dataset.pairs["prompt_id"].to_numpy()
    rows = _rows(np.isin(prompts, list(place)), among)
    order = np.argsort([place[number] for number in prompts[rows].tolist()], kind="stable")
    key = dataset.prompts["key"][kept].as_py()
    return of_rows(dataset, rows[order], f"group:{key}", f"duplicates of {key}")


def sampled(dataset: Dataset, size: int, seed: int = 0, among: Mask | None = None) -> Queue:
    """Pairs drawn at random: by content and seed alone, so that a smaller draw is part of a larger one."""
    every = of_rows(dataset, _rows(np.ones(len(dataset.pairs), bool), among), "", "")
    order = np.lexsort((every.rows, drawn(every.numbers, seed)))[:size]
    return every.only(order, f"random-{seed}", f"{min(size, len(every)):,} drawn at random")


def flagged(dataset: Dataset, resolved: Resolved) -> Queue:
    """Pairs that somebody flagged, as long as somebody's flag stands."""
    return _named(dataset, resolved.flagged, "flagged", "flagged")


def disagreements(dataset: Dataset, resolved: Resolved) -> Queue:
    """Pairs on which reviewers differ so that the session's rule makes no decision of it."""
    return _named(dataset, resolved.disagreed, "disagreements", "reviewers disagree")


def _named(dataset: Dataset, keys: Iterable[str], name: str, title: str) -> Queue:
    rows = sorted(rows[0] for rows in rows_of(dataset, keys).values())
    return of_rows(dataset, np.array(rows, np.int64), name, title, until_resolved=True)


def _rows(mask: Mask, among: Mask | None) -> Ids:
    return np.flatnonzero(mask if among is None else mask & among)
