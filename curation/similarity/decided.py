"""Grouping where a curator's decisions bear on it.

Only the prompts that hang together with a decided one are grouped here; all others are left to the
``Solver``. ``leader`` and ``connected`` mean what they mean there, with blocks in the place of
prompts: where two of them may not share a group, ``leader`` lets the lower one look for another
keeper, and ``connected``, which joins the nearest first, leaves out the join.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from curation.similarity.blocks import SHARED, Blocks, Joins
from curation.similarity.decisions import Decisions
from curation.similarity.forest import tops_unless
from curation.similarity.greedy import Places, taking
from curation.similarity.neighbours import Floats, Mask, Neighbours
from curation.similarity.solver import DECIDED, EQUAL_TEXT, NO_EDGE, Removals, Solver, checked


class DecidedSolver:
    """What ``Solver`` is, with decisions.

    Args:
        neighbours: The graph.
        strength: float32 [m], see ``strengths``.
        priority: float [n]; NaN counts as lowest.
        alive: bool [n]; a dead prompt is neither kept nor removed.
        decisions: The decisions.
    """

    def __init__(
        self,
        neighbours: Neighbours,
        strength: Floats,
        priority: npt.ArrayLike,
        alive: Mask | None,
        decisions: Decisions,
    ) -> None:
        living = np.ones(neighbours.prompts, bool) if alive is None else alive
        touched = _touched(neighbours, strength, decisions)
        self._others = Solver(neighbours, strength, priority, living & ~touched)
        self._neighbours = neighbours
        self._edges = np.flatnonzero(touched[neighbours.a] & ~neighbours.equal)
        self._blocks = Blocks.of(neighbours, priority, np.flatnonzero(touched & living), decisions)
        self._joins = Joins.of(self._blocks, neighbours, self._edges)
        shared = self._joins.edges == SHARED
        self._near = np.where(shared, np.float32(1), neighbours.similarity[self._joins.edges])
        self._strength = np.where(shared, np.float32(np.inf), strength[self._joins.edges])

    def solve(self, threshold: float, grouping: str) -> Removals:
        """Group along the edges that join at a threshold."""
        checked(grouping)
        rest = self._others.solve(threshold, grouping)
        leader = self._leaders(threshold) if grouping == "leader" else self._components(threshold)
        blocks = self._blocks
        kept = blocks.top[leader[blocks.block]]
        gone = np.flatnonzero(kept != blocks.prompts)
        links = self._links(blocks.prompts[gone], blocks.block[gone], kept[gone], leader[blocks.block[gone]])
        low = np.concatenate([rest.prompts, blocks.prompts[gone].astype(np.int32)])
        high = np.concatenate([rest.keepers, kept[gone].astype(np.int32)])
        edge = np.concatenate([rest.edges, links])
        order = np.argsort(low)
        return Removals(low[order], high[order], edge[order])

    def count(self, threshold: float, grouping: str) -> tuple[int, int]:
        """How many prompts go at a threshold, and how many groups there are."""
        found = self.solve(threshold, grouping)
        return len(found.prompts), len(np.unique(found.keepers))

    def _leaders(self, threshold: float) -> Places:
        """The block that each block goes to, itself where it is kept."""
        use = np.flatnonzero(self._strength >= np.float32(threshold))
        high, low = self._joins.high[use], self._joins.low[use]
        at = taking(high, low, len(self._blocks), self._blocks.foes)
        leader = np.arange(len(self._blocks))
        leader[low[at]] = high[at]
        return leader

    def _components(self, threshold: float) -> Places:
        """The highest block of what each block hangs together with."""
        order = self._nearest_first
        use = order[self._strength[order] >= np.float32(threshold)]
        joins, blocks = self._joins, self._blocks
        return tops_unless(joins.high[use], joins.low[use], blocks.stays, blocks.foes)

    @cached_property
    def _nearest_first(self) -> Places:
        return np.lexsort((self._joins.low, self._joins.high, -self._near))

    def _links(self, prompts: Places, blocks: Places, kept: Places, leaders: Places) -> Places:
        """What joins removed prompts to the kept ones: their own edge, else that of a text they count as."""
        classes, size = self._neighbours.equals, len(self._blocks)
        mine, theirs = classes[prompts], classes[kept]
        apart = leaders * size + blocks
        link = _looked_up(*self._best, apart, NO_EDGE)
        shared = self._joins.edges == SHARED
        codes = self._joins.high[shared] * size + self._joins.low[shared]
        link[np.isin(apart, codes)] = DECIDED
        own = _looked_up(*self._own, _codes(mine, theirs, len(classes)), NO_EDGE)
        link = np.where(own != NO_EDGE, own, link)
        link[blocks == leaders] = DECIDED
        link[mine == theirs] = EQUAL_TEXT
        return link

    @cached_property
    def _best(self) -> tuple[Places, Places]:
        """Pairs of blocks as ascending numbers, and the nearest edge of each, the first of equals."""
        joins = self._joins
        at = np.flatnonzero(joins.edges != SHARED)
        at = at[np.lexsort((joins.edges[at], -self._near[at], joins.low[at], joins.high[at]))]
        codes, first = np.unique(joins.high[at] * len(self._blocks) + joins.low[at], return_index=True)
        return codes, joins.edges[at[first]]

    @cached_property
    def _own(self) -> tuple[Places, Places]:
        """Pairs of classes that an edge joins, as ascending numbers, and the edges."""
        a, b = self._neighbours.a[self._edges], self._neighbours.b[self._edges]
        codes = _codes(a, b, self._neighbours.prompts)
        order = np.argsort(codes)
        return codes[order], self._edges[order]


def _codes(a: npt.NDArray[np.integer], b: npt.NDArray[np.integer], n: int) -> Places:
    """Unordered pairs as numbers."""
    return np.asarray(np.minimum(a, b).astype(np.int64) * n + np.maximum(a, b), np.int64)


def _looked_up(codes: Places, values: Places, wanted: Places, missing: int) -> Places:
    """The value of each code wanted, ``missing`` where there is none."""
    if not len(codes):
        return np.full(len(wanted), missing)
    at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    return np.asarray(np.where(codes[at] == wanted, values[at], missing), np.int64)


def _touched(neighbours: Neighbours, strength: Floats, decisions: Decisions) -> Mask:
    """The prompts that hang together with a decided one, as bool [n]."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = neighbours.prompts
    use = (strength > -np.inf) | neighbours.equal
    same = [(block[0], other) for block in decisions.blocks for other in block[1:]]
    pairs = np.array(same, np.int32).reshape(-1, 2)
    a, b = np.concatenate([neighbours.a[use], pairs[:, 0]]), np.concatenate([neighbours.b[use], pairs[:, 1]])
    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    wanted = np.zeros(count, bool)
    wanted[label[decisions.prompts]] = True
    return np.asarray(wanted[label])
