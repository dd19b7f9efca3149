"""MinHash signatures of sets, cut into bands.

Sets that are alike share a band of their signatures, so only those that share one need to be looked at
(Leskovec, Rajaraman, Ullman: *Mining of Massive Datasets*, §3.4). Of a signature the lowest eight
bits are kept (Li, König: *b-Bit Minwise Hashing*, WWW 2010): they overrate a similarity by at most 1/256.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint8]

PERMUTATIONS = 128
SEED = 42
MISS = 1e-4


def bands_for(floor: float) -> tuple[int, int]:
    """How many bands of how many rows: the widest bands that miss at most ``MISS`` of pairs at ``floor``.

    A pair of similarity s shares a band of r rows with probability s^r, so b bands miss it with
    (1 − s^r)^b.
    """
    for rows in range(16, 1, -1):
        bands = PERMUTATIONS // rows
        if (1 - floor**rows) ** bands <= MISS:
            return bands, rows
    return PERMUTATIONS, 1


@dataclass(frozen=True)
class Signed:
    """What is kept of n sets.

    Attributes:
        bands: uint64 [b, n], a hash of each band.
        low: uint8 [n, PERMUTATIONS], the lowest bits of the signatures.
        sizes: int32 [n]; an empty set is a candidate of nothing.
    """

    bands: Codes
    low: Counts
    sizes: npt.NDArray[np.int32]

    @classmethod
    def room(cls, n: int, bands: int) -> Signed:
        """Room for n sets, all empty so far."""
        return cls(
            np.zeros((bands, n), np.uint64), np.zeros((n, PERMUTATIONS), np.uint8), np.zeros(n, np.int32)
        )

    def sign(self, start: int, sets: Sequence[Grams], rows: int) -> None:
        """Sign the sets from ``start`` on."""
        from rensa import RMinHash

        stop = start + len(sets)
        self.sizes[start:stop] = [len(one) for one in sets]
        offsets = np.concatenate([[0], np.cumsum(self.sizes[start:stop], dtype=np.int64)]).astype(np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            mixed(np.concatenate(sets)), offsets, PERMUTATIONS, SEED
        )
        signatures = np.array(matrix.to_rows(), np.uint32)
        self.low[start:stop] = signatures & 0xFF
        for band, codes in enumerate(self.bands):
            for column in signatures[:, band * rows : (band + 1) * rows].T:
                codes[start:stop] = mixed(codes[start:stop] ^ column) + np.uint64(0x9E3779B97F4A7C15)


def mixed(values: Codes) -> Codes:
    """SplitMix64's finisher: packed grams are far from uniform, MinHash wants them so."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)
