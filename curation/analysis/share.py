"""A share of rows with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``total`` rows."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0–1; NaN of nothing."""
        return self.count / self.total if self.total else math.nan

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Wilson score interval of the share (scipy's ``binomtest``); (NaN, NaN) of nothing."""
        if not self.total:
            return math.nan, math.nan
        from scipy.stats import binomtest

        interval = binomtest(self.count, self.total).proportion_ci(confidence, method="wilson")
        return float(interval.low), float(interval.high)


def share_json(share: Share) -> dict[str, object]:
    """A share as count, total, share and its 95 % Wilson interval; null where there is nothing."""
    interval = [None, None] if not share.total else [round(bound, 6) for bound in share.interval()]
    return {
        "count": share.count,
        "total": share.total,
        "share": round(share.value, 6) if share.total else None,
        "interval": interval,
    }
