"""A figure with its interval, and the few ways in which one is estimated from pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; ``n`` is what it was estimated from. NaN where there is nothing."""

    value: float
    low: float
    high: float
    n: int

    def clear_of(self, value: float) -> bool:
        """Whether the whole interval lies on one side of ``value``."""
        return self.low > value or self.high < value

    def as_json(self) -> dict[str, float | int | list[float | None] | None]:
        """Value, interval and n; null where there is nothing."""
        return {"value": known(self.value), "interval": [known(self.low), known(self.high)], "n": self.n}


NOTHING = Estimate(math.nan, math.nan, math.nan, 0)


def known(value: float) -> float | None:
    """A number as JSON has it: to six places, null for NaN and the infinite."""
    return round(value, 6) if math.isfinite(value) else None


def share(won: float, n: int) -> Estimate:
    """A share with its Wilson interval; ``won`` may hold halves, which makes the interval a little wide."""
    return _wilson(won, n, n)


def share_by_prompt(outcome: Floats, prompt: Codes) -> Estimate:
    """The mean of outcomes between 0 and 1 with a Wilson interval, where several pairs may share a prompt.

    For the interval the number of pairs is divided by the design effect: how much more the sums of
    prompts vary than those of single pairs would.

    Args:
        outcome: 1 for a success, 0 for a failure, 0.5 for neither, shape (n,).
        prompt: The prompt of each, any codes, shape (n,).
    """
    n = len(outcome)
    if not n:
        return NOTHING
    value = float(outcome.mean())
    _, place = np.unique(prompt, return_inverse=True)
    off = outcome - value
    alone = float(off @ off)
    together = float(np.square(np.bincount(place, off)).sum())
    effect = max(1.0, together / alone) if alone else 1.0
    return _wilson(value * n, n, n / effect)


def _wilson(won: float, n: int, effective: float) -> Estimate:
    if not n:
        return NOTHING
    from statsmodels.stats.proportion import proportion_confint

    value = won / n
    low, high = proportion_confint(value * effective, effective, method="wilson")
    return Estimate(value, max(0.0, float(low)), min(1.0, float(high)), n)


def mean(values: Floats) -> Estimate:
    """The mean of values with the normal interval of its standard error."""
    n = len(values)
    if not n:
        return NOTHING
    value = float(values.mean())
    half = Z * float(values.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    return Estimate(value, value - half, value + half, n)


def auc(difference: Floats, prompt: Codes) -> Estimate:
    """How well a difference between chosen and rejected tells which is which: the area under the ROC curve.

    Each pair counts once as it stands (chosen first) and once turned round, so 0.5 is no better than
    a coin. The interval is that of the U-statistic's projection, summed by prompt.

    Args:
        difference: Figure of the chosen answer minus figure of the rejected one, shape (n,).
        prompt: The prompt of each pair, any codes, shape (n,).
    """
    n = len(difference)
    if not n:
        return NOTHING
    ranked = np.sort(difference)
    not_above = np.searchsorted(ranked, -difference, "right")
    below = np.searchsorted(ranked, -difference, "left")
    above = (n - not_above + (not_above - below) / 2) / n
    value = float(above.mean())
    _, place = np.unique(prompt, return_inverse=True)
    spread = np.bincount(place, above - value)
    half = Z * 2 * math.sqrt(float(spread @ spread)) / n
    return Estimate(value, max(0.0, value - half), min(1.0, value + half), n)
