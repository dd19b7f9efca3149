"""The semantic stage for very many rows: only rows that share a cell are compared.

K-means divides the vectors into cells; each row lies in its nearest few. A pair is lost where its
rows share none of theirs. How many are is not assumed but measured, on the true pairs of rows drawn
at random; as long as it is too many, each row is put into more cells.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.bounds import MOST_PAIRS
from curation.similarity.nearest import top_of_rows
from curation.similarity.pool import on_all_cores
from curation.similarity.products import (
    ROWS,
    Candidates,
    Found,
    Index,
    Pairs,
    Vectors,
    bounding,
    finite_rows,
)
from curation.similarity.recall import BINS, Recall, measured, true_pairs

WANTED = 0.99
_SIZE = 500
_NEAREST = (6, 9, 14)
_DRAWN = 4_000
_A_CENTRE = 25
_ROUNDS = 4
_BATCH = 8_192

Told = Callable[[str, int, int], None]


def near_pairs_in_cells(
    vectors: Vectors,
    floor: float = 0.9,
    *,
    wanted: float = WANTED,
    limit: int = MOST_PAIRS,
    seed: int = 0,
    progress: Told | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Pairs, Recall]:
    """Pairs of rows with cosine ≥ ``floor``, nearly all of them, and the recall that was measured.

    Args:
        vectors: float32 [n, d], unit rows; a row of zeros or with a NaN is near nothing.
        floor: Lowest cosine, above 0.
        wanted: The recall at which it is enough; the most cells a row are tried before less is given.
        limit: Most pairs held, as for ``near_pairs``.
        seed: Draws the rows that k-means starts from and those that the recall is measured on.
        progress: Called with (what is done, blocks done, blocks).
        cancelled: Asked once a block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """

    def told(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(what, done, total)

    clean = finite_rows(vectors)
    wide = bounding(clean)
    n = len(clean)
    if not n:
        return Found(clean, floor, limit).pairs(), Recall(0, (0,) * (BINS + 1), (0,) * (BINS + 1))
    drawn = np.random.default_rng(seed + 1).permutation(n)[:_DRAWN]
    true = true_pairs(clean, wide, drawn, floor, limit=limit, progress=told("sampling"), cancelled=cancelled)
    centres = _centres(clean, max(n // _SIZE, 1), seed)
    nearest = _nearest(clean, centres, _NEAREST[-1], told("partitioning"), cancelled)
    for count in _NEAREST:
        cells = _Cells.of_nearest(nearest[:, :count], len(centres))
        found = Found(clean, floor, limit)
        _compare(cells, wide, found, told("comparing"), cancelled)
        pairs = found.pairs()
        recall = measured(pairs, true, n, len(drawn))
        if not recall.share(pairs.floor) < wanted or count >= len(centres):
            break
    return pairs, recall


@dataclass(frozen=True)
class _Cells:
    """Cells and the rows in them.

    Attributes:
        of: int32 [n, k], the cells of each row, ascending.
        rows: int32 [n · k], the rows of all cells, one cell after the other.
        ends: int64 [cells], where each cell's rows end.
    """

    of: Index
    rows: Index
    ends: npt.NDArray[np.int64]

    @classmethod
    def of_nearest(cls, nearest: Index, cells: int) -> _Cells:
        """Cells from the nearest ones of each row, int32 [n, k]."""
        flat = nearest.ravel()
        rows = np.argsort(flat, kind="stable") // nearest.shape[1]
        ends = np.cumsum(np.bincount(flat, minlength=cells))
        return cls(np.sort(nearest, axis=1), rows.astype(np.int32), ends)

    def within(self, cell: int) -> Index:
        """The rows of a cell, ascending."""
        return self.rows[self.ends[cell - 1] if cell else 0 : self.ends[cell]]

    def largest_first(self) -> list[int]:
        """All cells, so that the last to be compared are short."""
        order: list[int] = np.argsort(-np.diff(self.ends, prepend=0), kind="stable").tolist()
        return order

    def first_shared(self, a: Index, b: Index) -> Index:
        """The lowest of the cells that two rows share, for many pairs that share one."""
        shared = self.of[a][:, :, None] == self.of[b][:, None, :]
        first: Index = self.of[a, shared.any(axis=2).argmax(axis=1)]
        return first


def _compare(
    cells: _Cells,
    wide: Vectors,
    found: Found,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> None:
    """Find the pairs inside each cell; one that several cells hold is taken in the first of them."""
    candidates = Candidates()

    def inside(cell: int) -> None:
        rows = cells.within(cell)
        bounds = wide[rows]
        for start in range(0, len(rows), ROWS):
            for row, col in candidates.between(bounds[start : start + ROWS], bounds[start:], found.floor):
                upper = col > row
                a, b = rows[row[upper] + start], rows[col[upper] + start]
                first = cells.first_shared(a, b) == cell
                found.check(a[first], b[first])

    on_all_cores(inside, cells.largest_first(), progress=progress, cancelled=cancelled)


def _centres(vectors: Vectors, count: int, seed: int) -> Vectors:
    """Centres of k-means over as many rows as it takes, as unit rows."""
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    drawn = np.random.default_rng(seed).permutation(len(vectors))[: _A_CENTRE * count]
    means = MiniBatchKMeans(
        count, init="random", n_init=1, max_iter=_ROUNDS, batch_size=_BATCH, random_state=seed
    )
    # One thread: k-means' own wait for each other at every step, for minutes on a busy machine.
    with threadpool_limits(1), warnings.catch_warnings():
        # Fewer distinct rows than cells: some cells are then empty, and that is all.
        warnings.simplefilter("ignore", ConvergenceWarning)
        centres: Vectors = means.fit(vectors[np.sort(drawn)]).cluster_centers_.astype(np.float32)
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), np.float32(1e-9))
    return centres


def _nearest(
    vectors: Vectors,
    centres: Vectors,
    most: int,
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Index:
    """The cells of the nearest centres of each row, nearest first: int32 [n, ``most`` or fewer]."""
    k = min(most, len(centres))
    nearest = np.empty((len(vectors), k), np.int32)

    def block(start: int) -> None:
        scores = vectors[start : start + ROWS] @ centres.T
        nearest[start : start + ROWS], _ = top_of_rows(scores, k)

    on_all_cores(block, range(0, len(vectors), ROWS), progress=progress, cancelled=cancelled)
    return nearest
