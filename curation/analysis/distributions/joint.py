"""Two fields crossed: how many rows lie in each cell, and for categories how closely they go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.distributions.scales import Axis, Groups, scaled
from curation.analysis.distributions.selections import Part, Selection
from curation.analysis.distributions.values import Mask
from curation.store import Dataset

BINS = 30


@dataclass(frozen=True, slots=True)
class Association:
    """Pearson's chi-squared of a table without correction, and Cramér's V (0: none, 1: complete)."""

    cramers_v: float
    chi_squared: float
    degrees: int
    p: float


@dataclass(frozen=True, eq=False)
class Joint:
    """Counts of rows by two fields; a row that misses a number is in no cell.

    Attributes:
        x_field: The first field.
        y_field: The second one.
        x: Its cells: ranges, whole numbers or categories.
        y: Likewise.
        counts: Rows, shape (len(x), len(y)).
    """

    x_field: str
    y_field: str
    x: Axis | Groups
    y: Axis | Groups
    counts: NDArray[np.int64]

    @property
    def n(self) -> int:
        """Rows in any cell."""
        return int(self.counts.sum())

    def rows(self, x: int, y: int, x_last: int | None = None, y_last: int | None = None) -> Selection:
        """The rows of a cell, or of a box of cells; a box of categories is a single one of them."""
        return (_part(self.x, self.x_field, x, x_last), _part(self.y, self.y_field, y, y_last))

    def association(self) -> Association | None:
        """How closely the two go together; None where either says the same of every row."""
        table = self.counts[self.counts.any(axis=1)][:, self.counts.any(axis=0)]
        if min(table.shape, default=0) < 2:
            return None
        from scipy.stats import chi2_contingency
        from scipy.stats.contingency import association

        tested = chi2_contingency(table, correction=False)
        value = float(association(table, method="cramer"))
        return Association(value, float(tested.statistic), int(tested.dof), float(tested.pvalue))

    def table(self) -> pa.Table:
        """The chart's data: a row a cell that is not empty."""
        x, y = np.nonzero(self.counts)
        return pa.table(
            {
                self.x_field: pa.array(self.x.labels, pa.string()).take(pa.array(x)),
                f"{self.y_field} " if self.x_field == self.y_field else self.y_field: pa.array(
                    self.y.labels, pa.string()
                ).take(pa.array(y)),
                "rows": pa.array(self.counts[x, y]),
            }
        )


def joint(dataset: Dataset, x_field: str, y_field: str, kept: Mask | None = None) -> Joint:
    """Two fields crossed over the kept rows of the pairs table.

    Numbers are cut as for histograms, categories beyond the 30 most frequent (29, where there are
    more) are counted as one.

    Raises:
        RecipeError: No such field, or one that holds whole texts.
    """
    x, at_x = scaled(dataset, x_field, kept, BINS)
    y, at_y = scaled(dataset, y_field, kept, BINS)
    there = (at_x >= 0) & (at_y >= 0)
    if not there.all():
        at_x, at_y = at_x[there], at_y[there]
    counts = np.bincount(at_x * len(y) + at_y, minlength=len(x) * len(y))
    return Joint(x_field, y_field, x, y, counts.reshape(len(x), len(y)))


def _part(scale: Axis | Groups, field: str, first: int, last: int | None) -> Part:
    return scale.span(field, first, last) if isinstance(scale, Axis) else scale.members[first]
