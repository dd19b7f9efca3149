"""The semantic stage: every pair of unit vectors with a cosine at or above a floor, exactly.

A rotation keeps dot products, and after a rotation onto the principal axes the first k
coordinates hold most of each vector: cos(i, j) ≤ prefix_i · prefix_j + |rest_i| |rest_j|
(Cauchy–Schwarz). Writing |rest| as one more coordinate makes that bound a single narrow matrix
product; only the pairs that pass it are checked on the full vectors. Nothing is lost, and about
three quarters of the work is not done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from os import cpu_count

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled

Vectors = npt.NDArray[np.float32]
Index = npt.NDArray[np.int32]

PREFIX = 63
_ROWS, _COLS = 512, 1_024
_SMALL = 4_096
_SLACK = 1e-5
_CHECK = 20_000
_SAMPLE = 50_000


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


def near_pairs(
    vectors: Vectors,
    floor: float = 0.9,
    *,
    limit: int = 20_000_000,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Pairs:
    """Every pair of rows with cosine ≥ ``floor``.

    Args:
        vectors: float32 [n, d], unit rows; a row of zeros or with a NaN is near nothing.
        floor: Lowest cosine, above 0.
        limit: Most pairs held. Where more pass, the floor is raised until half of that is left, and
            the result says so in ``Pairs.floor``.
        threads: Worker threads; None means one a core.
        progress: Called with (row blocks done, row blocks).
        cancelled: Asked once a row block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    clean = np.ascontiguousarray(vectors, np.float32)
    finite = np.isfinite(clean.sum(axis=1, dtype=np.float64))
    if not finite.all():
        clean = np.where(finite[:, None], clean, np.float32(0))
    wide = clean if len(clean) <= _SMALL or clean.shape[1] <= PREFIX + 1 else _bounding(clean)
    found = _Found(floor, limit)
    scan = _Scan(clean, wide, found)
    starts = range(0, len(clean), _ROWS)
    workers = threads or cpu_count() or 1
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(workers) as pool:
        waiting: list[Future[None]] = [pool.submit(scan.block, start) for start in starts]
        try:
            for done, future in enumerate(waiting, 1):
                if cancelled is not None and cancelled():
                    raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
                future.result()
                if progress is not None:
                    progress(done, len(waiting))
        finally:
            for future in waiting:
                future.cancel()
    return found.pairs()


def _bounding(vectors: Vectors) -> Vectors:
    """[n, PREFIX + 1]: rows whose dot product is never below that of the full rows."""
    rng = np.random.default_rng(0)
    rows = rng.choice(len(vectors), min(len(vectors), _SAMPLE), replace=False)
    sample = vectors[rows]
    _, axes = np.linalg.eigh(sample.T @ sample)
    prefix = vectors @ np.ascontiguousarray(axes[:, ::-1][:, :PREFIX], dtype=np.float32)
    squares = np.einsum("ij,ij->i", vectors, vectors) - np.einsum("ij,ij->i", prefix, prefix)
    rest = np.sqrt(np.maximum(squares, 0) + 1e-6, dtype=np.float32)
    return np.concatenate([prefix, rest[:, None]], axis=1)


@dataclass
class _Found:
    """Pairs as the threads find them, under a lock; raises its floor rather than outgrow ``limit``."""

    floor: float
    limit: int
    parts: list[tuple[Index, Index, npt.NDArray[np.float32]]] = field(default_factory=list)
    held: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, a: Index, b: Index, cosine: npt.NDArray[np.float32]) -> None:
        """Take pairs at or above the floor of now."""
        with self.lock:
            self.parts.append((a, b, cosine))
            self.held += len(a)
            if self.held > self.limit:
                self._raise_floor()

    def _raise_floor(self) -> None:
        cosines = np.concatenate([part[2] for part in self.parts])
        least = len(cosines) - self.limit // 2
        floor = np.partition(cosines, least)[least]
        # Ties at the cut are left out, unless nothing but ties would be left.
        above = np.nextafter(floor, np.float32(2))
        self.floor = float(max(above if above <= cosines.max() else floor, np.float32(self.floor)))
        kept = [(part, part[2] >= self.floor) for part in self.parts]
        self.parts = [(a[mask], b[mask], c[mask]) for (a, b, c), mask in kept]
        self.held = sum(len(part[0]) for part in self.parts)

    def pairs(self) -> Pairs:
        """All pairs, ordered; those found before the floor rose are held to it too."""
        if not self.parts:
            none = np.empty(0, np.int32)
            return Pairs(none, none, np.empty(0, np.float32), self.floor)
        a, b, cosine = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        kept = cosine >= self.floor
        a, b, cosine = a[kept], b[kept], cosine[kept]
        order = np.lexsort((b, a))
        return Pairs(a[order], b[order], cosine[order], self.floor)


class _Scan:
    """One pass over the upper triangle, a block of rows at a time."""

    def __init__(self, vectors: Vectors, wide: Vectors, found: _Found) -> None:
        self._vectors = vectors
        self._wide = wide
        self._found = found
        self._local = threading.local()

    def block(self, start: int) -> None:
        """Find the pairs of rows ``start … start + _ROWS`` with themselves and later rows."""
        for rows, cols in self._candidates(start):
            for at in range(0, len(rows), _CHECK):
                self._check(rows[at : at + _CHECK], cols[at : at + _CHECK])

    def _check(self, a: Index, b: Index) -> None:
        cosine = np.einsum("ij,ij->i", self._vectors[a], self._vectors[b])
        kept = cosine >= self._found.floor
        if kept.any():
            self._found.add(a[kept], b[kept], np.minimum(cosine[kept], np.float32(1)))

    def _candidates(self, start: int) -> Iterator[tuple[Index, Index]]:
        if not hasattr(self._local, "scores"):
            self._local.scores = np.empty(_ROWS * _COLS, np.float32)
        rows = self._wide[start : start + _ROWS]
        for other in range(start, len(self._wide), _COLS):
            cols = self._wide[other : other + _COLS]
            scores = self._local.scores[: len(rows) * len(cols)]
            np.matmul(rows, cols.T, out=scores.reshape(len(rows), len(cols)))
            hits = np.flatnonzero(scores >= np.float32(self._found.floor - _SLACK))
            if len(hits):
                row, col = np.divmod(hits, len(cols))
                upper = col + other > row + start
                yield (row[upper] + start).astype(np.int32), (col[upper] + other).astype(np.int32)
