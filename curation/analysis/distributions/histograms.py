"""Histograms of fields over pairs: by side, of margins, or of any number field."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.distributions.scales import Axis, axis_of
from curation.analysis.distributions.selections import Among, Selection, Span
from curation.analysis.distributions.values import Floats, Mask, decided, numbers
from curation.store import Dataset

SIDES = ("chosen", "rejected")


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of several series over shared bins.

    Attributes:
        name: What is counted.
        axis: The bins.
        series: Series → counts, one a bin.
        fields: Series → the field that it counts.
        among: What else holds of every row counted.
    """

    name: str
    axis: Axis
    series: dict[str, NDArray[np.int64]]
    fields: dict[str, str] = field(default_factory=dict)
    among: Selection = ()

    @property
    def edges(self) -> Floats:
        """Bounds of the bins, one more than there are bins; half-way between whole numbers."""
        return self.axis.edges

    @property
    def whole(self) -> bool:
        """Whether the bins are whole numbers."""
        return self.axis.whole

    @property
    def centres(self) -> Floats:
        """Middle of each bin."""
        return self.axis.centres

    def rows(self, series: str, first: int, last: int | None = None) -> Selection:
        """The rows that a series counts in a bin, or from one bin to another."""
        return (self.axis.span(self.fields[series], first, last), *self.among)

    def table(self) -> pa.Table:
        """The chart's data: a row a bin; without a bound below the first or above the last."""
        spans = [self.axis.span("", at) for at in range(len(self.axis))]
        bounds = {"low": [span.low for span in spans], "high": [span.high for span in spans]}
        return pa.table(
            {name: pa.array(ends, pa.float64()) for name, ends in bounds.items()}
            | {label: pa.array(counts) for label, counts in self.series.items()}
        )


def by_side(dataset: Dataset, name: str, kept: Mask | None = None) -> Histogram:
    """One measure, chosen against rejected, over pairs that are no tie and have it on both sides."""
    sides = dict(zip(SIDES, decided(dataset, name, kept), strict=True))
    found = histogram(name, sides)
    fields = {side: f"{side}.{name}" for side in SIDES}
    return Histogram(name, found.axis, found.series, fields, decided_rows(name))


def decided_rows(name: str) -> Selection:
    """Pairs that are no tie and have a measure on both sides."""
    return (Among("tie", (False,)), Span(f"margin.{name}"))


def margins(dataset: Dataset, name: str, kept: Mask | None = None) -> Histogram:
    """Histogram of chosen minus rejected, ties included at their own margin."""
    return histogram_of(dataset, f"margin.{name}", kept)


def histogram_of(dataset: Dataset, name: str, kept: Mask | None = None) -> Histogram:
    """Histogram of a number field over all kept rows of the pairs table.

    Raises:
        RecipeError: No such field, or it holds no numbers.
    """
    found = histogram(name, {"pairs": numbers(dataset, name, kept)})
    return Histogram(name, found.axis, found.series, {"pairs": name})


def histogram(name: str, series: dict[str, Floats]) -> Histogram:
    """Count several series over shared bins; counts sum to the values that are not NaN."""
    axis = axis_of(np.concatenate(list(series.values())) if series else np.empty(0))
    counts = {
        label: np.bincount(axis.places(values) + 1, minlength=len(axis) + 1)[1:]
        for label, values in series.items()
    }
    return Histogram(name, axis, counts)
