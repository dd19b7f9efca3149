"""Rows told apart by a name each: by source, split, topic or anything else with a code a row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.masks import Mask
from curation.store import Dataset

NONE = "(none)"
REST = "(other)"
MOST_GROUPS = 24


@dataclass(frozen=True, eq=False)
class Grouping:
    """A code for every row of the pairs table.

    Attributes:
        name: What the rows are told apart by.
        codes: Index into ``labels``, −1 for rows in no group, shape (pairs rows,).
        labels: The groups' names.
    """

    name: str
    codes: NDArray[np.integer]
    labels: tuple[str, ...]

    def groups(self) -> Iterator[tuple[str, Mask]]:
        """Each group that has a row, by label."""
        for code, label in enumerate(self.labels):
            mask: Mask = self.codes == code
            if mask.any():
                yield label, mask

    def counts(self, mask: Mask | None = None) -> NDArray[np.int64]:
        """Rows a group, of those in a mask, shape (labels,)."""
        there = self.codes >= 0 if mask is None else (self.codes >= 0) & mask
        return np.bincount(self.codes[there], minlength=len(self.labels))


def grouped_by(dataset: Dataset, column: str) -> Grouping:
    """The rows by ``split`` or ``source``: the most frequent values, then all others together."""
    coded = dataset.pairs[column].combine_chunks().dictionary_encode(null_encoding="encode")
    of_row = np.asarray(coded.indices.to_numpy(), np.int64)
    names = [NONE if value is None else str(value) for value in coded.dictionary.to_pylist()]
    ranked = np.argsort(-np.bincount(of_row, minlength=len(names)), kind="stable")
    shown = ranked[:MOST_GROUPS]
    place = np.full(len(names), len(shown), np.int64)
    place[shown] = np.arange(len(shown))
    labels = tuple(names[at] for at in shown.tolist()) + ((REST,) if len(ranked) > len(shown) else ())
    return Grouping(column, place[of_row], labels)
