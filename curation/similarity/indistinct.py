"""Texts that the model cannot tell apart: many different ones with one and the same embedding.

A model reads the beginning of a text only, and knows no script that is not in its vocabulary. Thousands of
prompts that begin with the same long instructions then have a cosine of 1 with each other, which says
nothing of what they ask, and would be millions of pairs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from curation.similarity.products import Vectors, finite_rows

# So many different texts with one embedding are no coincidence; fewer are compared as they are.
MOST_ALIKE = 100
# Coarser than what the order of a sum does to a number, far finer than what another text does.
_STEP = 0.01
_BLOCK = 8_192


def indistinct(vectors: Vectors, most: int = MOST_ALIKE) -> npt.NDArray[np.bool_]:
    """The rows that share their embedding with ``most`` others or more: bool [n].

    Args:
        vectors: float32 [n, d], unit rows; of different texts.
        most: How many others are too many, at least 1.
    """
    weights = np.random.default_rng(0).integers(1, 1 << 63, vectors.shape[1], dtype=np.int64)
    codes = np.empty(len(vectors), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        steps = np.rint(finite_rows(vectors[start : start + _BLOCK]) / np.float32(_STEP)).astype(np.int64)
        # Overflow wraps, which makes this a hash.
        codes[start : start + _BLOCK] = steps @ weights
    _, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    return np.asarray(counts[places] > most, bool)
