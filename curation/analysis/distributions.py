"""Aggregates behind the overview's charts: summaries, histograms and correlations, never rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.store import Dataset

Mask = NDArray[np.bool_]
BINS = 40
# Beyond this a float64 cannot say where half-way between two whole numbers is.
MOST_EXACT_HALVES = 2.0**51


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


@dataclass(frozen=True)
class Histogram:
    """Counts of several series over shared bins.

    ``edges`` has one more entry than each row of counts; for whole numbers of few values the bins
    are the values themselves, edges half-way between.
    """

    name: str
    edges: NDArray[np.float64]
    series: dict[str, NDArray[np.int64]]
    whole: bool

    @property
    def centres(self) -> NDArray[np.float64]:
        """Middle of each bin."""
        middles: NDArray[np.float64] = (self.edges[:-1] + self.edges[1:]) / 2
        return middles


def answers_in(dataset: Dataset, kept: Mask | None) -> NDArray[np.int64]:
    """Response ids that take part in the kept pairs; every response where ``kept`` is None."""
    if kept is None:
        return np.arange(len(dataset.responses))
    part = dataset.pairs.select(["chosen_id", "rejected_id"]).filter(kept)
    sides = [pc.drop_null(part[side]).to_numpy() for side in ("chosen_id", "rejected_id")]
    return np.unique(np.concatenate(sides))


def summaries(dataset: Dataset, kept: Mask | None = None, against: str | None = None) -> list[Summary]:
    """Mean, spread and range of every attribute and signal over answers.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means all answers, paired or not.
        against: Attribute to correlate with (Pearson); the first attribute if not given.
    """
    ids = answers_in(dataset, kept)
    names = dataset.measures
    if not names:
        return []
    base_name = against or names[0]
    base = column(dataset, base_name)[ids]
    found = []
    for name in names:
        values = column(dataset, name)[ids]
        known = values[~np.isnan(values)]
        found.append(
            Summary(
                name,
                len(known),
                float(known.mean()) if len(known) else np.nan,
                float(known.std(ddof=1)) if len(known) > 1 else np.nan,
                float(known.min()) if len(known) else np.nan,
                float(known.max()) if len(known) else np.nan,
                pearson(base, values),
            )
        )
    return found


def column(dataset: Dataset, name: str) -> NDArray[np.float64]:
    """An attribute or signal of every response, NaN where missing, shape (responses,)."""
    values: NDArray[np.float64] = dataset.responses[name].to_numpy()
    return values


def pearson(left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Pearson's r over positions where both are known; NaN where it is not defined."""
    both = ~(np.isnan(left) | np.isnan(right))
    x, y = left[both], right[both]
    if len(x) < 2 or x.std() == 0 or y.std() == 0:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def correlations(dataset: Dataset, kept: Mask | None = None) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Pearson correlations between all attributes and signals over answers: names, matrix (k, k)."""
    ids = answers_in(dataset, kept)
    names = dataset.measures
    columns = [column(dataset, name)[ids] for name in names]
    return names, np.array([[pearson(a, b) for b in columns] for a in columns]).reshape(
        len(names), len(names)
    )


def by_side(dataset: Dataset, name: str, kept: Mask | None = None) -> Histogram:
    """One measure's histogram, chosen against rejected, over pairs of two answers that are no tie."""
    table = dataset.pairs.select([f"chosen.{name}", f"rejected.{name}", "tie", "chosen_id", "rejected_id"])
    if kept is not None:
        table = table.filter(kept)
    whole = (
        ~table["tie"].to_numpy()
        & ~pc.or_(pc.is_null(table["chosen_id"]), pc.is_null(table["rejected_id"])).to_numpy()
    )
    return histogram(
        name, {side: table[f"{side}.{name}"].to_numpy()[whole] for side in ("chosen", "rejected")}
    )


def margins(dataset: Dataset, name: str, kept: Mask | None = None) -> Histogram:
    """Histogram of chosen minus rejected, ties included at their own margin."""
    values = dataset.pairs[f"margin.{name}"].to_numpy()
    return histogram(f"margin.{name}", {"pairs": values if kept is None else values[kept]})


def histogram(name: str, series: dict[str, NDArray[np.float64]]) -> Histogram:
    """Count several series over shared bins; a long right tail is cut at the 99.5th percentile's bin.

    Values beyond the last edge are counted in the last bin, so that the counts still sum to n.
    """
    known = {label: values[~np.isnan(values)] for label, values in series.items()}
    together = np.concatenate(list(known.values())) if known else np.empty(0)
    if not len(together):
        return Histogram(
            name, np.array([0.0, 1.0]), {label: np.zeros(1, np.int64) for label in known}, whole=False
        )
    low, high = float(together.min()), float(together.max())
    whole = bool(
        high - low <= BINS and max(-low, high) < MOST_EXACT_HALVES and np.all(together == np.round(together))
    )
    if whole:
        edges = np.arange(low - 0.5, high + 1.0)
    else:
        # Around zero for margins; a single huge outlier must not squeeze all else into one bin.
        low, high = (float(v) for v in np.quantile(together, [0.0 if low >= 0 else 0.0025, 0.9975]))
        least = 1e-9 * max(abs(low), abs(high))
        edges = np.linspace(low, high if high - low > least else low + max(least, 1.0), BINS + 1)
    counts = {
        label: np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0] for label, values in known.items()
    }
    return Histogram(name, edges, counts, whole)
