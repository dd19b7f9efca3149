"""Single annotators' preferences for one of two answers, kept as lists among a source's extra columns.

HelpSteer3 keeps ``individual_preference``, up to three records ``{score, reasoning}`` a row;
HelpSteer2-Preference keeps ``all_preferences_unprocessed``, records ``{strength, justification}``. Both
count from −3 (the first answer is much better) to 3 (the second is).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.masks import Mask
from curation.store import Dataset

NAME = "preference"
# Column → where its records keep the number.
COLUMNS = {"individual_preference": "score", "all_preferences_unprocessed": "strength"}


@dataclass(frozen=True, eq=False)
class Preferences:
    """What each annotator of a row said.

    Attributes:
        column: The source's column.
        lists: list<double> a row of the pairs table, null where nobody is on record.
    """

    column: str
    lists: pa.ListArray

    def apart(self) -> NDArray[np.float64]:
        """The highest less the lowest preference of each row, NaN where fewer than two are on record."""
        spread = np.full(len(self.lists), np.nan)
        for row, said in self._several():
            spread[row] = said.max() - said.min()
        return spread

    def opposed(self) -> Mask:
        """The rows whose annotators do not all prefer the same answer; a tie is a verdict of its own."""
        hit = np.zeros(len(self.lists), bool)
        for row, said in self._several():
            hit[row] = len(np.unique(np.sign(said))) > 1
        return hit

    def _several(self) -> Iterator[tuple[int, NDArray[np.float64]]]:
        values = self.lists.values.to_numpy()
        ends = self.lists.offsets.to_numpy()
        for row in np.flatnonzero(np.diff(ends) > 1).tolist():
            yield row, values[ends[row] : ends[row + 1]]


@lru_cache(maxsize=4)
def preferences_of(dataset: Dataset) -> Preferences | None:
    """The preferences on record; None where there is no such column, or nothing in it."""
    if dataset.info.mapping.family != "strength":
        return None
    for column, key in COLUMNS.items():
        name = f"extra.{column}"
        if name not in dataset.fields:
            continue
        kept = [
            _numbers(text, key) for chunk in dataset.select([name])[name].chunks for text in chunk.to_pylist()
        ]
        if any(kept):
            return Preferences(column, pa.array([said or None for said in kept], pa.list_(pa.float64())))
    return None


def _numbers(text: object, key: str) -> list[float]:
    """The numbers of a list of records as JSON; none of what is something else."""
    try:
        records = orjson.loads(text) if isinstance(text, str) else None
    except orjson.JSONDecodeError:
        return []
    if not isinstance(records, list):
        return []
    said = (record.get(key) for record in records if isinstance(record, dict))
    return [float(one) for one in said if isinstance(one, int | float) and not isinstance(one, bool)]
