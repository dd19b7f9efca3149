"""A number field by split, source, model or any other category: five numbers a group."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa

from curation.analysis.distributions.scales import MOST_GROUPS, grouped
from curation.analysis.distributions.selections import Among, Selection, Span
from curation.analysis.distributions.values import Floats, Mask, numbers
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Box:
    """One group: its range, quartiles (linear between values), mean, and the whiskers of Tukey's plot.

    A whisker ends at the last value within 1.5 times the distance between the quartiles.
    """

    label: str
    n: int
    low: float
    first_quartile: float
    median: float
    third_quartile: float
    high: float
    mean: float
    whisker_low: float
    whisker_high: float


@dataclass(frozen=True)
class Boxes:
    """A field's boxes, the largest group first, groups beyond the 29th as one.

    Attributes:
        field: The numbers.
        by: The categories.
        boxes: One a group that has any number.
        members: What each of these groups is.
    """

    field: str
    by: str
    boxes: tuple[Box, ...]
    members: tuple[Among, ...]

    def rows(self, at: int) -> Selection:
        """The rows of a group that have a number."""
        return (self.members[at], Span(self.field))

    def table(self) -> pa.Table:
        """The chart's data: a row a group."""
        names = [name for name in Box.__dataclass_fields__ if name != "label"]
        rows = [asdict(box) for box in self.boxes]
        columns = {name: pa.array([row[name] for row in rows]) for name in names}
        return pa.table({self.by: pa.array([row["label"] for row in rows], pa.string())} | columns)


def boxes(dataset: Dataset, field: str, by: str, kept: Mask | None = None, most: int = MOST_GROUPS) -> Boxes:
    """Five numbers of a field for each category of another, over the kept rows of the pairs table.

    Raises:
        RecipeError: No such field, one that holds no numbers, or no categories.
    """
    values = numbers(dataset, field, kept)
    groups, group = grouped(dataset, by, kept, most)
    there = ~np.isnan(values)
    # A small whole number sorts by counting, many times faster than the values would.
    order = np.argsort(group[there].astype(np.int16), kind="stable")
    ordered = values[there][order]
    sizes = np.bincount(group[there], minlength=len(groups))
    parts = np.split(ordered, np.cumsum(sizes)[:-1]) if len(sizes) else []
    found = [
        (box_of(label, part), member)
        for label, part, member in zip(groups.labels, parts, groups.members, strict=True)
        if len(part)
    ]
    return Boxes(field, by, tuple(box for box, _ in found), tuple(member for _, member in found))


def box_of(label: str, values: Floats) -> Box:
    """The box of at least one value, none of them NaN."""
    ordered = np.sort(values)
    low, first, median, third, high = (float(v) for v in np.quantile(ordered, [0, 0.25, 0.5, 0.75, 1]))
    reach = 1.5 * (third - first)
    begin = min(int(np.searchsorted(ordered, first - reach, "left")), len(ordered) - 1)
    end = max(int(np.searchsorted(ordered, third + reach, "right")) - 1, 0)
    return Box(
        label,
        len(ordered),
        low,
        first,
        median,
        third,
        high,
        float(ordered.mean()),
        float(ordered[begin]),
        float(ordered[end]),
    )
