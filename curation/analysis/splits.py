"""Counts by split and source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class SplitCount:
    """One split and source: ``pairs`` counts rows of the pairs table, ``kept`` those still there."""

    split: str | None
    source: str | None
    prompts: int
    pairs: int
    ties: int
    kept: int


def split_counts(dataset: Dataset, kept: NDArray[np.bool_]) -> list[SplitCount]:
    """Counts of every split and source, largest first.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows.
    """
    columns = dataset.pairs.select(["split", "source", "prompt_id", "tie"])
    table = columns.append_column("kept", pa.array(kept))
    grouped = table.group_by(["split", "source"]).aggregate(
        [("prompt_id", "count_distinct"), ("prompt_id", "count"), ("tie", "sum"), ("kept", "sum")]
    )
    rows = [
        SplitCount(
            row["split"],
            row["source"],
            row["prompt_id_count_distinct"],
            row["prompt_id_count"],
            row["tie_sum"],
            row["kept_sum"],
        )
        for row in grouped.to_pylist()
    ]
    return sorted(rows, key=lambda row: (-row.pairs, row.split or "", row.source or ""))
