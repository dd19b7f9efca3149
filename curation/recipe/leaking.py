"""The repair of leaks within a recipe: each group of near-duplicate prompts left in one split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.analysis.leaks import LeakReport, leaks_of
from curation.recipe.deduplication import Asked, Mask, Progress, floor_for
from curation.recipe.steps import LeakStep
from curation.similarity import group, neighbours_of
from curation.store import Dataset


def leaking(
    dataset: Dataset,
    step: LeakStep,
    alive: Mask | None = None,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> LeakReport:
    """The groups that straddle splits, as the step looks for them, among the rows that are still there.

    Raises:
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    neighbours = neighbours_of(
        dataset,
        method=step.method,
        floor=floor_for(step.threshold),
        model=step.model,
        unit=step.unit,
        progress=progress,
        cancelled=cancelled,
    )
    there: NDArray[np.bool_] | None = None
    if alive is not None:
        there = np.zeros(len(dataset.prompts), bool)
        there[dataset.pairs["prompt_id"].to_numpy()[alive]] = True
    groups = group(
        neighbours,
        step.threshold,
        np.zeros(neighbours.prompts),
        grouping="connected",
        lookalikes=step.lookalikes,
        alive=there,
    )
    return leaks_of(dataset, groups, alive)
