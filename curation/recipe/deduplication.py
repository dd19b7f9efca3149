"""Deduplication within a recipe: the prompts that are still there, grouped, one of each group kept."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from curation.recipe.margins import chosen_lengths, chosen_scores, margins
from curation.recipe.steps import DeduplicateStep
from curation.similarity import Groups, Neighbours, PromptFacts, best_of, group, neighbours_of, priority
from curation.store import Dataset

Mask = NDArray[np.bool_]


def deduplicated(
    dataset: Dataset,
    step: DeduplicateStep,
    alive: Mask,
    progress: Callable[[str, int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Mask, Groups]:
    """The rows whose prompt is a duplicate of one that stays, and the groups.

    Only prompts of rows that are still there are grouped, so that no prompt is dropped in favour of
    one that an earlier step removed.
    """
    prompt_of = dataset.pairs["prompt_id"].to_numpy()
    there = np.zeros(len(dataset.prompts), bool)
    there[prompt_of[alive]] = True
    neighbours = neighbours_of(
        dataset,
        method=step.method,
        floor=_floor(step.threshold),
        model=step.model,
        progress=progress,
        cancelled=cancelled,
    )
    rank = priority(step.keep, _facts(dataset, alive, neighbours, step.seed))
    groups = group(
        neighbours,
        step.threshold,
        rank,
        grouping=step.grouping,
        lookalikes=step.lookalikes,
        alive=there,
    )
    gone = np.zeros(len(dataset.prompts), bool)
    gone[groups.duplicates] = True
    return gone[prompt_of], groups


def _floor(threshold: float) -> float:
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
