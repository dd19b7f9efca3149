"""Decontamination within a recipe: the pairs whose prompt or chosen answer stands in a benchmark."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.contamination import Findings, find_contamination
from curation.recipe.steps import ContaminationStep
from curation.store import Dataset

Mask = NDArray[np.bool_]


def decontaminated(
    dataset: Dataset,
    step: ContaminationStep,
    progress: Callable[[str, int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Mask, Findings]:
    """The rows of prompts and answers that were found, less those that stay, and the findings."""
    findings = find_contamination(dataset, step.benchmarks, step.rule, progress=progress, cancelled=cancelled)
    return findings.pairs(dataset) & ~_staying(dataset, step.stay), findings


def _staying(dataset: Dataset, keys: tuple[str, ...]) -> Mask:
    """Rows of the prompts with these content keys."""
    if not keys:
        return np.zeros(len(dataset.pairs), bool)
    stay = pc.is_in(dataset.prompts["key"], value_set=pa.array(keys, pa.string())).to_numpy()
    mask: Mask = stay[dataset.pairs["prompt_id"].to_numpy()]
    return mask
