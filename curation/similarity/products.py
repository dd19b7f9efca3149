"""Candidates for near pairs from narrow matrix products, by a bound that loses none.

A rotation keeps dot products, and after a rotation onto the principal axes the first k
coordinates hold most of each vector: cos(i, j) ≤ prefix_i · prefix_j + |rest_i| |rest_j|
(Cauchy–Schwarz). Writing |rest| as one more coordinate makes that bound a single narrow matrix
product; only the pairs that pass it are checked on the full vectors.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Index = npt.NDArray[np.int32]

PREFIX = 63
ROWS, COLS = 512, 1_024
_SMALL = 4_096
_SLACK = 1e-5
_CHECK = 20_000
# So many products of a matrix take less time than one pair by itself.
_DENSE = 20
_SAMPLE = 50_000
_BINS = 1 << 16


@dataclass(frozen=True)
class Pairs:
    """Pairs a < b with their cosine, in order of (a, b).

    Attributes:
        a: int32 [m] rows.
        b: int32 [m] rows.
        cosine: float32 [m].
        floor: The lowest cosine searched for; above the floor asked where there were too many pairs.
    """

    a: Index
    b: Index
    cosine: npt.NDArray[np.float32]
    floor: float


def finite_rows(vectors: Vectors) -> Vectors:
    """float32 [n, d], contiguous; rows with a NaN or an infinity are zeros, near nothing."""
    clean = np.ascontiguousarray(vectors, np.float32)
    finite = np.isfinite(clean.sum(axis=1, dtype=np.float64))
    return clean if finite.all() else np.where(finite[:, None], clean, np.float32(0))


def bounding(vectors: Vectors) -> Vectors:
    """Rows whose dot product is never below that of the full rows: float32 [n, PREFIX + 1].

    Few or short rows are given back as they are: finding the axes would cost more than it saves.
    """
    if len(vectors) <= _SMALL or vectors.shape[1] <= PREFIX + 1:
        return vectors
    rng = np.random.default_rng(0)
    rows = rng.choice(len(vectors), min(len(vectors), _SAMPLE), replace=False)
    sample = vectors[rows]
    _, axes = np.linalg.eigh(sample.T @ sample)
    prefix = vectors @ np.ascontiguousarray(axes[:, ::-1][:, :PREFIX], dtype=np.float32)
    squares = np.einsum("ij,ij->i", vectors, vectors) - np.einsum("ij,ij->i", prefix, prefix)
    rest = np.sqrt(np.maximum(squares, 0) + 1e-6, dtype=np.float32)
    return np.concatenate([prefix, rest[:, None]], axis=1)


class Candidates:
    """Reads the pairs that may be near off the products of bounding rows; any thread may call it."""

    def __init__(self) -> None:
        self._local = threading.local()

    def between(self, rows: Vectors, cols: Vectors, floor: float) -> Iterator[tuple[Index, Index]]:
        """Positions in ``rows`` and in ``cols`` whose bound reaches ``floor``, a block at a time.

        Args:
            rows: Up to ``ROWS`` bounding rows.
            cols: Any number of them.
            floor: Lowest cosine.
        """
        if not hasattr(self._local, "scores"):
            self._local.scores = np.empty(ROWS * COLS, np.float32)
        for at in range(0, len(cols), COLS):
            some = cols[at : at + COLS]
            scores = self._local.scores[: len(rows) * len(some)]
            np.matmul(rows, some.T, out=scores.reshape(len(rows), len(some)))
            hits = np.flatnonzero(scores >= np.float32(floor - _SLACK))
            if len(hits):
                row, col = np.divmod(hits, len(some))
                yield row.astype(np.int32), (col + at).astype(np.int32)


@dataclass
class Found:
    """Pairs as several threads find them; raises its floor rather than outgrow ``limit``.

    Attributes:
        vectors: float32 [n, d], what candidates are checked on.
        floor: Lowest cosine held.
        limit: Most pairs left in the end; where more pass, the floor rises no further than it must, so
            that it is the same in whatever order they come. Pairs with a cosine of 1 all stay.
    """

    vectors: Vectors
    floor: float
    limit: int
    parts: list[tuple[Index, Index, npt.NDArray[np.float32]]] = field(default_factory=list)
    held: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, a: Index, b: Index) -> None:
        """Take those of some candidates whose cosine reaches the floor of now."""
        for at in range(0, len(a), _CHECK):
            some, other = self._likely(a[at : at + _CHECK], b[at : at + _CHECK])
            cosine = np.einsum("ij,ij->i", self.vectors[some], self.vectors[other])
            kept = cosine >= self.floor
            if kept.any():
                self._add(some[kept], other[kept], np.minimum(cosine[kept], np.float32(1)))

    def _likely(self, a: Index, b: Index) -> tuple[Index, Index]:
        """Of pairs that fill much of a block, those that the product of its rows and columns leaves."""
        top, left = a.min(), b.min()
        rows, cols = self.vectors[top : a.max() + 1], self.vectors[left : b.max() + 1]
        if len(rows) * len(cols) > _DENSE * len(a):
            return a, b
        # A matrix product rounds by the place in the block: what it leaves is measured pair by pair.
        near = (rows @ cols.T)[a - top, b - left] >= np.float32(self.floor - _SLACK)
        return a[near], b[near]

    def _add(self, a: Index, b: Index, cosine: npt.NDArray[np.float32]) -> None:
        with self.lock:
            self.parts.append((a, b, cosine))
            self.held += len(a)
            # Half more than the limit is let in, or the floor would rise with each block.
            if self.held > 1.5 * self.limit:
                self._raise_floor()

    def _raise_floor(self) -> None:
        counts = np.zeros(_BINS + 1, np.int64)
        for *_, cosine in self.parts:
            counts += np.bincount((cosine * _BINS).astype(np.int64), minlength=_BINS + 1)
        above = np.cumsum(counts[::-1])[::-1]
        fits = above <= self.limit
        least = int(np.argmax(fits)) if fits.any() else _BINS
        self.floor = max(least / _BINS, self.floor)
        kept = [(part, part[2] >= np.float32(self.floor)) for part in self.parts]
        self.parts = [(a[mask], b[mask], c[mask]) for (a, b, c), mask in kept]
        self.held = sum(len(part[0]) for part in self.parts)

    def pairs(self) -> Pairs:
        """All pairs, ordered; those found before the floor rose are held to it too."""
        if self.held > self.limit:
            self._raise_floor()
        if not self.parts:
            none = np.empty(0, np.int32)
            return Pairs(none, none, np.empty(0, np.float32), self.floor)
        a, b, cosine = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        kept = cosine >= self.floor
        a, b, cosine = a[kept], b[kept], cosine[kept]
        order = np.lexsort((b, a))
        return Pairs(a[order], b[order], cosine[order], self.floor)
