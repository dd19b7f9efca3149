"""Empirical distribution functions: which share of rows has at most this much, thinned for drawing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from curation.analysis.distributions.histograms import SIDES, decided_rows
from curation.analysis.distributions.selections import Selection, Span
from curation.analysis.distributions.values import Floats, Mask, decided, numbers
from curation.store import Dataset

MOST_POINTS = 500


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of one ECDF: ``share`` of the ``n`` values is at most ``at``; no point is off the curve."""

    at: Floats
    share: Floats
    n: int


@dataclass(frozen=True, eq=False)
class Ecdf:
    """ECDFs of several series over one axis.

    Attributes:
        name: What is counted.
        series: Series → its curve.
        fields: Series → the field that it counts.
        among: What else holds of every row counted.
    """

    name: str
    series: dict[str, Curve]
    fields: dict[str, str] = field(default_factory=dict)
    among: Selection = ()

    def rows(self, series: str, point: int) -> Selection:
        """The rows that lie at or below a point of a series."""
        at = float(self.series[series].at[point])
        return (Span(self.fields[series], None, at, closed=True), *self.among)

    def table(self) -> pa.Table:
        """The chart's data: a row a point."""
        curves = self.series.items()
        return pa.table(
            {
                "series": [label for label, curve in curves for _ in curve.at],
                "at_most": pa.array([x for _, curve in curves for x in curve.at.tolist()], pa.float64()),
                "share": pa.array([y for _, curve in curves for y in curve.share.tolist()], pa.float64()),
            }
        )


def ecdf_by_side(dataset: Dataset, name: str, kept: Mask | None = None) -> Ecdf:
    """One measure, chosen against rejected, over pairs that are no tie and have it on both sides."""
    curves = {side: curve(values) for side, values in zip(SIDES, decided(dataset, name, kept), strict=True)}
    return Ecdf(name, curves, {side: f"{side}.{name}" for side in SIDES}, decided_rows(name))


def ecdf(dataset: Dataset, name: str, kept: Mask | None = None) -> Ecdf:
    """A number field over all kept rows of the pairs table.

    Raises:
        RecipeError: No such field, or it holds no numbers.
    """
    return Ecdf(name, {"pairs": curve(numbers(dataset, name, kept))}, {"pairs": name})


def curve(values: Floats) -> Curve:
    """The ECDF of values, NaN passed over; at most 500 points, evenly spread over the ranks."""
    known = np.sort(values[~np.isnan(values)])
    n = len(known)
    if not n:
        return Curve(np.empty(0), np.empty(0), 0)
    ends = np.flatnonzero(np.r_[known[1:] != known[:-1], True])
    if len(ends) > MOST_POINTS:
        ranks = np.linspace(0, n - 1, MOST_POINTS)
        ends = np.unique(ends[np.searchsorted(ends, ranks)])
        ends[0] = np.searchsorted(known, known[0], "right") - 1
    return Curve(known[ends], (ends + 1) / n, n)
