"""Differences of shares and means with 95 % intervals, between independent and between nested sets.

What a recipe keeps is part of what there was, so the two are not independent samples. The difference is
then that between kept and removed rows, which have none in common, times the share that was removed:
``after − before = removed / before × (kept − removed)``. The interval is that difference's, so scaled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.estimate import known
from curation.analysis.share import Share

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """The second figure minus the first, NaN where either is missing, and its interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    def as_json(self) -> dict[str, object]:
        """Value and interval, null where there is none."""
        return {"value": known(self.value), "interval": [known(self.low), known(self.high)]}


NOTHING = Difference(math.nan, math.nan, math.nan)


def of_shares(first: Share, second: Share) -> Difference:
    """Difference of two independent shares with Newcombe's interval, which puts Wilson's two together."""
    if not first.total or not second.total:
        return NOTHING
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        second.count, second.total, first.count, first.total, method="newcomb", compare="diff"
    )
    return Difference(second.value - first.value, float(low), float(high))


def of_nested_shares(before: Share, after: Share) -> Difference:
    """Difference of a share among kept rows and among all of them."""
    removed = Share(before.count - after.count, before.total - after.total)
    if after.total and not removed.total:
        return Difference(0.0, 0.0, 0.0)
    return scaled(of_shares(removed, after), removed.total, before.total)


def of_means(first: Floats, second: Floats) -> Difference:
    """Difference of two independent means with Welch's interval; no NaN among the values.

    Means of zeros and ones are shares and get Newcombe's. Where either side does not vary at all there
    is no interval: Welch's would take it for certain.
    """
    if not len(first) or not len(second):
        return NOTHING
    value = float(second.mean() - first.mean())
    if _flags(first) and _flags(second):
        return of_shares(*(Share(int(values.sum()), len(values)) for values in (first, second)))
    if min(len(first), len(second)) < 2 or first.std() == 0 or second.std() == 0:
        return Difference(value, math.nan, math.nan)
    from statsmodels.stats.weightstats import CompareMeans

    low, high = CompareMeans.from_data(second, first).tconfint_diff(usevar="unequal")
    return Difference(value, float(low), float(high))


def _flags(values: Floats) -> bool:
    return bool(np.all((values == 0) | (values == 1)))


def of_nested_means(removed: Floats, kept: Floats) -> Difference:
    """Difference of the mean of kept values and of all of them."""
    if len(kept) and not len(removed):
        return Difference(0.0, 0.0, 0.0)
    return scaled(of_means(removed, kept), len(removed), len(removed) + len(kept))


def scaled(difference: Difference, removed: int, before: int) -> Difference:
    """A difference between kept and removed as one between kept and all."""
    if not before:
        return NOTHING
    share = removed / before
    return Difference(difference.value * share, difference.low * share, difference.high * share)
