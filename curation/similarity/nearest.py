"""The k nearest of every unit vector, exactly: blocked matrix products, then the best of each row."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from curation.similarity.pool import on_all_cores

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.int32]

_CELLS = 1 << 23
_GROUP = 32


class Nearest(NamedTuple):
    """For each of n vectors the k most similar others, nearest first: int32 and float32 [n, k]."""

    ids: Index
    cosine: Floats


def nearest(
    vectors: Vectors,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Nearest:
    """The ``k`` vectors with the highest cosine to each, itself left out.

    Args:
        vectors: float32 [n, d], unit rows.
        k: How many, below n.
        progress: Called with (blocks done, blocks).
        cancelled: Asked once a block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    n = len(vectors)
    found = Nearest(np.empty((n, k), np.int32), np.empty((n, k), np.float32))
    rows = max(1, min(512, _CELLS // max(n, 1)))

    def block(start: int) -> None:
        scores = vectors[start : start + rows] @ vectors.T
        size = len(scores)
        scores[np.arange(size), np.arange(start, start + size)] = -np.inf
        ids, best = top_of_rows(scores, k)
        found.ids[start : start + size], found.cosine[start : start + size] = ids, np.minimum(best, 1)

    on_all_cores(block, range(0, n, rows), progress=progress, cancelled=cancelled)
    return found


def top_of_rows(scores: Floats, k: int) -> tuple[Index, Floats]:
    """The ``k`` largest of each row, largest first, and where they stand.

    In wide rows only groups of columns are ranked, by their maximum: the k largest values lie in the
    k groups with the largest maxima, so nothing is lost and most of the row is not sorted.
    """
    rows, n = scores.shape
    if n <= 4 * _GROUP * k:
        columns = np.broadcast_to(np.arange(n), scores.shape)
        return _sorted_top(columns, scores, k)
    whole = n - n % _GROUP
    groups = scores[:, :whole].reshape(rows, -1, _GROUP).max(axis=2)
    best = np.argpartition(-groups, k - 1, axis=1)[:, :k]
    inside = (best[:, :, None] * _GROUP + np.arange(_GROUP)).reshape(rows, -1)
    columns = np.concatenate([inside, np.broadcast_to(np.arange(whole, n), (rows, n - whole))], axis=1)
    return _sorted_top(columns, np.take_along_axis(scores, columns, 1), k)


def _sorted_top(columns: npt.NDArray[np.int64], values: Floats, k: int) -> tuple[Index, Floats]:
    if k < values.shape[1]:
        at = np.argpartition(-values, k - 1, axis=1)[:, :k]
        columns, values = np.take_along_axis(columns, at, 1), np.take_along_axis(values, at, 1)
    order = np.lexsort((columns, -values), axis=1)
    return (
        np.take_along_axis(columns, order, 1).astype(np.int32),
        np.take_along_axis(values, order, 1),
    )
