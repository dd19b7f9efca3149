"""The margins that rows state: how much better each chosen answer is, where that is known of all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.export.block import Ids
from curation.export.target import Job
from curation.recipe import margins
from curation.recipe.edits import Edits

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Stated:
    """Margins of the pairs rows, turned where a verdict swapped the sides.

    Attributes:
        margin: Of every row of the pairs table.
        edits: What verdicts change.
        written: Whether rows state them.
    """

    margin: Floats
    edits: Edits
    written: bool

    def of(self, ids: Ids) -> Floats:
        """The margins of some rows; NaN for none and for one that says the rejected answer is better."""
        found = np.where(self.edits.turned(ids), -self.margin[ids], self.margin[ids])
        found[~(found >= 0)] = np.nan
        return found


def stated_margins(job: Job, ids: Ids) -> Stated:
    """Whether the rows ``ids`` state margins: all of them or none, as collators look at the first row only.

    Args:
        job: The export; its option decides where it is not ``auto``.
        ids: The rows that are carried.
    """
    found = Stated(margins(job.dataset), job.outcome.edits, False)
    if job.options.margin == "never" or not len(ids):
        return found
    known = ~np.isnan(found.of(ids))
    written = bool(known.any()) if job.options.margin == "require" else bool(known.all())
    return Stated(found.margin, found.edits, written)
