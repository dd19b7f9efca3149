"""What a check is: a name, a definition with its source, and the rows it hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from curation.analysis.masks import Mask
from curation.store import Dataset

Severity = Literal["error", "warning", "note"]
OWN = "our own definition"


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: Its name in recipes and reports.
        title: What people read.
        definition: What exactly is counted.
        severity: ``error`` would corrupt training, ``warning`` deserves a look, ``note`` informs.
        where: The condition in SQL over pairs ``p``, prompts ``q``, answers ``c`` and ``r``, or …
        find: … a function from data set to mask, where SQL will not do.
        needs: Whether the check can say anything about this data set.
        source: Who checks for this, by what definition; where to read of it.
        limit: The figure that the check is held against, where it can be set: ``name:figure`` is the
            same check with another one.
    """

    name: str
    title: str
    definition: str
    severity: Severity
    where: str = ""
    find: Callable[[Dataset], Mask] | None = None
    needs: Callable[[Dataset], bool] = lambda dataset: True
    source: str = OWN
    limit: int | None = None


def measures(*columns: str) -> Callable[[Dataset], bool]:
    """True of data sets whose pairs have all of these columns."""
    return lambda dataset: set(columns) <= set(dataset.pairs.column_names)
