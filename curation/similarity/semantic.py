"""The semantic stage: every pair of unit vectors with a cosine at or above a floor, exactly.

The bound of ``products`` rules out about three quarters of the work; nothing is lost. The time still
grows with the square of the rows: ``cells`` is for where that is too long.
"""

from __future__ import annotations

from collections.abc import Callable

from curation.similarity.bounds import MOST_PAIRS
from curation.similarity.pool import on_all_cores
from curation.similarity.products import ROWS, Candidates, Found, Pairs, Vectors, bounding, finite_rows


def near_pairs(
    vectors: Vectors,
    floor: float = 0.9,
    *,
    limit: int = MOST_PAIRS,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Pairs:
    """Every pair of rows with cosine ≥ ``floor``.

    Args:
        vectors: float32 [n, d], unit rows; a row of zeros or with a NaN is near nothing.
        floor: Lowest cosine, above 0.
        limit: Most pairs given. Where more pass, the floor is raised no further than it must, and the
            result says so in ``Pairs.floor``.
        threads: Worker threads; None means one a core.
        progress: Called with (row blocks done, row blocks).
        cancelled: Asked once a row block.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    clean = finite_rows(vectors)
    wide = bounding(clean)
    found, candidates = Found(clean, floor, limit), Candidates()

    def block(start: int) -> None:
        """The pairs of some rows with themselves and with later rows."""
        for row, col in candidates.between(wide[start : start + ROWS], wide[start:], found.floor):
            upper = col > row
            found.check(row[upper] + start, col[upper] + start)

    starts = range(0, len(clean), ROWS)
    on_all_cores(block, starts, threads=threads, progress=progress, cancelled=cancelled)
    return found.pairs()
