"""How far two distributions lie apart, between 0 (the same) and 1 (nothing in common)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from curation.analysis.distributions.scales import axis_of
from curation.analysis.estimate import known

Floats = NDArray[np.float64]
# Up to so many values p is counted out; the limit is no good for so few.
FEW = 100


@dataclass(frozen=True, slots=True)
class Distance:
    """Total variation for whole numbers of few values, else the two-sample Kolmogorov–Smirnov statistic.

    ``p`` is Kolmogorov–Smirnov's, of independent rows; NaN for total variation.
    """

    kind: Literal["total variation", "kolmogorov-smirnov"]
    value: float
    p: float

    def as_json(self) -> dict[str, object]:
        """Kind, value and p; null where there is none."""
        return {"kind": self.kind, "value": known(self.value), "p": known(self.p)}


def distance(first: Floats, second: Floats) -> Distance | None:
    """The distance of two independent samples without NaN; None where either is empty."""
    if not len(first) or not len(second):
        return None
    axis = axis_of(np.concatenate([first, second]))
    if axis.whole:
        shares = [
            np.bincount(axis.places(values), minlength=len(axis)) / len(values) for values in (first, second)
        ]
        return Distance("total variation", float(np.abs(shares[0] - shares[1]).sum() / 2), float("nan"))
    from scipy.stats import ks_2samp

    few = max(len(first), len(second)) <= FEW
    with warnings.catch_warnings():
        # Counting out fails where nearly all values are equal; scipy then takes the limit, and says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = ks_2samp(first, second, method="exact" if few else "asymp")
    return Distance("kolmogorov-smirnov", float(found.statistic), float(found.pvalue))


def nested_distance(removed: Floats, kept: Floats) -> Distance | None:
    """The distance of kept values from all of them: that of kept from removed, times the share removed."""
    if not len(kept):
        return None
    found = distance(removed, kept)
    if found is None:
        same = distance(kept, kept)
        return replace(same, p=float("nan")) if same else None
    return replace(found, value=found.value * len(removed) / (len(removed) + len(kept)))
