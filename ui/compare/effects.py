"""Every statistic of two sides in one shape, with its difference in standard deviations to rank all by."""

from __future__ import annotations

import math
from dataclasses import dataclass

from curation.analysis.comparison import Comparison, Difference, MeasureDifference, ShareDifference
from curation.analysis.comparison.effects import SMALL
from curation.signals import signal_named
from ui.charts import titled

NONE, SAME, FEW = "no clear difference", "the same", "no interval"
VERDICTS = ("higher", "lower", "a little higher", "a little lower", NONE, SAME, FEW)


@dataclass(frozen=True)
class Effect:
    """A statistic of both sides and how much it differs.

    Attributes:
        name: A check, a measure of answers or the margin of one.
        title: What people read.
        share: Whether it is the share of a check, else the mean of a measure.
        percent: Whether people read it in percent.
        first: Its value on the left.
        second: Its value on the right.
        n: What both were computed from.
        difference: The right minus the left, with its interval.
        size: The difference in standard deviations; NaN where there is none to be had.
        distance: Between the distributions of a measure.
    """

    name: str
    title: str
    share: bool
    percent: bool
    first: float
    second: float
    n: tuple[int, int]
    difference: Difference
    size: float
    distance: float | None = None

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.difference.clear

    @property
    def verdict(self) -> str:
        """The difference in words, one of ``VERDICTS``."""
        if self.clear:
            words = "higher" if self.difference.value > 0 else "lower"
            return f"a little {words}" if abs(self.size) < SMALL else words
        if self.first == self.second:
            return SAME
        return NONE if math.isfinite(self.difference.low) else FEW


def effects_of(found: Comparison) -> list[Effect]:
    """Every statistic that both sides have, the largest difference first."""
    shares = [_share(one) for one in found.shares if one.first.total and one.second.total]
    means = [_mean(one) for one in found.measures if one.first.n and one.second.n]
    return sorted(shares + means, key=lambda one: -abs(one.size) if math.isfinite(one.size) else 1.0)


def _share(one: ShareDifference) -> Effect:
    values, n = (one.first.value, one.second.value), (one.first.total, one.second.total)
    return Effect(one.name, one.title, True, True, *values, n, one.difference, one.size)


def _mean(one: MeasureDifference) -> Effect:
    signal = signal_named(one.name)
    return Effect(
        one.name,
        titled(one.name),
        False,
        signal is not None and signal.kind in {"flag", "share"},
        one.first.mean,
        one.second.mean,
        (one.first.n, one.second.n),
        one.difference,
        one.size,
        one.distance.value if one.distance else None,
    )
