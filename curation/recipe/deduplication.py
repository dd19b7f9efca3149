"""Deduplication within a recipe: the prompts that are still there, grouped, one of each group kept."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from curation.recipe.margins import chosen_lengths, chosen_scores, margins
from curation.recipe.steps import DeduplicateStep
from curation.similarity import (
    Curve,
    Decisions,
    Grouper,
    Groups,
    Neighbours,
    PromptFacts,
    Target,
    best_of,
    neighbours_of,
    priority,
    threshold_for,
)
from curation.store import Dataset

Mask = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
Asked = Callable[[], bool]
T = TypeVar("T")
_Key = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Compared:
    """The prompts of a data set compared for one step: all that a move of its threshold needs.

    Attributes:
        step: The step.
        grouper: The graph of all prompts, with what does not depend on the threshold.
    """

    step: DeduplicateStep
    grouper: Grouper

    @property
    def there(self) -> Mask:
        """Prompts that are grouped, shape (prompts,)."""
        alive = self.grouper.alive
        return np.ones(self.grouper.neighbours.prompts, bool) if alive is None else alive

    @property
    def decisions(self) -> Decisions:
        """The step's decisions, as positions."""
        return self.grouper.decisions

    def groups(self) -> Groups:
        """The groups at the step's threshold."""
        return self.grouper.at(self.step.threshold, self.step.grouping)

    def curve(self, thresholds: Sequence[float]) -> Curve:
        """How many prompts would go, and how many groups there would be, at each threshold."""
        return self.grouper.curve(thresholds, self.step.grouping)

    def target(self, *, kept: int | None = None, share: float | None = None) -> Target:
        """The threshold that leaves ``kept`` prompts, or a ``share`` of those that are grouped.

        Raises:
            ValueError: Neither or both are given, or one is out of range.
        """
        return threshold_for(self.grouper, kept=kept, share=share, grouping=self.step.grouping)


def compared(
    dataset: Dataset,
    step: DeduplicateStep,
    alive: Mask | None = None,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Compared:
    """Compare the prompts of rows that are still there.

    Only those are grouped, so that no prompt is dropped in favour of one that an earlier step removed.

    Args:
        dataset: The data set.
        step: What is compared, and how.
        alive: Rows that earlier steps left, shape (pairs rows,); None for all.
        progress: Called with (what, done, total) while neighbours are looked for.
        cancelled: Asked now and then.

    Raises:
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    rows = np.ones(len(dataset.pairs), bool) if alive is None else alive
    return Compared(step, _grouper(dataset, step, rows, progress, cancelled))


def deduplicated(
    dataset: Dataset,
    step: DeduplicateStep,
    alive: Mask,
    progress: Progress | None,
    cancelled: Asked | None,
) -> tuple[Mask, Groups]:
    """The rows whose prompt is a duplicate of one that stays, and the groups."""
    groups = compared(dataset, step, alive, progress, cancelled).groups()
    gone = np.zeros(len(dataset.prompts), bool)
    gone[groups.duplicates] = True
    return gone[dataset.pairs["prompt_id"].to_numpy()], groups


class _Recent(Generic[T]):
    """The last few of what is slow to make."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[_Key, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key, make: Callable[[], T]) -> T:
        """What was made for the key, or is now."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made


# A move of the threshold sorts no edge again; a decision does not read the graph and rank prompts again.
_ranked: _Recent[tuple[Neighbours, NDArray[np.float64]]] = _Recent(4)
_groupers: _Recent[Grouper] = _Recent(2)


def _grouper(
    dataset: Dataset, step: DeduplicateStep, alive: Mask, progress: Progress | None, cancelled: Asked | None
) -> Grouper:
    """The graph, ranked by the step's policy and minding its decisions."""
    floor = floor_for(step.threshold)
    rows = blake2b(np.packbits(alive).tobytes(), digest_size=16).digest()
    asked = (step.method, step.unit, floor, step.model, step.search)
    key = (str(dataset.path), *asked, step.keep, step.seed, rows)

    def rank() -> tuple[Neighbours, NDArray[np.float64]]:
        neighbours = neighbours_of(
            dataset,
            method=step.method,
            floor=floor,
            model=step.model,
            search=step.search,
            unit=step.unit,
            progress=progress,
            cancelled=cancelled,
        )
        return neighbours, priority(step.keep, _facts(dataset, alive, neighbours, step.seed))

    def ready() -> Grouper:
        neighbours, worth = _ranked.get(key, rank)
        there = np.zeros(len(dataset.prompts), bool)
        there[dataset.pairs["prompt_id"].to_numpy()[alive]] = True
        decisions = Decisions.of(neighbours.keys, apart=step.apart, together=step.together, stay=step.stay)
        return Grouper(neighbours, worth, step.lookalikes, there, decisions)

    return _groupers.get((*key, step.lookalikes, step.apart, step.together, step.stay), ready)


def floor_for(threshold: float) -> float:
    """How far down the neighbours are computed: one graph serves every threshold above it."""
    return min(0.8, math.floor(threshold * 10) / 10) or threshold


def _facts(dataset: Dataset, alive: Mask, neighbours: Neighbours, seed: int) -> PromptFacts:
    """What keep policies look at, over the rows that are still there."""
    rows = np.flatnonzero(alive)
    prompts = len(dataset.prompts)
    prompt = dataset.pairs["prompt_id"].to_numpy()[rows]
    return PromptFacts(
        keys=neighbours.keys,
        margin=best_of(prompt, margins(dataset)[rows], prompts),
        score=best_of(prompt, chosen_scores(dataset)[rows], prompts),
        length=best_of(prompt, chosen_lengths(dataset)[rows], prompts),
        neighbours=neighbours,
        seed=seed,
    )
