"""Grouping with decisions as its definition says, block by block: slow, and what the fast way must equal."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from curation.similarity.decisions import Decisions
from curation.similarity.groups import joining
from curation.similarity.neighbours import Neighbours
from curation.similarity.solver import DECIDED, EQUAL_TEXT, NO_EDGE


@dataclass(eq=False)
class Block:
    """Prompts that count as one, the highest-ranked first."""

    prompts: list[int] = field(default_factory=list)
    classes: set[int] = field(default_factory=set)
    stays: bool = False
    foes: set[Block] = field(default_factory=set)
    rank: int = 0


def removals(
    neighbours: Neighbours,
    threshold: float,
    priority,
    alive,
    decisions: Decisions,
    grouping: str,
    lookalikes: bool,
) -> dict[int, tuple[int, int]]:
    """Removed prompt → the kept one, and the position of the edge between them."""
    blocks, within = _blocks(neighbours, priority, np.flatnonzero(alive), decisions)
    links: dict[tuple[int, int], int] = {}
    near: dict[int, list[int]] = {}
    joins = joining(neighbours, threshold, lookalikes)
    for at in np.flatnonzero(~neighbours.equal).tolist():
        a, b = int(neighbours.a[at]), int(neighbours.b[at])
        links[a, b] = links[b, a] = at
        if joins[at]:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    if grouping == "leader":
        groups = _leaders(blocks, within, near)
    else:
        strength = {place: float(neighbours.similarity[at]) for place, at in links.items()}
        groups = _components(blocks, within, near, strength)
    out = {}
    for group in groups:
        leader = min(group, key=lambda block: block.rank)
        for block in group:
            for prompt in set(block.prompts) - {leader.prompts[0]}:
                out[prompt] = (leader.prompts[0], _link(neighbours, links, prompt, block, leader))
    return out


def _blocks(neighbours, priority, members, decisions):
    worth = np.nan_to_num(np.asarray(priority, np.float64), nan=-np.inf)
    staying = np.isin(members, list(decisions.stay))
    order = np.lexsort((members, neighbours.keys[members], -worth[members], ~staying))
    owner = {prompt: block for block, group in enumerate(decisions.blocks) for prompt in group}
    alone = set(decisions.prompts.tolist()) - owner.keys()
    made: dict[tuple[str, int], Block] = {}
    block_of: dict[int, Block] = {}
    for prompt in members[order].tolist():
        class_ = int(neighbours.equals[prompt])
        name = ("prompt", prompt) if prompt in alone else ("class", class_)
        name = ("block", owner[prompt]) if prompt in owner else name
        block = block_of[prompt] = made.setdefault(name, Block(rank=len(made)))
        block.prompts.append(prompt)
        block.classes.add(class_)
        block.stays |= prompt in decisions.stay
    for a, b in decisions.apart:
        if a in block_of and b in block_of:
            block_of[a].foes.add(block_of[b])
            block_of[b].foes.add(block_of[a])
    within: dict[int, list[Block]] = {}
    for block in made.values():
        for class_ in block.classes:
            within.setdefault(class_, []).append(block)
    return list(made.values()), within


def _leaders(blocks, within, near):
    """Each block not yet taken is kept and takes the blocks near it, highest rank first."""
    taken = {block for block in blocks if block.stays}
    for leader in blocks:
        if leader in taken and not leader.stays:
            continue
        taken.add(leader)
        group, foes = [leader], set(leader.foes)
        around = {place for class_ in leader.classes for place in (class_, *near.get(class_, ()))}
        found = {block for place in around for block in within.get(place, ())} - taken
        for block in sorted(found, key=lambda block: block.rank):
            if block not in foes:
                taken.add(block)
                group.append(block)
                foes |= block.foes
        yield group


def _components(blocks, within, near, strength):
    """Blocks joined along edges, the nearest first, wherever no decision forbids it."""
    joined: dict[tuple[int, int], float] = {}
    for class_, here in within.items():
        for place, value in ((class_, 1.0), *((p, strength[class_, p]) for p in near.get(class_, ()))):
            for one in here:
                for other in within.get(place, ()):
                    if one.rank < other.rank:
                        pair = (one.rank, other.rank)
                        joined[pair] = max(joined.get(pair, 0.0), value)
    group_of = {block: [block] for block in blocks}
    for one, other in sorted(joined, key=lambda pair: (-joined[pair], pair)):
        first, second = group_of[blocks[one]], group_of[blocks[other]]
        both_stay = any(block.stays for block in first) and any(block.stays for block in second)
        if first is second or both_stay or any(block.foes & set(second) for block in first):
            continue
        first.extend(second)
        group_of.update(dict.fromkeys(second, first))
    return {id(group): group for group in group_of.values()}.values()


def _link(neighbours, links, prompt, block, leader):
    """What joins a removed prompt to the kept one: its own edge, else that of a text it counts as."""
    mine, theirs = int(neighbours.equals[prompt]), int(neighbours.equals[leader.prompts[0]])
    if mine == theirs:
        return EQUAL_TEXT
    if block is leader:
        return DECIDED
    if (mine, theirs) in links:
        return links[mine, theirs]
    if block.classes & leader.classes:
        return DECIDED
    between = [links[x, y] for x in block.classes for y in leader.classes if (x, y) in links]
    return max(between, key=lambda at: (neighbours.similarity[at], -at), default=NO_EDGE)
