"""Facility location over near neighbours alone, which leaves most of an n × n matrix unread.

A chosen vector serves those near it. Where ``size`` of n are chosen, each client is served by one of its
few times n / size nearest, so gains from farther ones are left out (Lindgren, Wu and Dimakis 2016), and
what is left is held as one list a client. Each step takes the largest gain; a gain is weighed again only
where it may be the largest (Minoux 1978), since it can only fall.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from curation.analysis.diversity.centres import CHOOSING, STOPPED
from curation.analysis.diversity.cover import Floats, Index, Poll, Progress, Vectors
from curation.analysis.team import Team
from curation.errors import Cancelled

# A client's list is so many times as long as it would have to be, were all chosen evenly spread.
NEAR = 3
_CELLS = 1 << 23
_SAMPLED = 4_000
# Two that would cover each other gain the same; rounding must not say which comes first.
_PLACES = 4
_COPY = np.float32(1e-3)


def entries(n: int, size: int, clients: int) -> int:
    """How many entries all lists have."""
    return clients * min(n, NEAR * -(-n // size))


@dataclass(frozen=True, eq=False)
class NearLists:
    """Which clients each vector is near, vector by vector.

    Attributes:
        starts: int64 [n + 1], where each vector's entries begin.
        client: int32 [entries].
        above: float32 [entries], by how much the cosine is above that at the end of the client's list.
        clients: How many clients there are.
    """

    starts: Index
    client: np.ndarray
    above: Floats
    clients: int

    def gain(self, vector: int, near: Floats) -> float:
        """By how much it would raise the sum of cosines to the nearest chosen one."""
        some = slice(self.starts[vector], self.starts[vector + 1])
        more = self.above[some] - near[self.client[some]]
        return round(float(more[more > 0].sum(dtype=np.float64)), _PLACES)

    def choose(self, vector: int, near: Floats) -> None:
        """Let it serve the clients that it is nearest to."""
        some = slice(self.starts[vector], self.starts[vector + 1])
        served = self.client[some]
        near[served] = np.maximum(near[served], self.above[some])


def near_lists(
    vectors: Vectors, clients: Index, size: int, team: Team, *, cancelled: Poll | None = None
) -> NearLists:
    """The lists of some clients, exact but for their length, which differs a little between clients.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    n = len(vectors)
    most, share = NEAR * -(-n // size), min(1.0, NEAR / size)
    step = max(1, n // _SAMPLED)

    def block(part: slice) -> tuple[Index, Index, Floats]:
        if cancelled is not None and cancelled():
            raise Cancelled(STOPPED, next="Start it again to begin anew")
        scores = vectors[clients[part]] @ vectors.T
        # Where a list ends is read from some columns: ranking all of them takes ten times as long.
        some = scores[:, ::step]
        rank = min(int((1 - share) * some.shape[1]), some.shape[1] - 1)
        end = np.partition(some, rank, axis=1)[:, rank] if share < 1 else np.full(len(scores), -1, np.float32)
        inside = scores > end[:, None]
        # Too many copies of one vector: the first ones stand for all.
        for row in np.flatnonzero(~inside.any(axis=1)).tolist():
            inside[row, np.flatnonzero(scores[row] >= end[row])[:most]] = True
        at = np.flatnonzero(inside)
        rows, columns = at // n, at % n
        return rows + part.start, columns, np.maximum(scores.reshape(-1)[at] - end[rows], _COPY)

    found = team.over(len(clients), max(1, min(256, _CELLS // max(n, 1))), block)
    client, vector, above = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.argsort(vector, kind="stable")
    starts = np.r_[0, np.cumsum(np.bincount(vector, minlength=n))]
    return NearLists(starts, client[order].astype(np.int32), above[order], len(clients))


def best_of_lists(
    lists: NearLists, size: int, *, progress: Progress | None = None, cancelled: Poll | None = None
) -> Index:
    """Choose ``size`` vectors greedily; of equal gains the first row.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    near = np.zeros(lists.clients, np.float32)
    begun = np.add.reduceat(np.r_[lists.above, 0].astype(np.float64), lists.starts[:-1])
    begun[np.diff(lists.starts) == 0] = 0
    # Bounds only: each is weighed before it is taken.
    queue = [(-gain - 1, row) for row, gain in enumerate(begun.tolist())]
    heapq.heapify(queue)
    order = np.empty(size, np.int64)
    for done in range(size):
        if cancelled is not None and cancelled():
            raise Cancelled(STOPPED, next="Start it again to begin anew")
        order[done] = _take(lists, near, queue)
        lists.choose(int(order[done]), near)
        if progress is not None:
            progress(CHOOSING, done + 1, size)
    return order


def _take(lists: NearLists, near: Floats, queue: list[tuple[float, int]]) -> int:
    """The row of the largest gain, out of the queue."""
    while True:
        _, row = heapq.heappop(queue)
        gain = lists.gain(row, near)
        if not queue or (-gain, row) <= queue[0]:
            return row
        heapq.heappush(queue, (-gain, row))
