"""What a chart's axis is cut into: whole numbers, even ranges with round bounds, or categories."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from curation.analysis.distributions.selections import Among, Span
from curation.analysis.distributions.values import Codes, Floats, Mask, categories, numbers
from curation.store import Dataset

BINS = 40
MOST_GROUPS = 30
SAMPLED = 50_000
NONE = "(none)"
# Beyond this a float64 cannot say where half-way between two whole numbers is.
MOST_EXACT_HALVES = 2.0**51
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, eq=False)
class Axis:
    """A number line cut into cells.

    Attributes:
        edges: One more than there are cells; half-way between whole numbers where ``whole``.
        whole: Whether each cell is one whole number. Otherwise the first and last cell also hold
            whatever lies beyond the edges.
    """

    edges: Floats
    whole: bool

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def centres(self) -> Floats:
        """Middle of each cell."""
        middles: Floats = (self.edges[:-1] + self.edges[1:]) / 2
        return middles

    @property
    def labels(self) -> tuple[str, ...]:
        """What each cell is called."""
        if self.whole:
            return tuple(f"{centre:.0f}" for centre in self.centres)
        return tuple(f"{low:.4g} – {high:.4g}" for low, high in zip(self.edges, self.edges[1:], strict=False))

    def places(self, values: Floats) -> Codes:
        """The cell of each value, −1 where it is NaN."""
        found = np.searchsorted(self._bounds, values, "right") - 1
        found[np.isnan(values)] = -1
        return found

    @cached_property
    def _bounds(self) -> Floats:
        """The edges without those that bound nothing."""
        bounds: Floats = np.r_[-np.inf, self.edges[1:-1]]
        return bounds

    def span(self, field: str, first: int, last: int | None = None) -> Span:
        """The range of ``field`` from one cell to another, exactly what was counted in them."""
        last = first if last is None else last
        if self.whole:
            return Span(field, float(self.centres[first]), float(self.centres[last]), closed=True)
        low = float(self.edges[first]) if first > 0 else None
        high = float(self.edges[last + 1]) if last < len(self) - 1 else None
        return Span(field, low, high)


@dataclass(frozen=True)
class Groups:
    """Categories, the most frequent first, the rest as one; a missing value is a category too."""

    labels: tuple[str, ...]
    members: tuple[Among, ...]

    def __len__(self) -> int:
        return len(self.labels)


def axis_of(values: Floats, bins: int = BINS) -> Axis:
    """Cells for these values, NaN among them: one a whole number where these span no more than ``bins``.

    Other cells have round bounds. A long tail is left to the last cell, beyond the 99.75th percentile.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return Axis(np.array([0.0, 1.0]), whole=False)
    low, high = float(known.min()), float(known.max())
    near = high - low <= bins and max(-low, high) < MOST_EXACT_HALVES
    if near and bool(np.array_equal(known, np.rint(known))):
        return Axis(np.arange(low - 0.5, high + 1.0), whole=True)
    # Around zero for margins; a single huge outlier must not squeeze all else into one cell.
    # Where the tail begins need not be exact.
    some = known[:: max(1, len(known) // SAMPLED)]
    low, high = (float(v) for v in np.quantile(some, [0.0 if low >= 0 else 0.0025, 0.9975]))
    least = max(1e-9 * max(abs(low), abs(high)), 1e-300)
    high = high if high - low > least else low + max(least, 1.0)
    step = _round_up((high - low) / bins)
    edges = step * np.arange(math.floor(low / step), math.ceil(high / step) + 1, dtype=np.float64)
    if len(edges) < 2 or len(edges) > bins + 2 or not np.all(np.diff(edges) > 0):
        edges = np.linspace(low, high, bins + 1)
    return Axis(edges, whole=False)


def _round_up(step: float) -> float:
    """The next 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next((power * factor for factor in _ROUND if power * factor >= step * (1 - 1e-12)), power * 10)


def scaled(
    dataset: Dataset, field: str, kept: Mask | None = None, bins: int = BINS
) -> tuple[Axis | Groups, Codes]:
    """A field's scale and the cell of every kept row, −1 where a number is missing.

    Raises:
        RecipeError: No such field, or one that holds whole texts.
    """
    if field in dataset.fields and dataset.fields[field].kind == "number":
        values = numbers(dataset, field, kept)
        axis = axis_of(values, bins)
        return axis, axis.places(values)
    return grouped(dataset, field, kept)


def grouped(
    dataset: Dataset, field: str, kept: Mask | None = None, most: int = MOST_GROUPS
) -> tuple[Groups, Codes]:
    """A field's categories and the group of every kept row.

    Raises:
        RecipeError: No such field, or one that holds no categories.
    """
    codes, values = categories(dataset, field, kept)
    counts = np.bincount(codes, minlength=len(values))
    ranked = [at for at in np.argsort(-counts, kind="stable").tolist() if counts[at]]
    shown, rest = (ranked, []) if len(ranked) <= most else (ranked[: most - 1], ranked[most - 1 :])
    # A missing value cannot be told by what it is not.
    if any(values[at] is None for at in rest):
        rest = [at for at in rest if values[at] is not None] + shown[-1:]
        shown = [*shown[:-1], values.index(None)]
    place = np.full(len(values), len(shown), np.int64)
    place[shown] = np.arange(len(shown))
    labels = [label_of(values[at]) for at in shown]
    members = [Among(field, (values[at],)) for at in shown]
    if rest:
        labels.append(f"{len(rest):,} others")
        members.append(Among(field, tuple(values[at] for at in shown), inside=False))
    return Groups(tuple(labels), tuple(members)), place[codes]


def label_of(value: str | bool | None) -> str:
    """A category as people read it."""
    return NONE if value is None else value if isinstance(value, str) else "true" if value else "false"
