"""Intervals of figures by drawing whole groups anew."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from curation.analysis.estimate import NOTHING, Estimate

RESAMPLES = 500


def within(value: float, draws: ArrayLike, n: int) -> Estimate:
    """A figure from ``n`` rows and the middle 95 % of what its resamples gave."""
    low, high = np.nanquantile(np.asarray(draws, np.float64), [0.025, 0.975])
    return Estimate(float(value), float(low), float(high), n)


def resampled(groups: NDArray[np.int64], seed: int, times: int = RESAMPLES) -> Iterator[NDArray[np.float64]]:
    """How often each row counts when whole groups are drawn anew with replacement, ``times`` times."""
    codes = np.unique(groups, return_inverse=True)[1]
    count = int(codes.max(initial=-1)) + 1
    rng = np.random.default_rng([seed, 1])
    for _ in range(times if count else 0):
        drawn = np.bincount(rng.integers(count, size=count), minlength=count)
        yield drawn[codes].astype(np.float64)


def mean_of(values: NDArray[np.float64], groups: NDArray[np.int64], seed: int) -> Estimate:
    """The mean of a figure a row; its interval resamples whole groups."""
    if not len(values):
        return NOTHING
    codes = np.unique(groups, return_inverse=True)[1]
    sums, sizes = np.bincount(codes, values), np.bincount(codes).astype(np.float64)
    rng = np.random.default_rng([seed, 2])
    draws = []
    for _ in range(RESAMPLES):
        at = rng.integers(len(sums), size=len(sums))
        draws.append(sums[at].sum() / sizes[at].sum())
    return within(float(values.mean()), draws, len(values))
