"""Which of a data set's attributes says how good an answer is overall."""

from __future__ import annotations

from curation.store import Dataset

NAMES = ("score", "rating", "overall_score", "overall", "reward", "quality", "helpfulness")


def overall_attribute(dataset: Dataset) -> str | None:
    """The first of ``NAMES`` that the data set has; None where it has none."""
    return next((name for name in NAMES if name in dataset.info.attributes), None)
