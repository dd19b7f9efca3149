"""Intervals by drawing whole prompts again, with equal prompts drawn together.

Items of one prompt are not independent, so prompts are drawn, not items. Most prompts look like many
others (the same ratings, in whatever order): drawing how often each *kind* of prompt comes up is one
multinomial draw, and is the same as drawing prompts one by one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.analysis.agreement.figures import pair_tables
from curation.analysis.agreement.opinions import Opinions

Floats = NDArray[np.float64]
RESAMPLES = 1000
SEED = 20_240_613
FEW_KINDS = 16


class Kinds:
    """The kinds of items and prompts among opinions.

    Args:
        opinions: Items that at least two judged; at least one.
    """

    def __init__(self, opinions: Opinions) -> None:
        rng = np.random.default_rng(SEED)
        counts = opinions.counts
        # Rows are told apart by a random 64-bit sum: sorting them whole takes far longer.
        salt = np.asarray(rng.integers(1, 2**63, counts.shape[1], dtype=np.uint64))
        _, first, kind = np.unique(counts @ salt, return_index=True, return_inverse=True)
        self.items: NDArray[np.uint16] = counts[first]
        order = np.argsort(opinions.prompt, kind="stable")
        prompt, kind = opinions.prompt[order], kind[order]
        starts = np.flatnonzero(np.diff(prompt, prepend=-1))
        # A sum does not mind the order of a prompt's items.
        salts = np.asarray(rng.integers(1, 2**63, len(first), dtype=np.uint64))
        sums = np.add.reduceat(salts[kind], starts)
        _, of, self.frequency = np.unique(sums, return_index=True, return_counts=True)
        sizes = np.diff(np.r_[starts, len(kind)])[of]
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._row = np.repeat(np.arange(len(of)), sizes)
        self._kind = kind[np.repeat(starts[of], sizes) + within]
        self.prompts = len(starts)

    def tables(self, times: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Tables of pairs and of coincidences when each kind of prompt comes up so often.

        Args:
            times: How often, shape (samples, kinds of prompts).

        Returns:
            Two arrays of shape (samples, levels, levels).
        """
        from scipy.sparse import csr_array

        ones = np.ones(len(self._row))
        holds = csr_array((ones, (self._row, self._kind)), shape=(len(self.frequency), len(self.items)))
        items = (holds.T @ times.T.astype(np.float64)).T
        levels = self.items.shape[1]
        pairs = pair_tables(self.items).reshape(len(self.items), -1)
        shared = pairs / np.maximum(self.items.sum(axis=1) - 1.0, 1.0)[:, None]
        shape = (-1, levels, levels)
        return (items @ pairs).reshape(shape), (items @ shared).reshape(shape)

    def draws(self, resamples: int = RESAMPLES, seed: int = SEED) -> NDArray[np.int64]:
        """How often each kind of prompt comes up when prompts are drawn with replacement."""
        rng = np.random.default_rng(seed)
        kinds = len(self.frequency)
        if kinds * FEW_KINDS < self.prompts:
            return np.asarray(
                rng.multinomial(self.prompts, self.frequency / self.prompts, resamples), np.int64
            )
        # A multinomial draw costs a good deal for each kind: where most prompts are of a kind of their own,
        # drawing the prompts themselves is faster.
        of = np.repeat(np.arange(kinds), self.frequency)
        drawn = (of[rng.integers(self.prompts, size=self.prompts)] for _ in range(resamples))
        return np.stack([np.bincount(kind, minlength=kinds) for kind in drawn])


def interval(resampled: Floats, confidence: float = 0.95) -> tuple[float, float]:
    """The percentile interval of a figure over resamples; NaNs where it could not be computed."""
    known = resampled[np.isfinite(resampled)]
    # A figure that most resamples leave undefined has no interval worth printing.
    if len(known) < 0.9 * len(resampled) or not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
