"""A data set with everything that charts must bear: ties, gaps, single answers, tails, models."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from curation.analysis.distributions import Selection
from curation.recipe import to_sql
from curation.recipe.selecting import condition_of
from curation.store import Dataset
from tests.unit.analysis.conftest import Build

Kept = Callable[[Dataset, Selection], int]


@pytest.fixture
def varied(measured: Build) -> Dataset:
    """120 prompts with one to two rated answers of several models."""
    rng = np.random.default_rng(5)
    rows = []
    for at in range(120):
        for _ in range(1 if at % 17 == 0 else 2):
            rating = None if rng.random() < 0.1 else int(rng.integers(0, 5))
            length = int(rng.exponential(60)) if rng.random() < 0.99 else 5000
            rows.append(
                {
                    "prompt": f"question {at}",
                    "response": f"{rng.random()} " + "w" * length,
                    "model": [None, "alpha", "beta", "gamma"][int(rng.integers(0, 4))],
                    "helpfulness": rating,
                    "clarity": round(float(rng.normal()), 3),
                }
            )
    return measured(rows)


@pytest.fixture
def kept() -> Kept:
    """How many rows a filter by a selection keeps."""

    def count(dataset: Dataset, selection: Selection) -> int:
        return int(dataset.select([], *to_sql(condition_of(selection), dataset.fields)).num_rows)

    return count
