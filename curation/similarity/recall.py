"""Which share of the near pairs an approximate search found, measured on rows drawn at random."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.pool import on_all_cores
from curation.similarity.products import ROWS, Candidates, Found, Pairs, Vectors

BINS = 100


@dataclass(frozen=True)
class Recall:
    """Of the true pairs of some rows, how many were found, by cosine.

    Attributes:
        rows: How many rows were drawn, all of whose true pairs were looked up.
        true: Pairs of theirs by cosine: entry i counts those from i/100 to below (i + 1)/100, the last
            entry is 1.
        found: How many of those the search has.
    """

    rows: int
    true: tuple[int, ...]
    found: tuple[int, ...]

    def at(self, threshold: float) -> tuple[int, int]:
        """Pairs found and true pairs at or above a threshold, rounded down to a hundredth."""
        first = math.floor(threshold * BINS + 1e-6)
        return sum(self.found[first:]), sum(self.true[first:])

    def share(self, threshold: float) -> float:
        """The measured recall at a threshold, 0–1; NaN where the rows drawn have no pair."""
        found, true = self.at(threshold)
        return found / true if true else math.nan

    def interval(self, threshold: float) -> tuple[float, float]:
        """Its 95 % Wilson interval; NaNs where the rows drawn have no pair."""
        from scipy.stats import binomtest

        found, true = self.at(threshold)
        if not true:
            return math.nan, math.nan
        bounds = binomtest(found, true).proportion_ci(method="wilson")
        return float(bounds.low), float(bounds.high)

    def described(self, threshold: float) -> str:
        """A sentence for people: the share, what it was measured on, and its interval."""
        found, true = self.at(threshold)
        drawn = f"{self.rows:,} prompts drawn at random"
        if not true:
            return f"how many pairs the fast search lost is not known: {drawn} have none at {threshold:g}"
        low, high = self.interval(threshold)
        return (
            f"the fast search found {found:,} of the {true:,} true pairs of {drawn}:"
            f" {found / true:.1%} (95 % interval {low:.1%} to {high:.1%})"
        )

    def as_json(self, threshold: float) -> dict[str, object]:
        """Found, true, their share and its interval at a threshold; null where there is no true pair."""
        found, true = self.at(threshold)
        interval = [round(bound, 6) for bound in self.interval(threshold)] if true else [None, None]
        share = round(found / true, 6) if true else None
        return {"rows": self.rows, "found": found, "true": true, "share": share, "interval": interval}


def true_pairs(
    vectors: Vectors,
    wide: Vectors,
    rows: npt.NDArray[np.int64],
    floor: float,
    *,
    limit: int,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Pairs:
    """Every pair that some rows have with any other at or above ``floor``, exactly.

    Args:
        vectors: float32 [n, d], unit rows.
        wide: Their bounding rows.
        rows: Positions of the rows asked about.
        floor: Lowest cosine.
        limit: Most pairs, as for ``near_pairs``; that of the search whose recall it is: then the floor
            never rises above the search's.
        progress: Called with (blocks done, blocks).
        cancelled: Asked once a block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    found, candidates = Found(vectors, floor, limit), Candidates()
    place = np.full(len(vectors), -1, np.int32)
    place[rows] = np.arange(len(rows))

    def block(start: int) -> None:
        some = rows[start : start + ROWS].astype(np.int32)
        for row, col in candidates.between(wide[some], wide, floor):
            # A pair of two rows asked about is met twice; the first of them has it.
            once = (col != some[row]) & ((place[col] < 0) | (place[col] > row + start))
            a, b = some[row[once]], col[once]
            found.check(np.minimum(a, b), np.maximum(a, b))

    on_all_cores(block, range(0, len(rows), ROWS), progress=progress, cancelled=cancelled)
    return found.pairs()


def measured(pairs: Pairs, true: Pairs, n: int, rows: int) -> Recall:
    """How many of the true pairs of ``rows`` rows are among the pairs found, of n rows in all."""
    codes = pairs.a.astype(np.int64) * n + pairs.b
    asked = true.a.astype(np.int64) * n + true.b
    at = np.minimum(np.searchsorted(codes, asked), max(len(codes) - 1, 0))
    hit = codes[at] == asked if len(codes) else np.zeros(len(asked), bool)
    bin_ = np.clip(np.floor(true.cosine.astype(np.float64) * BINS + 1e-6), 0, BINS).astype(np.int64)
    counts = np.bincount(bin_, minlength=BINS + 1), np.bincount(bin_[hit], minlength=BINS + 1)
    return Recall(rows, tuple(counts[0].tolist()), tuple(counts[1].tolist()))
