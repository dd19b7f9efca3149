"""Who is kept and who goes at any threshold: the solver behind ``groups``.

Equal texts are one node (their best living member); an edge runs between two such nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from curation.similarity.forest import Forest, forest
from curation.similarity.greedy import Places, taking
from curation.similarity.neighbours import Floats, Index, Mask, Neighbours

GROUPINGS = ("leader", "connected")
NO_EDGE, EQUAL_TEXT, DECIDED = -1, -2, -3


@dataclass(frozen=True)
class Removals:
    """Who goes in whose place.

    Attributes:
        prompts: int32 [r], ascending.
        keepers: int32 [r], never themselves removed.
        edges: int64 [r], position of the edge between the two (or the texts they equal); ``NO_EDGE``,
            ``EQUAL_TEXT`` or ``DECIDED`` where there is none.
    """

    prompts: Index
    keepers: Index
    edges: Places


def checked(grouping: str) -> None:
    """See that there is such a grouping.

    Raises:
        ValueError: There is none.
    """
    if grouping not in GROUPINGS:
        raise ValueError(f"grouping must be one of {GROUPINGS}, not {grouping!r}")


def strengths(neighbours: Neighbours, lookalikes: bool) -> Floats:
    """The highest threshold at which each edge joins, float32 [m].

    Infinite where it joins at any, minus infinity where it joins at none.
    """
    reach = np.where(neighbours.within(np.inf), np.float32(np.inf), neighbours.similarity)
    return reach if lookalikes else np.where(neighbours.is_lookalike, np.float32(-np.inf), reach)


class Solver:
    """What does not depend on the threshold: equal texts as one, and who outranks whom.

    Rank is priority, then content key, then (only between equal contents) position.

    Args:
        neighbours: The graph.
        strength: float32 [m], see ``strengths``.
        priority: float [n]; NaN counts as lowest.
        alive: bool [n]; a dead prompt is neither kept nor removed.
    """

    def __init__(
        self, neighbours: Neighbours, strength: Floats, priority: npt.ArrayLike, alive: Mask | None
    ) -> None:
        self._n = neighbours.prompts
        self._keys = neighbours.keys
        self._priority = np.nan_to_num(np.asarray(priority, np.float64), nan=-np.inf)
        best = np.arange(self._n, dtype=np.int32)
        star = neighbours.equal
        self._gone, self._gone_to = best[:0], best[:0]
        dead = np.zeros(self._n, bool) if alive is None else ~alive
        if star.any():
            centre = neighbours.equals
            ends = np.concatenate([neighbours.a[star], neighbours.b[star]])
            inside = np.zeros(self._n, bool)
            inside[ends] = True
            members = np.flatnonzero(inside & ~dead).astype(np.int32)
            best = self._best(centre, members)
            losers = members[best[members] != members]
            self._gone, self._gone_to = losers, best[losers]
            dead = dead | (inside & (best == -1))
        rest = np.flatnonzero(~star)
        u, v = best[neighbours.a[rest]], best[neighbours.b[rest]]
        lives = (u >= 0) & (v >= 0)
        lives[lives] = ~(dead[u[lives]] | dead[v[lives]])
        self._rank_nodes(u[lives], v[lives], rest[lives], strength)

    def _rank_nodes(self, u: Index, v: Index, rest: Places, strength: Floats) -> None:
        """Number the nodes that have edges by rank, sort the edges by their lower node's position."""
        touched = np.zeros(self._n, bool)
        touched[u] = touched[v] = True
        nodes = np.flatnonzero(touched).astype(np.int32)
        by_rank = np.lexsort((self._keys[nodes], -self._priority[nodes]))
        rank = np.full(self._n, -1, np.int64)
        rank[nodes[by_rank]] = np.arange(len(nodes))
        self._nodes, self._order = nodes[by_rank], rank[nodes]
        one, other = rank[u], rank[v]
        high, low = np.minimum(one, other), np.maximum(one, other)
        order = np.argsort(by_rank[low] * len(nodes) + high)
        self._high, self._low, self._rest = high[order], low[order], rest[order]
        self._strength = strength[self._rest]
        owners = rank[np.unique(self._gone_to)]
        self._several = np.zeros(len(nodes), bool)
        self._several[owners[owners >= 0]] = True
        self._lonely = int((owners < 0).sum())

    def _best(self, centre: Index, members: Index) -> Index:
        """int32 [n]: the best living member of each prompt's class; -1 where the class is dead."""
        best = np.arange(self._n, dtype=np.int32)
        classed = np.zeros(self._n, bool)
        classed[centre[centre != best]] = True
        of_class = classed[centre]
        best[of_class] = self._top(centre[members], members, self._n)[centre[of_class]]
        return best

    def _top(self, owner: npt.NDArray[np.integer], members: Index, owners: int) -> Index:
        """int32 [owners]: the highest-ranked of the members of each owner; -1 for one without."""
        highest = np.full(owners, -np.inf)
        np.maximum.at(highest, owner, self._priority[members])
        tied = self._priority[members] == highest[owner]
        owner, members = owner[tied], members[tied]
        key = np.full(owners, np.iinfo(np.uint64).max, np.uint64)
        np.minimum.at(key, owner, self._keys[members])
        tied = self._keys[members] == key[owner]
        owner, members = owner[tied], members[tied]
        top = np.full(owners, self._n, np.int32)
        np.minimum.at(top, owner, members)
        top[top == self._n] = -1
        return top

    def solve(self, threshold: float, grouping: str) -> Removals:
        """Group along the edges that join at a threshold."""
        checked(grouping)
        low, high, edge = (self._leaders if grouping == "leader" else self._components)(threshold)
        prompts, keepers = self._nodes[low], self._nodes[high]
        if not len(self._gone):
            return Removals(prompts, keepers, edge)
        # Whoever lost to an equal text goes where that one goes.
        place = np.minimum(np.searchsorted(prompts, self._gone_to), max(len(prompts) - 1, 0))
        keeper, link = self._gone_to, np.full(len(self._gone), EQUAL_TEXT, np.int64)
        if len(prompts):
            went = prompts[place] == self._gone_to
            keeper = np.where(went, keepers[place], keeper)
            link[went] = edge[place[went]]
        keepers = np.concatenate([keepers, keeper])
        prompts, edge = np.concatenate([prompts, self._gone]), np.concatenate([edge, link])
        # Two ascending runs: a stable sort merges them.
        order = np.argsort(prompts, kind="stable")
        return Removals(prompts[order], keepers[order], edge[order])

    def count(self, threshold: float, grouping: str) -> tuple[int, int]:
        """How many prompts go at a threshold, and how many groups there are."""
        checked(grouping)
        cut = np.float32(threshold)
        if grouping == "connected":
            joined = self._forest
            gone = int((joined.until >= cut).sum())
            # Each set is its nodes less the joins that made it one.
            groups = int(((joined.reach >= cut) | self._several).sum()) - gone
        else:
            low, high, _ = self._leaders(threshold)
            gone, keep = len(low), self._several.copy()
            keep[low], keep[high] = False, True
            groups = int(keep.sum())
        return gone + len(self._gone), groups + self._lonely

    def _leaders(self, threshold: float) -> tuple[Places, Places, Places]:
        use = np.flatnonzero(self._strength >= np.float32(threshold))
        high, low = self._high[use], self._low[use]
        at = taking(high, low, len(self._nodes))
        return low[at], high[at], self._rest[use[at]]

    def _components(self, threshold: float) -> tuple[Places, Places, Places]:
        top = self._forest.tops(threshold)
        low = self._order[top[self._order] != self._order]
        direct = np.flatnonzero(top[self._low] == self._high)
        link = np.full(len(self._nodes), NO_EDGE, np.int64)
        link[self._low[direct]] = self._rest[direct]
        return low, top[low], link[low]

    @cached_property
    def _forest(self) -> Forest:
        some = np.flatnonzero(self._strength > -np.inf)
        return forest(self._high[some], self._low[some], self._strength[some], len(self._nodes))
