"""The pairs that a bias is measured on: two answers, one of them preferred."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis import masks
from curation.analysis.estimate import Codes, Floats
from curation.analysis.masks import Mask
from curation.store import Dataset

LENGTHS = ("tokens", "words", "chars")
FORMATS = ("headers", "lists", "bold", "code_blocks", "tables")


@dataclass(frozen=True, eq=False)
class Decided:
    """Pairs with a verdict that is no tie, of a data set or a part of it.

    Attributes:
        dataset: The data set.
        rows: Their rows in the pairs table, ascending.
    """

    dataset: Dataset
    rows: Codes

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def prompt(self) -> Codes:
        """A code a pair, equal where the prompts are, whichever split they are in."""
        keys = pc.take(self.dataset.prompts["key"], pa.array(self.of("prompt_id").astype(np.int64)))
        return np.asarray(keys.combine_chunks().dictionary_encode().indices.to_numpy(), np.int64)

    def of(self, column: str) -> NDArray[np.generic]:
        """A column of the pairs table at these rows."""
        values: NDArray[np.generic] = self.dataset.pairs[column].to_numpy()[self.rows]
        return values

    def sides(self, name: str) -> tuple[Floats, Floats]:
        """A measure of the chosen and of the rejected answers; NaN where it is not known."""
        chosen, rejected = (self.of(f"{side}.{name}").astype(np.float64) for side in ("chosen", "rejected"))
        return chosen, rejected

    def measured(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the names that are measured."""
        return tuple(name for name in names if name in self.dataset.measures)

    def where(self, mask: Mask) -> Decided:
        """The pairs for which a mask over the whole pairs table holds."""
        return Decided(self.dataset, self.rows[mask[self.rows]])

    def at(self, places: NDArray[np.intp]) -> Decided:
        """The pairs at these places among the decided ones."""
        return Decided(self.dataset, self.rows[places])


def decided(dataset: Dataset, kept: Mask | None = None) -> Decided:
    """The decided pairs of a data set.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means all.
    """
    return Decided(dataset, np.flatnonzero(masks.decided(dataset, kept)))
