"""Candidates for a high Jaccard: MinHash signatures cut into bands, in memory that is bounded.

Sets that are alike share a band of their signatures, so only those that share one are looked at
(Leskovec, Rajaraman, Ullman: *Mining of Massive Datasets*, §3.4). Where very many share a band, as the
fillings of one template do, they are told apart by further bands (after the LSH forest of Bawa, Condie,
Ganesan, WWW 2005), which costs recall there and only there. Of a signature the lowest eight
bits are kept (Li, König: *b-Bit Minwise Hashing*, WWW 2010): they overrate a similarity by at most 1/256.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint8]
Index = npt.NDArray[np.int64]

PERMUTATIONS = 128
SEED = 42
MISS = 1e-4
# A pair at the floor has an estimate this far below it once in ten thousand times.
_DOUBT = 0.13
_PART = 1 << 20
_ROWS = 50_000
# Pairs looked at in one band: some seconds of work.
_MOST_COLLIDING = 20_000_000


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
            _mixed(np.concatenate(sets)), offsets, PERMUTATIONS, SEED
        )
        signatures = np.array(matrix.to_rows(), np.uint32)
        self.low[start:stop] = signatures & 0xFF
        for band, codes in enumerate(self.bands):
            for column in signatures[:, band * rows : (band + 1) * rows].T:
                codes[start:stop] = _mixed(codes[start:stop] ^ column) + np.uint64(0x9E3779B97F4A7C15)


def candidates(signed: Signed, floor: float, limit: int, tell: Callable[[int], None]) -> tuple[Codes, float]:
    """Pairs whose sizes and signatures leave ``floor`` within reach.

    Args:
        signed: n sets.
        floor: Lowest Jaccard.
        limit: Most pairs held; where there are more, the floor rises as far as it must.
        tell: Called with the bands done, about once a second.

    Returns:
        Codes a·n + b with a < b, in order, and the floor that was reached: where it rose, pairs just above
        it may be lost, as the bar is one for estimates.
    """
    n = len(signed.sizes)
    held = _Held(limit, max(int(np.ceil((floor - _DOUBT) * PERMUTATIONS)), 0))
    started = held.least
    for band in range(len(signed.bands)):
        for left, right in _colliding(signed, band):
            tell(band)
            held.add(*_plausible(signed, left, right, floor, held.least, n))
        held.fold()
    return held.codes, floor if held.least == started else max(floor, held.least / PERMUTATIONS)


@dataclass
class _Held:
    """Pairs as band after band gives them; raises its bar rather than outgrow its limit.

    Attributes:
        limit: Most pairs held.
        least: How many permutations must agree.
        codes: uint64 [m], the pairs of the bands folded in, in order.
        agreed: uint8 [m], how many permutations agree.
        fresh: What the band of now adds; a band gives no pair twice.
    """

    limit: int
    least: int
    codes: Codes = field(default_factory=lambda: np.empty(0, np.uint64))
    agreed: Counts = field(default_factory=lambda: np.empty(0, np.uint8))
    fresh: list[tuple[Codes, Counts]] = field(default_factory=list)

    def add(self, codes: Codes, agreed: Counts) -> None:
        """Take those pairs that no earlier band gave."""
        order = np.argsort(codes)
        codes, agreed = codes[order], agreed[order]
        place = np.searchsorted(self.codes, codes)
        known = place < len(self.codes)
        known[known] = self.codes[place[known]] == codes[known]
        self.fresh.append((codes[~known], agreed[~known]))
        if len(self.codes) + sum(len(part) for part, _ in self.fresh) > self.limit:
            self._raise()

    def _raise(self) -> None:
        """The lowest bar that leaves few enough: the same one in whatever order the pairs come."""
        agreed = np.concatenate([self.agreed, *(part for _, part in self.fresh)])
        above = np.cumsum(np.bincount(agreed, minlength=PERMUTATIONS + 2)[::-1])[::-1]
        # Where all agree in everything there is no bar left; a band's buckets bound them then.
        self.least = min(int(np.argmax(above <= self.limit)), PERMUTATIONS)
        kept = self.agreed >= self.least
        self.codes, self.agreed = self.codes[kept], self.agreed[kept]
        self.fresh = [(codes[part >= self.least], part[part >= self.least]) for codes, part in self.fresh]

    def fold(self) -> None:
        """Put what a band gave among the rest."""
        codes = np.concatenate([self.codes, *(part for part, _ in self.fresh)])
        agreed = np.concatenate([self.agreed, *(part for _, part in self.fresh)])
        order = np.argsort(codes, kind="stable")  # a merge of what is in order already
        self.codes, self.agreed, self.fresh = codes[order], agreed[order], []


def _plausible(
    signed: Signed, left: Index, right: Index, floor: float, least: int, n: int
) -> tuple[Codes, Counts]:
    """The pairs that may reach the floor, as codes, and how many of their permutations agree."""
    sizes = signed.sizes
    possible = np.minimum(sizes[left], sizes[right]) >= floor * np.maximum(sizes[left], sizes[right])
    left, right = left[possible], right[possible]
    agreed = np.empty(len(left), np.uint8)
    for at in range(0, len(left), _ROWS):
        some = slice(at, at + _ROWS)
        equal = np.packbits(signed.low[left[some]] == signed.low[right[some]], axis=1)
        agreed[some] = np.bitwise_count(equal.view(np.uint64)).sum(axis=1, dtype=np.uint8)
    near = agreed >= least
    left, right = left[near], right[near]
    return (np.minimum(left, right) * n + np.maximum(left, right)).astype(np.uint64), agreed[near]


def _colliding(signed: Signed, band: int) -> Iterator[tuple[Index, Index]]:
    """Pairs of rows that share the band, a bounded number at a time."""
    rows, end = _buckets(signed, band)
    left, right, held = [], [], 0
    at = np.arange(len(rows))
    for apart in range(1, len(rows)):
        at = at[at + apart < end[at]]
        if not len(at):
            break
        left.append(rows[at])
        right.append(rows[at + apart])
        held += len(at)
        if held >= _PART:
            yield np.concatenate(left), np.concatenate(right)
            left, right, held = [], [], 0
    if held:
        yield np.concatenate(left), np.concatenate(right)


def _buckets(signed: Signed, band: int) -> tuple[Index, Index]:
    """The rows bucket after bucket, and for each of them where its bucket ends."""
    rows = np.flatnonzero(signed.sizes > 0)
    code, count = signed.bands[band][rows], len(signed.bands)
    end, crowded = rows, np.zeros(len(rows), bool)
    if not len(rows):
        return rows, end
    for further in range(1, count + 1):
        order = np.argsort(code, kind="stable")
        rows, code = rows[order], code[order]
        starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
        sizes = np.diff(np.r_[starts, len(rows)])
        end = np.repeat(starts + sizes, sizes)
        crowded = np.repeat(sizes > crowd(sizes, _MOST_COLLIDING), sizes)
        if further == count or not crowded.any():
            break
        code[crowded] = _mixed(code[crowded] ^ signed.bands[(band + further) % count][rows[crowded]])
    # What agrees in everything is tied to the next one only.
    return rows, np.where(crowded, np.minimum(end, np.arange(len(rows)) + 2), end)


def crowd(sizes: Index, most: int) -> int:
    """The largest bucket to look at, where at most ``most`` pairs are looked at and small buckets go first.

    Args:
        sizes: int64 [m], how many are in each bucket.
        most: Most pairs of all buckets up to that size.
    """
    by_size = np.sort(sizes)
    pairs = np.cumsum(by_size * (by_size - 1) // 2)
    within = np.searchsorted(pairs, most, side="right")
    # Buckets of one size go together, or the order of the rows would choose among them.
    return int(by_size[-1]) if within == len(by_size) else int(by_size[within]) - 1


def _mixed(values: Codes) -> Codes:
    """SplitMix64's finisher: packed grams are far from uniform, MinHash wants them so."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)
