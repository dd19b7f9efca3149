"""Leaders among ranked nodes: from the highest rank down, each one not yet taken takes those near it.

Nodes are numbered by rank, 0 the highest; an edge runs from the higher node to the lower one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from curation.similarity.neighbours import Mask

Places = npt.NDArray[np.int64]
Foes = dict[int, set[int]]
_ROUNDS = 64


def taking(high: Places, low: Places, nodes: int, foes: Foes | None = None) -> Places:
    """The edges along which nodes are taken, as int64 [r] positions: one for each taken node.

    All at once in rounds: every undecided node without an undecided higher neighbour is kept and takes
    its lower neighbours. That keeps the same nodes as going one by one (the lexicographically first
    maximal independent set) in about log n rounds; a long chain is finished one by one.

    Args:
        high: int64 [m], the higher node of each edge.
        low: int64 [m], the lower one; the edges of each stand together, their higher nodes ascending.
        nodes: How many nodes there are.
        foes: Node → the nodes that never share a group with it, both ways. A node is not taken into a
            group that holds a foe of it already, and looks for the next.

    Returns:
        In the order of the edges, those of nodes with foes after the others.
    """
    gone = np.zeros(nodes, bool)
    wary = _Wary(high, low, nodes, foes or {})
    u, v = (high, low) if not foes else _where(~wary.mask[low], high, low)
    blocked = np.empty(nodes, bool)
    for _ in range(_ROUNDS):
        if not len(u) and not wary.waiting:
            break
        blocked[:] = wary.undecided
        blocked[v] = True
        if wary.waiting:
            wary.decide(blocked, gone)
            u, v = _where(~gone[u], u, v)
        waits = blocked[u]
        gone[v.compress(~waits)] = True
        u, v = _where(waits, u, v)
        u, v = _where(~(gone[u] | gone[v]), u, v)
    _one_by_one(u, v, gone, wary)
    taken = gone[low]
    taken &= ~gone[high]
    if foes:
        taken &= ~wary.mask[low]
    at = np.flatnonzero(taken)
    once = low[at]
    first = np.ones(len(at), bool)
    np.not_equal(once[1:], once[:-1], out=first[1:])
    return np.concatenate([at[first], np.array(list(wary.taken_along.values()), np.int64)])


def _where(mask: Mask, u: Places, v: Places) -> tuple[Places, Places]:
    # Many times as fast as indexing with the mask where few are left.
    at = np.flatnonzero(mask)
    return u[at], v[at]


def _one_by_one(u: Places, v: Places, gone: Mask, wary: _Wary) -> None:
    lower: dict[int, list[int]] = {}
    for a, b in zip(u.tolist(), v.tolist(), strict=True):
        lower.setdefault(a, []).append(b)
    for node in sorted(lower.keys() | wary.waiting.keys()):
        if node in wary.waiting:
            wary.settle(node, gone)
        if not gone[node]:
            gone[lower.get(node, [])] = True


class _Wary:
    """The nodes with foes, few as a rule: each is decided by itself once all that bears on it is.

    Attributes:
        mask: bool [nodes], which ones they are.
        undecided: bool [nodes], those that are undecided.
        waiting: The same, the highest first; only the keys count.
        taken_along: Taken node → position of the edge.
    """

    def __init__(self, high: Places, low: Places, nodes: int, foes: Foes) -> None:
        self.mask = np.zeros(nodes, bool)
        self.mask[list(foes)] = True
        self.undecided = self.mask.copy()
        self.waiting = dict.fromkeys(sorted(foes))
        self.taken_along: dict[int, int] = {}
        self._high = high
        self._foes = foes
        self._edges = {node: np.flatnonzero(low == node) for node in foes}
        self._takers: dict[int, int] = {}

    def decide(self, blocked: Mask, gone: Mask) -> None:
        """Decide those whose higher neighbours and foes are all decided."""
        for node in list(self.waiting):
            near = self._high[self._edges[node]]
            if not blocked[near].any() and not any(blocked[foe] for foe in self._foes[node] if foe < node):
                self.settle(node, gone)
                blocked[node] = False

    def settle(self, node: int, gone: Mask) -> None:
        """Let the highest kept neighbour whose group holds no foe take the node; else it is kept."""
        del self.waiting[node]
        self.undecided[node] = False
        foes = self._foes[node]
        held = {self._takers.get(foe, foe) for foe in foes if foe < node}
        for at in self._edges[node].tolist():
            taker = int(self._high[at])
            if not gone[taker] and taker not in held:
                gone[node] = True
                self._takers[node] = taker
                self.taken_along[node] = at
                return
