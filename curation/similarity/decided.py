"""Grouping where a curator's decisions bear on it.

Only the prompts that hang together with a decided one are grouped here, one by one; all others are
left to the ``Solver``. ``leader`` and ``connected`` mean what they mean there, with blocks in the
place of prompts: where two of them may not share a group, ``leader`` lets the lower one look for
another keeper, and ``connected``, which joins the nearest first, leaves out the join.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from curation.similarity.blocks import Block, Blocks
from curation.similarity.decisions import Decisions
from curation.similarity.neighbours import Mask, Neighbours
from curation.similarity.solver import DECIDED, EQUAL_TEXT, NO_EDGE, Removals, Solver, checked

Links = dict[tuple[int, int], int]


class DecidedSolver:
    """What ``Solver`` is, with decisions.

    Args:
        neighbours: The graph.
        priority: float [n]; NaN counts as lowest.
        alive: bool [n]; a dead prompt is neither kept nor removed.
        decisions: The decisions.
        widest: bool [m]; every edge that will ever join.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        priority: npt.ArrayLike,
        alive: Mask | None,
        decisions: Decisions,
        widest: Mask,
    ) -> None:
        living = np.ones(neighbours.prompts, bool) if alive is None else alive
        touched = _touched(neighbours, widest, decisions)
        self._others = Solver(neighbours, priority, living & ~touched)
        self._edges = np.flatnonzero(touched[neighbours.a] & ~neighbours.equal)
        self._neighbours = neighbours
        self._blocks = Blocks.of(neighbours, priority, np.flatnonzero(touched & living), decisions)
        self._links: Links = {}
        for at in self._edges.tolist():
            a, b = int(neighbours.a[at]), int(neighbours.b[at])
            self._links[a, b] = self._links[b, a] = at

    def solve(self, joins: Mask, grouping: str) -> Removals:
        """Group along the edges where ``joins`` (bool [m], none beyond ``widest``) holds."""
        checked(grouping)
        rest = self._others.solve(joins, grouping)
        near: dict[int, list[int]] = {}
        for at in self._edges[joins[self._edges]].tolist():
            a, b = int(self._neighbours.a[at]), int(self._neighbours.b[at])
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
        if grouping == "leader":
            groups = self._blocks.leaders(near)
        else:
            strength = {place: float(self._neighbours.similarity[at]) for place, at in self._links.items()}
            groups = self._blocks.components(near, strength)
        gone = np.array([row for group in groups for row in self._removed(group)], np.int64).reshape(-1, 3)
        low = np.concatenate([rest.prompts, gone[:, 0].astype(np.int32)])
        high = np.concatenate([rest.keepers, gone[:, 1].astype(np.int32)])
        edge = np.concatenate([rest.edges, gone[:, 2]])
        order = np.argsort(low)
        return Removals(low[order], high[order], edge[order])

    def _removed(self, group: list[Block]) -> Iterator[tuple[int, int, int]]:
        """Who goes from a group, in whose place, and the edge between the two."""
        leader = min(group, key=lambda block: block.rank)
        kept = leader.top
        for block in group:
            for prompt in block.prompts:
                if prompt != kept:
                    yield prompt, kept, self._link(prompt, block, kept, leader)

    def _link(self, prompt: int, block: Block, kept: int, leader: Block) -> int:
        """What joins a removed prompt to the kept one: its own edge, else that of a text it counts as."""
        classes = self._blocks.classes
        mine, theirs = int(classes[prompt]), int(classes[kept])
        if mine == theirs:
            return EQUAL_TEXT
        if block is leader:
            return DECIDED
        if (mine, theirs) in self._links:
            return self._links[mine, theirs]
        if block.classes & leader.classes:
            return DECIDED
        between = [(x, y) for x in block.classes for y in leader.classes if (x, y) in self._links]
        found = [self._links[place] for place in between]
        return max(found, key=lambda at: (self._neighbours.similarity[at], -at), default=NO_EDGE)


def _touched(neighbours: Neighbours, widest: Mask, decisions: Decisions) -> Mask:
    """The prompts that hang together with a decided one, as bool [n]."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = neighbours.prompts
    use = widest | neighbours.equal
    same = [(block[0], other) for block in decisions.blocks for other in block[1:]]
    pairs = np.array(same, np.int32).reshape(-1, 2)
    a, b = np.concatenate([neighbours.a[use], pairs[:, 0]]), np.concatenate([neighbours.b[use], pairs[:, 1]])
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    wanted = np.zeros(count, bool)
    wanted[label[decisions.prompts]] = True
    return np.asarray(wanted[label])
