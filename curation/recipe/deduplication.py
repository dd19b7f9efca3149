"""Deduplication within a recipe: the prompts that are still there, grouped, one of each group kept."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from curation.recipe.margins import chosen_lengths, chosen_scores, margins
from curation.recipe.steps import DeduplicateStep
from curation.similarity import (
    Curve,
    Decisions,
    Groups,
    Neighbours,
    PromptFacts,
    Target,
    best_of,
    curve,
    group,
    neighbours_of,
    priority,
    threshold_for,
)
from curation.store import Dataset

Mask = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Compared:
    """The prompts of a data set compared for one step: all that a move of its threshold needs.

    Attributes:
        step: The step.
        neighbours: The graph of all prompts.
        priority: float [prompts]; the highest of a group is kept.
        there: bool [prompts], those that are grouped.
        decisions: The step's decisions, as positions.
    """

    step: DeduplicateStep
    neighbours: Neighbours
    priority: NDArray[np.float64]
    there: Mask
    decisions: Decisions

    def groups(self) -> Groups:
        """The groups at the step's threshold."""
        return group(
            self.neighbours,
            self.step.threshold,
            self.priority,
            grouping=self.step.grouping,
            lookalikes=self.step.lookalikes,
            alive=self.there,
            decisions=self.decisions,
        )

    def curve(self, thresholds: Sequence[float]) -> Curve:
        """How many prompts would go, and how many groups there would be, at each threshold."""
        return curve(
            self.neighbours,
            thresholds,
            self.priority,
            grouping=self.step.grouping,
            lookalikes=self.step.lookalikes,
            alive=self.there,
            decisions=self.decisions,
        )

    def target(self, *, kept: int | None = None, share: float | None = None) -> Target:
        """The threshold that leaves ``kept`` prompts, or a ``share`` of those that are grouped.

        Raises:
            ValueError: Neither or both are given, or one is out of range.
        """
        return threshold_for(
            self.neighbours,
            self.priority,
            kept=kept,
            share=share,
            grouping=self.step.grouping,
            lookalikes=self.step.lookalikes,
            alive=self.there,
            decisions=self.decisions,
        )


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
    there = np.zeros(len(dataset.prompts), bool)
    there[dataset.pairs["prompt_id"].to_numpy()[rows]] = True
    neighbours, rank = _remembered(dataset, step, rows, progress, cancelled)
    decisions = Decisions.of(neighbours.keys, apart=step.apart, together=step.together, stay=step.stay)
    return Compared(step, neighbours, rank, there, decisions)


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


# A move of the threshold must not read the graph and rank the prompts again.
_REMEMBERED = 4
_memory: OrderedDict[tuple[object, ...], tuple[Neighbours, NDArray[np.float64]]] = OrderedDict()
_lock = threading.Lock()


def _remembered(
    dataset: Dataset, step: DeduplicateStep, alive: Mask, progress: Progress | None, cancelled: Asked | None
) -> tuple[Neighbours, NDArray[np.float64]]:
    """The graph, and each prompt's rank under the step's policy."""
    floor = floor_for(step.threshold)
    rows = blake2b(np.packbits(alive).tobytes(), digest_size=16).digest()
    key = (str(dataset.path), step.method, step.unit, floor, step.model, step.keep, step.seed, rows)
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    neighbours = neighbours_of(
        dataset,
        method=step.method,
        floor=floor,
        model=step.model,
        unit=step.unit,
        progress=progress,
        cancelled=cancelled,
    )
    found = neighbours, priority(step.keep, _facts(dataset, alive, neighbours, step.seed))
    with _lock:
        _memory[key] = found
        while len(_memory) > _REMEMBERED:
            _memory.popitem(last=False)
    return found


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
