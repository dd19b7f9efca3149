"""How clearly a pair prefers its chosen answer, as one number, and a random order that content decides."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.store import Dataset

Floats = NDArray[np.float64]


def margins(dataset: Dataset) -> Floats:
    """The margin of each pairs row, NaN where there is none, shape (pairs rows,).

    The annotators' own ``strength`` where the data set states one, else the weighted difference of
    the attributes under the pairing rule.
    """
    pairs = dataset.pairs
    if pairs["strength"].null_count < len(pairs):
        return np.asarray(pairs["strength"].to_numpy(), np.float64)
    return _weighted(dataset, "margin")


def chosen_scores(dataset: Dataset) -> Floats:
    """The chosen answer's weighted score under the pairing rule, NaN where there is none."""
    return _weighted(dataset, "chosen")


def _weighted(dataset: Dataset, side: str) -> Floats:
    total = np.zeros(len(dataset.pairs))
    weights = dataset.info.pairing.weights_for(dataset.info.attributes)
    for name, weight in weights.items():
        total += weight * np.asarray(dataset.pairs[f"{side}.{name}"].to_numpy(), np.float64)
    return total if weights else np.full(len(total), np.nan)


def chosen_lengths(dataset: Dataset) -> Floats:
    """Characters of the chosen answer, NaN where there is none, shape (pairs rows,)."""
    pairs = dataset.pairs
    if "chosen.chars" in pairs.column_names:
        return np.asarray(pairs["chosen.chars"].to_numpy(), np.float64)
    lengths = np.r_[pc.utf8_length(dataset.responses["text"]).to_numpy().astype(np.float64), np.nan]
    return np.asarray(lengths[pairs["chosen_id"].fill_null(-1).to_numpy()], np.float64)


def drawn(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A pseudo-random number for each content key: the same for the same key and seed, whatever the order.

    SplitMix64 (Steele, Lea, Flood 2014) of the key plus a seed spread by the golden ratio.
    """
    step = np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    mixed = keys + step
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def content_keys(dataset: Dataset) -> NDArray[np.uint64]:
    """The ``key`` column of the pairs as numbers, shape (pairs rows,)."""
    digits = "".join(dataset.pairs["key"].to_pylist())
    return np.frombuffer(bytes.fromhex(digits), dtype=">u8").astype(np.uint64)
