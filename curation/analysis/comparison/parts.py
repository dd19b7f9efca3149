"""One side of a comparison: some rows of a data set, and what can be counted of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.distributions.values import answers_in, column, numbers
from curation.analysis.share import Share
from curation.store import Dataset

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """Rows of the pairs table, and what they hold."""

    rows: int
    prompts: int
    answers: int
    pairs: int
    ties: int
    singles: int


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of a data set.

    Attributes:
        name: What people call them.
        dataset: Where they stand.
        rows: Which rows of the pairs table, shape (pairs rows,).
    """

    name: str
    dataset: Dataset
    rows: Mask

    @classmethod
    def whole(cls, dataset: Dataset, name: str | None = None) -> Part:
        """All rows."""
        return cls(name or dataset.id, dataset, np.ones(len(dataset.pairs), bool))

    def counts(self) -> Counts:
        """How many rows, prompts, answers, pairs, ties and singles."""
        pairs = self.dataset.pairs
        two = (
            pc.and_(pc.is_valid(pairs["chosen_id"]), pc.is_valid(pairs["rejected_id"])).to_numpy() & self.rows
        )
        rows = int(self.rows.sum())
        return Counts(
            rows,
            len(np.unique(pairs["prompt_id"].to_numpy()[self.rows])),
            len(self.answers),
            int(two.sum()),
            int((two & pairs["tie"].to_numpy()).sum()),
            rows - int(two.sum()),
        )

    @cached_property
    def answers(self) -> NDArray[np.int64]:
        """Ids of the answers in these rows."""
        return answers_in(self.dataset, self.rows)

    def share(self, hit: Mask) -> Share:
        """The share of these rows that a check hits."""
        return Share(int((hit & self.rows).sum()), int(self.rows.sum()))

    def values(self, name: str) -> Floats:
        """A measure of these answers, or ``margin.<measure>`` of these rows, where it is known."""
        if name.startswith("margin."):
            return _known(numbers(self.dataset, name, self.rows))
        return _known(column(self.dataset, name)[self.answers])

    def without(self, kept: Part, name: str) -> Floats:
        """The same of what these rows hold and ``kept``, a part of them, does not."""
        if name.startswith("margin."):
            return _known(numbers(self.dataset, name, self.rows & ~kept.rows))
        gone = np.setdiff1d(self.answers, kept.answers, assume_unique=True)
        return _known(column(self.dataset, name)[gone])


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
