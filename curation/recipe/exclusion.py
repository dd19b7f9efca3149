"""Exclusion within a recipe: prompts that another data set of the workspace holds too."""

from __future__ import annotations

import numpy as np

from curation.errors import RecipeError
from curation.recipe.deduplication import Asked, Mask, Progress, floor_for
from curation.recipe.steps import ExcludeStep
from curation.similarity.between import Between, between, searched
from curation.store import Dataset, open_dataset


def shared(
    dataset: Dataset,
    step: ExcludeStep,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Between:
    """The prompts of ``dataset`` that the step's data set holds.

    Raises:
        RecipeError: The step names the data set itself.
        DatasetError: It names none of the workspace.
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    return between(
        other_than(dataset, step),
        dataset,
        step.method,
        step.threshold,
        step.unit,
        floor=floor_for(step.threshold),
        lookalikes=step.lookalikes,
        model=step.model,
        progress=progress,
        cancelled=cancelled,
    )


def ready(dataset: Dataset, step: ExcludeStep) -> bool:
    """Whether the step needs no search first: it looks for equal prompts, or its search is kept.

    Raises:
        RecipeError: The step names the data set itself.
        DatasetError: It names none of the workspace.
        EncoderError: There is no model of that name.
    """
    other = other_than(dataset, step)
    floor = floor_for(step.threshold)
    return step.method == "exact" or searched(other, dataset, step.method, floor, step.unit, step.model)


def excluded(dataset: Dataset, step: ExcludeStep, progress: Progress | None, cancelled: Asked | None) -> Mask:
    """The rows of those prompts, shape (pairs rows,)."""
    gone = np.zeros(len(dataset.prompts), bool)
    gone[shared(dataset, step, progress, cancelled).second] = True
    return np.asarray(gone[dataset.pairs["prompt_id"].to_numpy()])


def other_than(dataset: Dataset, step: ExcludeStep) -> Dataset:
    """The data set that the step names.

    Raises:
        RecipeError: It is ``dataset`` itself.
        DatasetError: There is none of that name.
    """
    other = open_dataset(step.dataset)
    if other.id == dataset.id:
        raise RecipeError(
            f"{step.dataset!r} is the data set itself",
            why="excluding its prompts would leave nothing",
            next="Name another data set",
        )
    return other
