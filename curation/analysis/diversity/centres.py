"""k-center by farthest-first traversal (Gonzalez 1985): the next vector is the farthest from those chosen.

The largest distance of any vector to its nearest chosen one is at most twice the least possible, as a
distance on the sphere (the chord, √(2 − 2 cosine)). It goes for what is rare: outliers are chosen early.

Vectors are taken in rounds. The farthest of the moment are candidates, and the distances among them
alone say which is next for as long as that one is farther than everything outside; only then is the
whole set compared, with all that the round chose at once. The result is that of one at a time.
"""

from __future__ import annotations

import numpy as np

from curation.analysis.diversity.cover import Cover, Floats, Index, Poll, Progress, Vectors
from curation.analysis.team import Team
from curation.errors import Cancelled

CHOOSING = "choosing diverse prompts"
STOPPED = "Choosing diverse prompts was stopped"
_CANDIDATES = 512


def farthest_first(
    vectors: Vectors,
    size: int,
    first: int,
    team: Team,
    *,
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> tuple[Index, Cover]:
    """Choose ``size`` vectors, each the farthest from those before it; of equally far ones the first row.

    Args:
        vectors: float32 [n, d], unit rows.
        size: How many, at most n.
        first: The row to begin with.
        team: Who compares.
        progress: Called with (what, chosen, size).
        cancelled: Asked once a round.

    Returns:
        Rows in the order they were chosen, and how they cover all.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    cover = Cover(vectors, team)
    order = np.empty(size, np.int64)
    near = np.full(len(vectors), np.inf, np.float32)
    near[first], done = -2, 0
    while done < size:
        if cancelled is not None and cancelled():
            raise Cancelled(STOPPED, next="Start it again to begin anew")
        picks = _round(vectors, near, size - done)
        order[done : done + len(picks)] = picks
        done += len(picks)
        cover.add(picks)
        near = cover.cosine.copy()
        near[order[:done]] = np.inf
        if progress is not None:
            progress(CHOOSING, done, size)
    return order, cover


def _round(vectors: Vectors, near: Floats, most: int) -> Index:
    """The next vectors, as far as distances among the farthest candidates decide them."""
    candidates, outside = _farthest(near)
    among = vectors[candidates] @ vectors[candidates].T
    here = near[candidates]
    picks: list[int] = []
    while len(picks) < most:
        at = int(here.argmin())
        if picks and here[at] >= outside:
            break
        picks.append(int(candidates[at]))
        np.maximum(here, among[at], out=here)
        here[at] = np.inf
    return np.array(picks, np.int64)


def _farthest(near: Floats) -> tuple[Index, float]:
    """The rows with the lowest cosines, ascending, the very lowest among them; the lowest of the others."""
    if len(near) <= _CANDIDATES:
        return np.arange(len(near)), float("inf")
    places = np.argpartition(near, _CANDIDATES)
    first = near.argmin()
    # Of equal cosines argpartition leaves out any; the first row of the lowest must be there.
    chosen = np.union1d(places[:_CANDIDATES], first)
    return chosen[near[chosen] < np.inf], float(near[places[_CANDIDATES]])
