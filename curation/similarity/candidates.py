"""Candidates for a high Jaccard, from the bands of MinHash signatures, in memory that is bounded.

Where very many sets share a band, as the fillings of one template do, they are told apart by further
bands (after the LSH forest of Bawa, Condie, Ganesan, WWW 2005). That costs recall there and only there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from curation.similarity.minhash import PERMUTATIONS, Codes, Counts, Signed, mixed

Index = npt.NDArray[np.int64]

# A pair at the floor has an estimate this far below it once in ten thousand times.
_DOUBT = 0.13
_PART = 1 << 20
_ROWS = 50_000
# Pairs looked at in one band: some seconds of work.
_MOST_COLLIDING = 20_000_000


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
        code[crowded] = mixed(code[crowded] ^ signed.bands[(band + further) % count][rows[crowded]])
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
