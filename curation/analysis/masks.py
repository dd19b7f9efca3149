"""Masks over the pairs table: what every check answers with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.store import Dataset

Mask = NDArray[np.bool_]


def where(dataset: Dataset, condition: str) -> Mask:
    """The pairs rows for which a SQL condition of ours holds, shape (pairs rows,)."""
    return mask_of(dataset, dataset.select([], condition)["pair_id"].to_numpy())


def mask_of(dataset: Dataset, pair_ids: NDArray[np.int64]) -> Mask:
    """These pairs as a mask, shape (pairs rows,)."""
    hit = np.zeros(len(dataset.pairs), bool)
    hit[pair_ids] = True
    return hit
