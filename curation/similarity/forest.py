"""Whatever hangs together: ranked nodes joined along edges, the best edge first, as a forest.

Nodes are numbered by rank, 0 the highest. Where two sets of nodes join, the lower of their highest
nodes goes under the other. Since the best edges join first, one forest tells the sets at any threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curation.similarity.greedy import Foes, Places
from curation.similarity.neighbours import Floats, Index, Mask

# Stands for infinity, which is no weight; similarities end at 1.
_ALWAYS = np.float32(4)


@dataclass(frozen=True)
class Forest:
    """Which node went under which, and at what threshold.

    Attributes:
        under: int64 [nodes], the node that each went under; itself where it went under none.
        until: float32 [nodes], the highest threshold at which it is under; minus infinity where at none.
        reach: float32 [nodes], the highest threshold at which it is joined to any.
    """

    under: Places
    until: Floats
    reach: Floats

    def tops(self, threshold: float) -> Places:
        """int64 [nodes]: the highest node of each one's set at a threshold."""
        low = np.flatnonzero(self.until >= np.float32(threshold))
        top = np.arange(len(self.under))
        top[low] = self.under[low]
        while len(low):
            now = top[low]
            up = top[now]
            moved = np.flatnonzero(up != now)
            low = low[moved]
            top[low] = up[moved]
        return top


def forest(high: Places, low: Places, strength: Floats, nodes: int) -> Forest:
    """Join nodes along edges.

    Args:
        high: int64 [m], the higher node of each edge, of which no two join the same nodes.
        low: int64 [m], the lower one.
        strength: float32 [m], the highest threshold at which each joins: above 0, and infinite for any.
        nodes: How many nodes there are.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    # Weights are negative and never 0, which a sparse graph would take for no edge.
    weight = -np.minimum(strength, _ALWAYS).astype(np.float64)
    graph = coo_array((weight, (low, high)), shape=(nodes, nodes))
    tree = coo_array(minimum_spanning_tree(graph.tocsr()))
    best = np.argsort(tree.data)
    u, v, value = tree.row[best], tree.col[best], -tree.data[best].astype(np.float32)
    value[value == _ALWAYS] = np.inf
    under = np.arange(nodes)
    until, reach = np.full((2, nodes), -np.inf, np.float32)
    np.maximum.at(reach, u, value)
    np.maximum.at(reach, v, value)
    degree = np.bincount(u, minlength=nodes) + np.bincount(v, minlength=nodes)
    alone = (degree[u] == 1) & (degree[v] == 1)
    low, top = np.maximum(u, v)[alone], np.minimum(u, v)[alone]
    under[low], until[low] = top, value[alone]
    low, top = _joined(u[~alone], v[~alone], nodes)
    under[low], until[low] = top, value[~alone]
    return Forest(under, until, reach)


def _joined(u: Index, v: Index, nodes: int) -> tuple[Places, Places]:
    """For each edge of a forest in turn: the top node that goes under, and the one it goes under."""
    top = list(range(nodes))
    lows, highs = [], []
    for one, other in zip(u.tolist(), v.tolist(), strict=True):
        a, b = _top(top, one), _top(top, other)
        low, high = (a, b) if a > b else (b, a)
        top[low] = high
        lows.append(low)
        highs.append(high)
    return np.array(lows, np.int64), np.array(highs, np.int64)


def _top(top: list[int], node: int) -> int:
    """The highest node of a set; the way there is halved for the next who goes it."""
    while (up := top[node]) != node:
        top[node] = node = top[up]
    return node


def tops_unless(high: Places, low: Places, stays: Mask, foes: Foes) -> Places:
    """The highest node of each one's set, where some sets refuse to be one.

    Args:
        high: int64 [m], the higher node of each edge, the best edge first.
        low: int64 [m], the lower one.
        stays: bool [nodes], nodes of which no two share a set.
        foes: Node → the nodes that never share a set with it, both ways.
    """
    top = list(range(len(stays)))
    # What binds a set is kept at its highest node, where anything does.
    bound = {node: _Bound(bool(stays[node]), {node}, set(foes.get(node, ()))) for node in foes}
    bound |= {node: bound.get(node, _Bound(True, set(), set())) for node in np.flatnonzero(stays).tolist()}
    for one_end, other_end in zip(high.tolist(), low.tolist(), strict=True):
        a, b = _top(top, one_end), _top(top, other_end)
        if a == b:
            continue
        one, other = (a, b) if a < b else (b, a)
        if other in bound:
            if one in bound and bound[one].refuses(bound[other]):
                continue
            bound[one] = bound[other] | bound[one] if one in bound else bound[other]
        top[other] = one
    tops = np.array(top, np.int64)
    while (tops != tops[tops]).any():
        tops = tops[tops]
    return tops


@dataclass(frozen=True)
class _Bound:
    """What a set may not be joined to.

    Attributes:
        stays: It holds a node that stays, of which no set holds two.
        wary: Its nodes that have foes.
        foes: Theirs.
    """

    stays: bool
    wary: set[int]
    foes: set[int]

    def refuses(self, other: _Bound) -> bool:
        return (self.stays and other.stays) or not self.foes.isdisjoint(other.wary)

    def __or__(self, other: _Bound) -> _Bound:
        return _Bound(self.stays or other.stays, self.wary | other.wary, self.foes | other.foes)
