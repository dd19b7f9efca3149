"""Prompts that two data sets share, as the app's worker looks for them; what is found is kept."""

from __future__ import annotations

from typing import Any

from curation.jobs.work import Progress
from curation.recipe import ExcludeStep
from curation.recipe.exclusion import shared
from curation.store import Dataset


def look_for_shared(
    dataset: Dataset, step: dict[str, Any], *, progress: Progress | None = None
) -> dict[str, Any]:
    """Search as an exclude step asks, so that the step can be applied at once.

    Returns:
        How many prompts of the data set the other one holds.

    Raises:
        RecipeError: The step names the data set itself.
        DatasetError: It names none of the workspace.
        EncoderError: The embedding model cannot be had.
    """
    found = shared(dataset, ExcludeStep.model_validate(step), progress)
    return {"dataset": dataset.id, "shared": len(found)}
