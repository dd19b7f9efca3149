"""A diverse subset within a recipe: some of the prompts that are still there, each with all its rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from curation.analysis.diversity import Prompts, Subset, choose
from curation.recipe.steps import DiverseStep
from curation.store import Dataset

Mask = NDArray[np.bool_]


def diversified(
    dataset: Dataset,
    step: DiverseStep,
    alive: Mask,
    progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Mask, Subset]:
    """The rows still there whose prompt is not chosen, and the subset.

    Raises:
        RecipeError: Some of the prompts are not embedded.
        EncoderError: There is no model of that name.
        Cancelled: ``cancelled`` said so.
    """
    subset = choose(
        dataset,
        Prompts.of(dataset, alive, step.model),
        step.method,
        size=step.size,
        share=step.share,
        seed=step.seed,
        progress=progress,
        cancelled=cancelled,
    )
    return alive & ~subset.chosen[dataset.pairs["prompt_id"].to_numpy()], subset
