"""Facility location: vectors that lower the mean distance of all to their nearest chosen one the most.

Greedy choice reaches 1 − 1/e of the best possible gain (Nemhauser, Wolsey and Fisher 1978). Up to
``EXACT`` vectors each step weighs all of them, those first whose gain was largest when last weighed, and
stops where no other can be better (Minoux 1978). Beyond, only gains among near neighbours are weighed, as
``near_lists`` has it. Where few are chosen these lists would be too long; then a step weighs a random
draw, large enough to reach 1 − 1/e − ε in expectation (Mirzasoleiman and others 2015), in the same lazy
way. The mean is taken over some vectors, drawn at random: ``CLIENTS`` where a thousand are chosen.
It goes for what is common: the middle of each dense region is chosen early.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from curation.analysis.diversity.centres import CHOOSING, STOPPED
from curation.analysis.diversity.cover import Floats, Index, Poll, Progress, Vectors
from curation.analysis.diversity.near_lists import best_of_lists, entries, near_lists
from curation.analysis.team import Team
from curation.errors import Cancelled

EXACT = 5_000
CLIENTS = 10_000
FEW_CLIENTS = 2_000
# Of so many clients for each that is chosen, the mean tells little less than of all.
EACH, LEAST_EACH = 20, 4
MOST_ENTRIES = 16_000_000
EPSILON = 0.05
_AT_ONCE = 64
_ROWS = 2_048
# Two that would cover each other gain the same; rounding must not say which comes first.
_PLACES = 4


def best_covering(
    vectors: Vectors,
    size: int,
    seed: int,
    team: Team,
    *,
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Index:
    """Choose ``size`` vectors greedily; of equal gains the first row.

    Args:
        vectors: float32 [n, d], unit rows.
        size: How many, at most n.
        seed: Decides what is drawn.
        team: Who compares.
        progress: Called with (what, chosen, size).
        cancelled: Asked now and then.

    Returns:
        Rows in the order they were chosen.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    rng = np.random.default_rng(seed)
    n = len(vectors)
    drawn = _clients(n, size, rng)
    if n > EXACT and entries(n, size, len(drawn)) <= MOST_ENTRIES:
        lists = near_lists(vectors, drawn, size, team, cancelled=cancelled)
        return best_of_lists(lists, size, progress=progress, cancelled=cancelled)
    clients = vectors[drawn]
    draw = n if n <= EXACT else math.ceil(n / size * math.log(1 / EPSILON))
    search = _Search(vectors, clients, team)
    left = np.arange(n)
    order = np.empty(size, np.int64)
    for done in range(size):
        if cancelled is not None and cancelled():
            raise Cancelled(STOPPED, next="Start it again to begin anew")
        some = left if draw >= len(left) else left[np.sort(rng.choice(len(left), draw, replace=False))]
        order[done] = search.take_best(some)
        left = left[left != order[done]]
        if progress is not None:
            progress(CHOOSING, done + 1, size)
    return order


def _clients(n: int, size: int, rng: np.random.Generator) -> Index:
    """Those that the mean is taken over, ascending: all of few."""
    many = max(FEW_CLIENTS, min(EACH * size, CLIENTS), LEAST_EACH * size)
    return np.arange(n) if n <= max(EXACT, many) else np.sort(rng.choice(n, many, replace=False))


class _Search:
    """The gain of each vector when last weighed, which it can only fall below as more are chosen."""

    def __init__(self, vectors: Vectors, clients: Vectors, team: Team) -> None:
        self._vectors = vectors
        self._team = team
        self._clients = clients
        self._near: Floats = np.full(len(clients), -1, np.float32)
        self._bound = np.full(len(vectors), np.inf)

    def take_best(self, rows: Index) -> int:
        """The row of the largest gain among ``rows`` (ascending), which is chosen."""
        best, gain = -1, -1.0
        ranked = rows[np.argsort(-self._bound[rows], kind="stable")]
        for at in range(0, len(ranked), _AT_ONCE):
            some = ranked[at : at + _AT_ONCE]
            if best >= 0 and self._bound[some[0]] < gain:
                break
            self._bound[some] = self._gains(some)
            top = self._bound[some].max()
            first = int(some[self._bound[some] == top].min())
            if top > gain or (top == gain and first < best):
                best, gain = first, float(top)
        np.maximum(self._near, self._clients @ self._vectors[best], out=self._near)
        return best

    def _gains(self, rows: Index) -> npt.NDArray[np.float64]:
        """How much each row would raise the sum of cosines to the nearest."""
        wanted = self._vectors[rows]

        def block(part: slice) -> npt.NDArray[np.float64]:
            scores = wanted @ self._clients[part].T
            scores -= self._near[part]
            return np.asarray(np.maximum(scores, 0, out=scores).sum(axis=1), np.float64)

        parts = self._team.over(len(self._clients), _ROWS, block)
        return np.asarray(np.sum(parts, axis=0).round(_PLACES), np.float64)
