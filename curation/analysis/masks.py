"""Masks over the pairs table: what every check answers with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.scanning import scanned
from curation.store import Dataset

Mask = NDArray[np.bool_]


def where(dataset: Dataset, condition: str) -> Mask:
    """The pairs rows for which a SQL condition of ours holds, shape (pairs rows,)."""
    return mask_of(dataset, dataset.select([], condition)["pair_id"].to_numpy())


def wheres(dataset: Dataset, conditions: Mapping[str, str]) -> dict[str, Mask]:
    """What ``where`` says of each of several conditions, with one scan of the texts."""
    found = {name: np.zeros(len(dataset.pairs), bool) for name in conditions}
    for pair_ids, *held in scanned(dataset, list(conditions.values())):
        for mask, column in zip(found.values(), held, strict=True):
            mask[pair_ids] = column
    return found


def decided(dataset: Dataset, kept: Mask | None = None) -> Mask:
    """Pairs of two answers with a verdict that is no tie, of those kept, shape (pairs rows,)."""
    pairs = dataset.pairs
    both = pc.and_(pc.is_valid(pairs["chosen_id"]), pc.is_valid(pairs["rejected_id"])).to_numpy()
    there: Mask = both & ~pairs["tie"].to_numpy()
    return there if kept is None else there & kept


def mask_of(dataset: Dataset, pair_ids: NDArray[np.int64]) -> Mask:
    """These pairs as a mask, shape (pairs rows,)."""
    hit = np.zeros(len(dataset.pairs), bool)
    hit[pair_ids] = True
    return hit


def of_answers(dataset: Dataset, answers: Mask) -> Mask:
    """The pairs rows with one of these answers on either side; ``answers`` has shape (responses,)."""
    padded = np.append(answers, False)
    sides = (pc.fill_null(dataset.pairs[side], len(answers)) for side in ("chosen_id", "rejected_id"))
    chosen, rejected = (padded[side.to_numpy()] for side in sides)
    either: Mask = chosen | rejected
    return either
