"""Each attribute and signal in a line: how many, mean, spread, range, correlation with the first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curation.analysis.distributions.correlations import products
from curation.analysis.distributions.values import Floats, Mask, answers_in, column
from curation.analysis.team import team
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Summary:
    """One attribute or signal over answers; ``sd`` is the sample's (n − 1)."""

    name: str
    n: int
    mean: float
    sd: float
    low: float
    high: float
    correlation: float


def summaries(dataset: Dataset, kept: Mask | None = None, against: str | None = None) -> list[Summary]:
    """Mean, spread and range of every attribute and signal over answers.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means all answers, paired or not.
        against: Attribute to correlate with (Pearson); the first attribute if not given.
    """
    names = dataset.measures
    if not names:
        return []
    columns = [column(dataset, name) for name in names]
    if kept is not None:
        ids = answers_in(dataset, kept)
        columns = [values[ids] for values in columns]
    base = columns[names.index(against or names[0])]
    with team() as workers:
        correlation = workers.each(columns, lambda values: products([base, values])[0][0, 1])
    return [
        summary_of(name, values, float(r))
        for name, values, r in zip(names, columns, correlation, strict=True)
    ]


def summary_of(name: str, values: Floats, correlation: float = math.nan) -> Summary:
    """One line, NaN among the values passed over."""
    missing = np.isnan(values)
    known = values[~missing] if missing.any() else values
    n = len(known)
    if not n:
        return Summary(name, 0, math.nan, math.nan, math.nan, math.nan, correlation)
    sd = float(known.std(ddof=1)) if n > 1 else math.nan
    return Summary(name, n, float(known.mean()), sd, float(known.min()), float(known.max()), correlation)
