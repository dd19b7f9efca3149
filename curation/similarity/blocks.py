"""Blocks: prompts that count as one while decisions are minded, and the groups they make.

A block holds prompts that the curator put together, or prompts of equal text that no decision tells
apart. Two blocks that are apart, or that both hold a prompt that stays, never share a group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from curation.similarity.decisions import Decisions
from curation.similarity.neighbours import Index, Neighbours


@dataclass(eq=False)
class Block:
    """Prompts that count as one.

    Attributes:
        prompts: Their positions, the highest-ranked first.
        classes: The classes of equal texts they are of.
        stays: Whether it holds a prompt that is never removed.
        foes: The blocks it may share no group with.
        rank: Its place among all blocks, 0 the highest.
    """

    prompts: list[int]
    classes: set[int]
    stays: bool
    foes: set[Block] = field(default_factory=set)
    rank: int = 0

    @property
    def top(self) -> int:
        """The prompt that is kept where the block is."""
        return self.prompts[0]


@dataclass(frozen=True)
class Blocks:
    """The blocks of some prompts.

    Attributes:
        all: The blocks, highest rank first.
        classes: int32 [n], the class of equal texts of each prompt, named by its centre.
        within: Class → its blocks.
    """

    all: list[Block]
    classes: Index
    within: dict[int, list[Block]]

    @classmethod
    def of(
        cls,
        neighbours: Neighbours,
        priority: npt.ArrayLike,
        members: npt.NDArray[np.int64],
        decisions: Decisions,
    ) -> Blocks:
        """Blocks of the prompts at ``members``."""
        worth = np.nan_to_num(np.asarray(priority, np.float64), nan=-np.inf)
        staying = np.isin(members, list(decisions.stay))
        order = np.lexsort((members, neighbours.keys[members], -worth[members], ~staying))
        ranked = members[order].tolist()
        owner = {prompt: block for block, group in enumerate(decisions.blocks) for prompt in group}
        alone = set(decisions.prompts.tolist()) - owner.keys()
        classes = neighbours.equals
        made: dict[tuple[str, int], Block] = {}
        block_of: dict[int, Block] = {}
        for prompt in ranked:
            name = ("prompt", prompt) if prompt in alone else ("class", int(classes[prompt]))
            name = ("block", owner[prompt]) if prompt in owner else name
            block = made.setdefault(name, Block([], set(), False, rank=len(made)))
            block.prompts.append(prompt)
            block.classes.add(int(classes[prompt]))
            block.stays |= prompt in decisions.stay
            block_of[prompt] = block
        for a, b in decisions.apart:
            if a in block_of and b in block_of:
                block_of[a].foes.add(block_of[b])
                block_of[b].foes.add(block_of[a])
        within: dict[int, list[Block]] = {}
        for block in made.values():
            for class_ in block.classes:
                within.setdefault(class_, []).append(block)
        return cls(list(made.values()), classes, within)

    def leaders(self, near: dict[int, list[int]]) -> Iterable[list[Block]]:
        """Each block not yet taken is kept and takes the blocks near it, highest rank first."""
        free = {class_: dict.fromkeys(blocks) for class_, blocks in self.within.items()}
        taken: set[Block] = set()

        def take(block: Block) -> None:
            taken.add(block)
            for class_ in block.classes:
                free[class_].pop(block, None)

        for block in self.all:
            if block.stays:
                take(block)
        for leader in self.all:
            if leader in taken and not leader.stays:
                continue
            take(leader)
            group, foes = [leader], set(leader.foes)
            around = {place for class_ in leader.classes for place in (class_, *near.get(class_, ()))}
            found = {block for place in around for block in free.get(place, ())}
            for block in sorted(found, key=lambda block: block.rank):
                if block not in foes:
                    take(block)
                    group.append(block)
                    foes |= block.foes
            yield group

    def components(
        self, near: dict[int, list[int]], strength: dict[tuple[int, int], float]
    ) -> Iterable[list[Block]]:
        """Blocks joined along edges, the nearest first, wherever no decision forbids it."""
        group_of = {block: [block] for block in self.all}
        foes = {id(group): set(block.foes) for block, group in group_of.items()}
        for one, other in self._pairs(near, strength):
            first, second = group_of[one], group_of[other]
            both_stay = any(block.stays for block in first) and any(block.stays for block in second)
            if first is second or both_stay or not foes[id(first)].isdisjoint(second):
                continue
            if len(first) < len(second):
                first, second = second, first
            first.extend(second)
            foes[id(first)] |= foes[id(second)]
            group_of.update(dict.fromkeys(second, first))
        return {id(group): group for group in group_of.values()}.values()

    def _pairs(
        self, near: dict[int, list[int]], strength: dict[tuple[int, int], float]
    ) -> list[tuple[Block, Block]]:
        """Pairs of blocks that an edge or an equal text joins, the nearest first, not two that stay."""
        joined: dict[tuple[int, int], float] = {}
        for class_, blocks in self.within.items():
            for place, value in ((class_, 1.0), *((p, strength[class_, p]) for p in near.get(class_, ()))):
                for one in blocks:
                    for other in self.within.get(place, ()):
                        if one.rank < other.rank and not (one.stays and other.stays):
                            pair = (one.rank, other.rank)
                            joined[pair] = max(joined.get(pair, 0.0), value)
        order = sorted(joined, key=lambda pair: (-joined[pair], pair))
        return [(self.all[one], self.all[other]) for one, other in order]
