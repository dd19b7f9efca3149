"""Every statistic of two parts side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from curation.analysis.comparison.differences import (
    Difference,
    of_means,
    of_nested_means,
    of_nested_shares,
    of_shares,
)
from curation.analysis.comparison.distance import Distance, distance, nested_distance
from curation.analysis.comparison.effects import cohens_d, cohens_h
from curation.analysis.comparison.parts import Counts, Floats, Mask, Part
from curation.analysis.estimate import known
from curation.analysis.share import Share, share_json
from curation.errors import DatasetError
from curation.store import Dataset
from curation.store.revisions import Revision, compare

if TYPE_CHECKING:
    from curation.analysis.checks import Check

INDEPENDENT = (
    "Intervals take the rows of the two sides for independent samples; pairs of one prompt are not quite"
)
NESTED = (
    "The second side is part of the first: differences and their intervals are those between kept and"
    " removed rows, times the share removed"
)
LONGER = "chosen_is_longer"
WHOLE = "Checks look at whole data sets: what repeats a row of another part, or a removed one, still counts"


@dataclass(frozen=True)
class ShareDifference:
    """A share on both sides."""

    name: str
    title: str
    first: Share
    second: Share
    difference: Difference

    @property
    def size(self) -> float:
        """Cohen's h; NaN where a side has no rows."""
        return cohens_h(self.first.value, self.second.value)

    def as_json(self) -> dict[str, object]:
        """Its part of the ``compare --json`` object."""
        return {
            "name": self.name,
            "title": self.title,
            "first": share_json(self.first),
            "second": share_json(self.second),
            "difference": self.difference.as_json(),
            "standardised": known(self.size),
        }


@dataclass(frozen=True, slots=True)
class Spread:
    """How many values, their mean and sample standard deviation."""

    n: int
    mean: float
    sd: float

    @classmethod
    def of(cls, values: Floats) -> Spread:
        """Of values without NaN."""
        n = len(values)
        return cls(
            n,
            float(values.mean()) if n else float("nan"),
            float(values.std(ddof=1)) if n > 1 else float("nan"),
        )

    def as_json(self) -> dict[str, object]:
        """n, mean and sd; null where there is none."""
        return {"n": self.n, "mean": known(self.mean), "sd": known(self.sd)}


@dataclass(frozen=True)
class MeasureDifference:
    """A measure of answers (or a margin of pairs) on both sides."""

    name: str
    first: Spread
    second: Spread
    difference: Difference
    distance: Distance | None

    @property
    def size(self) -> float:
        """Cohen's d; NaN where there is none to be had."""
        return cohens_d(self.difference.value, self.first.sd, self.second.sd)

    def as_json(self) -> dict[str, object]:
        """Its part of the ``compare --json`` object."""
        return {
            "name": self.name,
            "first": self.first.as_json(),
            "second": self.second.as_json(),
            "difference": self.difference.as_json(),
            "standardised": known(self.size),
            "distance": self.distance.as_json() if self.distance else None,
        }


@dataclass(frozen=True)
class Comparison:
    """Two parts side by side.

    Attributes:
        first: What the first is called.
        second: What the second is called.
        nested: Whether the second is a part of the first.
        counts: Of the first and of the second.
        shares: Every check that both can be asked, and how often the longer answer is chosen.
        measures: Every measure that both have, over answers, and its margin over pairs.
        unshared: Measures that one of the two does not have.
        rows: What became of each row, for two data sets.
        notes: What to bear in mind.
    """

    first: str
    second: str
    nested: bool
    counts: tuple[Counts, Counts]
    shares: tuple[ShareDifference, ...]
    measures: tuple[MeasureDifference, ...]
    unshared: tuple[str, ...]
    rows: Revision | None
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The ``statistics`` of the ``compare --json`` object."""
        return {
            "first": self.first,
            "second": self.second,
            "nested": self.nested,
            "counts": {"first": asdict(self.counts[0]), "second": asdict(self.counts[1])},
            "shares": [share.as_json() for share in self.shares],
            "measures": [measure.as_json() for measure in self.measures],
            "unshared": list(self.unshared),
            "notes": list(self.notes),
        }


def compare_datasets(old: Dataset, new: Dataset, checks: Iterable[Check] | None = None) -> Comparison:
    """Two data sets, and what became of the rows of the first."""
    rows = compare(old, new)
    shared = rows.same + rows.rejudged + rows.swapped
    notes = [INDEPENDENT]
    if shared:
        notes.append(f"{shared:,} rows stand in both, so differences are surer than their intervals say")
    return _compared(Part.whole(old), Part.whole(new), checks, notes, rows=rows)


def compare_splits(
    dataset: Dataset, first: str, second: str, checks: Iterable[Check] | None = None
) -> Comparison:
    """Two splits of one data set.

    Raises:
        DatasetError: There is no such split.
    """
    parts = [Part(name, dataset, dataset.in_split(name)) for name in (first, second)]
    for part in parts:
        if not part.rows.any():
            names = ", ".join(name for name in dataset.splits if name)
            raise DatasetError(
                f"{dataset.id} has no split {part.name!r}",
                next=f"Its splits are {names}" if names else "It has none",
            )
    return _compared(parts[0], parts[1], checks, [INDEPENDENT, WHOLE])


def compare_kept(dataset: Dataset, kept: Mask, checks: Iterable[Check] | None = None) -> Comparison:
    """A data set before and after a recipe.

    Args:
        dataset: The data set.
        kept: Which rows of the pairs table stay.
        checks: What to compare; every check if not given.
    """
    return _compared(
        Part.whole(dataset, "before"), Part("after", dataset, kept), checks, [NESTED, WHOLE], nested=True
    )


def _compared(
    first: Part,
    second: Part,
    checks: Iterable[Check] | None,
    notes: list[str],
    *,
    nested: bool = False,
    rows: Revision | None = None,
) -> Comparison:
    names = [name for name in first.dataset.measures if name in second.dataset.measures]
    both = set(first.dataset.measures) ^ set(second.dataset.measures)
    titled = [title for name in names for title in (name, f"margin.{name}")]
    return Comparison(
        first.name,
        second.name,
        nested,
        (first.counts(), second.counts()),
        tuple(_shares(first, second, checks, nested=nested)),
        tuple(_measure(first, second, name, nested=nested) for name in titled),
        tuple(sorted(both)),
        rows,
        tuple(notes),
    )


def _shares(
    first: Part, second: Part, checks: Iterable[Check] | None, *, nested: bool
) -> list[ShareDifference]:
    from curation.analysis.checks import CHECKS, find_all
    from curation.analysis.report import longer_wins

    asked = list(CHECKS if checks is None else checks)
    here = find_all(first.dataset, asked)
    there = here if first.dataset is second.dataset else find_all(second.dataset, asked)
    differ = of_nested_shares if nested else of_shares
    found = [
        (check.name, check.title, first.share(here[check.name]), second.share(there[check.name]))
        for check in asked
        if check.name in here and check.name in there
    ]
    longer = (longer_wins(first.dataset, first.rows), longer_wins(second.dataset, second.rows))
    if all(share.total for share in longer):
        found.append((LONGER, "Longer answer chosen", *longer))
    return [ShareDifference(name, title, a, b, differ(a, b)) for name, title, a, b in found]


def _measure(first: Part, second: Part, name: str, *, nested: bool) -> MeasureDifference:
    before, after = first.values(name), second.values(name)
    if nested:
        removed = first.without(second, name)
        difference, apart = of_nested_means(removed, after), nested_distance(removed, after)
    else:
        difference, apart = of_means(before, after), distance(before, after)
    return MeasureDifference(name, Spread.of(before), Spread.of(after), difference, apart)
