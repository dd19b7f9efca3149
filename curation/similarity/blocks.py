"""Blocks: prompts that count as one while decisions are minded, and how they hang together.

A block holds prompts that the curator put together, or prompts of equal text that no decision tells
apart. Two blocks that are apart, or that both hold a prompt that stays, never share a group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.decisions import Decisions
from curation.similarity.greedy import Foes, Places
from curation.similarity.neighbours import Index, Mask, Neighbours

SHARED = -1


@dataclass(frozen=True)
class Blocks:
    """The blocks of some prompts, numbered by rank, 0 the highest.

    Attributes:
        prompts: int64 [p], the prompts, the highest-ranked first.
        block: int64 [p], the block of each.
        top: int64 [k], the prompt that is kept where a block is.
        stays: bool [k], blocks that hold a prompt that is never removed.
        foes: Block → the blocks it may share no group with.
        classes: int64 [c], classes of equal texts, ascending, one entry for each block of a class.
        within: int64 [c], those blocks.
    """

    prompts: Places
    block: Places
    top: Places
    stays: Mask
    foes: Foes
    classes: Places
    within: Places

    def __len__(self) -> int:
        """How many blocks there are."""
        return len(self.top)

    @classmethod
    def of(
        cls, neighbours: Neighbours, priority: npt.ArrayLike, members: Places, decisions: Decisions
    ) -> Blocks:
        """Blocks of the prompts at ``members``."""
        worth = np.nan_to_num(np.asarray(priority, np.float64), nan=-np.inf)
        staying = np.isin(members, list(decisions.stay))
        order = np.lexsort((members, neighbours.keys[members], -worth[members], ~staying))
        prompts, staying = members[order], staying[order]
        name = _names(neighbours.equals, decisions)[prompts]
        _, first, owner = np.unique(name, return_index=True, return_inverse=True)
        # The first of a block is its best, so blocks rank as their first ones do.
        by_rank = np.argsort(first)
        rank = np.empty(len(first), np.int64)
        rank[by_rank] = np.arange(len(first))
        block = rank[owner]
        stays = np.zeros(len(first), bool)
        stays[block[staying]] = True
        held = np.unique(np.stack([neighbours.equals[prompts], block]), axis=1)
        place = dict(zip(prompts.tolist(), block.tolist(), strict=True))
        foes: Foes = {}
        for a, b in decisions.apart:
            if a in place and b in place:
                foes.setdefault(place[a], set()).add(place[b])
                foes.setdefault(place[b], set()).add(place[a])
        return cls(prompts, block, prompts[first[by_rank]], stays, foes, held[0], held[1])


def _names(classes: Index, decisions: Decisions) -> Places:
    """int64 [n]: prompts of one name count as one."""
    name = classes.astype(np.int64)
    n = len(name)
    # A prompt that a decision names is told apart from those of equal text.
    name[decisions.prompts] = n + decisions.prompts
    for block in decisions.blocks:
        name[list(block)] = n + block[0]
    return name


@dataclass(frozen=True)
class Joins:
    """What joins blocks: edges between their texts, and texts they share. No two that stay are joined.

    Attributes:
        high: int64 [j], the higher block.
        low: int64 [j], the lower one.
        edges: int64 [j], position of the edge; −1 for a text that both hold.
    """

    high: Places
    low: Places
    edges: Places

    @classmethod
    def of(cls, blocks: Blocks, neighbours: Neighbours, edges: Places) -> Joins:
        """Everything that joins blocks along some edges, ordered by the lower block, then the higher."""
        classes, blocks_of = np.unique(blocks.classes, return_counts=True)
        shared = classes[blocks_of > 1]
        one = np.concatenate([neighbours.a[edges], shared])
        other = np.concatenate([neighbours.b[edges], shared])
        a, b, at = _products(blocks, one, other)
        high, low = np.minimum(a, b), np.maximum(a, b)
        apart = (high != low) & ~(blocks.stays[high] & blocks.stays[low])
        high, low, at = high[apart], low[apart], at[apart]
        order = np.lexsort((high, low))
        positions = np.concatenate([edges, np.full(len(shared), SHARED)])
        return cls(high[order], low[order], positions[at[order]])


def _products(blocks: Blocks, one: Places, other: Places) -> tuple[Places, Places, Places]:
    """Each block of class ``one[i]`` with each of class ``other[i]``, and ``i``."""
    first, last = (np.searchsorted(blocks.classes, one, side) for side in ("left", "right"))
    start, end = (np.searchsorted(blocks.classes, other, side) for side in ("left", "right"))
    across = end - start
    many = (last - first) * across
    at = np.repeat(np.arange(len(one)), many)
    inside = np.arange(len(at)) - (np.cumsum(many) - many)[at]
    row, column = inside // across[at], inside % across[at]
    return blocks.within[first[at] + row], blocks.within[start[at] + column], at
