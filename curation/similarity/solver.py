"""Who is kept and who goes, given which edges join: the solver behind ``groups``.

Equal texts are one node (their best living member); an edge runs between two such nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.neighbours import Index, Mask, Neighbours

Places = npt.NDArray[np.int64]

GROUPINGS = ("leader", "connected")
NO_EDGE, EQUAL_TEXT, DECIDED = -1, -2, -3
_ROUNDS = 64


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


class Solver:
    """What does not depend on the threshold: equal texts as one, and who outranks whom.

    Rank is priority, then content key, then (only between equal contents) position.

    Args:
        neighbours: The graph.
        priority: float [n]; NaN counts as lowest.
        alive: bool [n]; a dead prompt is neither kept nor removed.
    """

    def __init__(self, neighbours: Neighbours, priority: npt.ArrayLike, alive: Mask | None) -> None:
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
        self._rest = rest[lives]
        u, v = u[lives], v[lives]
        first = self._outranks(u, v)
        self._high, self._low = np.where(first, u, v), np.where(first, v, u)

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

    def _outranks(self, u: Index, v: Index) -> Mask:
        pu, pv, ku, kv = self._priority[u], self._priority[v], self._keys[u], self._keys[v]
        return np.asarray((pu > pv) | ((pu == pv) & ((ku < kv) | ((ku == kv) & (u < v)))))

    def _order(self, nodes: Index) -> npt.NDArray[np.int64]:
        """Positions that sort ``nodes`` from the highest rank to the lowest."""
        return np.lexsort((nodes, self._keys[nodes], -self._priority[nodes]))

    def solve(self, joins: Mask, grouping: str) -> Removals:
        """Group along the edges where ``joins`` (bool [m]) holds."""
        checked(grouping)
        take = self._leaders if grouping == "leader" else self._components
        low, high, edge = take(joins[self._rest])
        if len(self._gone):
            final = np.arange(self._n, dtype=np.int32)
            final[low] = high
            link = np.full(self._n, EQUAL_TEXT, np.int64)
            link[low] = edge
            low, high, edge = (
                np.concatenate([low, self._gone]),
                np.concatenate([high, final[self._gone_to]]),
                np.concatenate([edge, link[self._gone_to]]),
            )
        order = np.argsort(low)
        return Removals(low[order], high[order], edge[order])

    def _leaders(self, use: Mask) -> tuple[Index, Index, Places]:
        """Greedy from the highest rank, all at once in rounds.

        In a round every undecided node without an undecided higher neighbour is kept and removes its
        lower neighbours: the same kept set as one by one (the lexicographically first maximal
        independent set), in about log n rounds; a long chain is finished one by one.
        """
        high, low, edge = self._high[use], self._low[use], self._rest[use]
        gone = np.zeros(self._n, bool)
        kept = np.zeros(self._n, bool)
        u, v = high, low
        for _ in range(_ROUNDS):
            if not len(u):
                break
            blocked = np.zeros(self._n, bool)
            blocked[v] = True
            kept[u[~blocked[u]]] = True
            gone[v[kept[u]]] = True
            undecided = ~(gone[u] | gone[v] | kept[u])
            u, v = u[undecided], v[undecided]
        self._one_by_one(u, v, gone)
        taken = ~gone[high] & gone[low]
        return self._first_taker(high[taken], low[taken], edge[taken])

    def _one_by_one(self, u: Index, v: Index, gone: Mask) -> None:
        if not len(u):
            return
        lower: dict[int, list[int]] = {}
        for a, b in zip(u.tolist(), v.tolist(), strict=True):
            lower.setdefault(a, []).append(b)
        nodes = np.unique(u)
        for node in nodes[self._order(nodes)].tolist():
            if not gone[node]:
                gone[lower[node]] = True

    def _first_taker(self, high: Index, low: Index, edge: Places) -> tuple[Index, Index, Places]:
        """Each removed node once, with its highest-ranked kept neighbour: the one that took it first."""
        count = np.bincount(low, minlength=self._n)
        once = count[low] == 1
        at = np.flatnonzero(~once)
        rivals = high[at]
        at = at[np.lexsort((rivals, self._keys[rivals], -self._priority[rivals], low[at]))]
        best = np.ones(len(at), bool)
        best[1:] = low[at][1:] != low[at][:-1]
        chosen = np.concatenate([np.flatnonzero(once), at[best]])
        return low[chosen], high[chosen], edge[chosen]

    def _components(self, use: Mask) -> tuple[Index, Index, Places]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        high, low = self._high[use], self._low[use]
        touched = np.zeros(self._n, bool)
        touched[high] = touched[low] = True
        nodes = np.flatnonzero(touched).astype(np.int32)
        if not len(nodes):
            return nodes, nodes, self._rest[:0]
        place = np.empty(self._n, np.int32)
        place[nodes] = np.arange(len(nodes), dtype=np.int32)
        ones = np.ones(len(high), np.int8)
        graph = coo_array((ones, (place[high], place[low])), shape=(len(nodes), len(nodes)))
        count, label = connected_components(graph, directed=False)
        keeper = np.full(self._n, -1, np.int32)
        keeper[nodes] = self._top(label, nodes, count)[label]
        link = np.full(self._n, NO_EDGE, np.int64)
        direct = keeper[self._low] == self._high
        link[self._low[direct]] = self._rest[direct]
        removed = nodes[keeper[nodes] != nodes]
        return removed, keeper[removed], link[removed]
