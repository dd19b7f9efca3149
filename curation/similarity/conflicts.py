"""Conflicts: one prompt, or prompts in one duplicate group, with verdicts that contradict each other.

An *opposite* is A over B here and B over A there. A *cycle* is A over B, B over C, C over A. Answers
are named by the key of their normalised text, so case and punctuation play no part.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.exact import digest, normalise

Groups = npt.NDArray[np.int64]
AnswerKeys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Opposite:
    """Two pairs (positions) with the same two answers and opposite verdicts, ``first < second``."""

    group: int
    first: int
    second: int


@dataclass(frozen=True)
class Cycle:
    """A cycle of verdicts within one group: ``pairs[i]`` prefers ``answers[i]`` to the next answer."""

    group: int
    answers: tuple[int, ...]
    pairs: tuple[int, ...]


def answer_keys(texts: Iterable[str | None]) -> AnswerKeys:
    """uint64 keys of answers' normalised texts; 0 for no answer."""
    return np.array(
        [0 if text is None else int.from_bytes(digest(normalise(text))[:8], "big") for text in texts],
        np.uint64,
    )


def opposites(group: npt.ArrayLike, chosen: AnswerKeys, rejected: AnswerKeys) -> list[Opposite]:
    """Pairs of pairs that contradict each other.

    Args:
        group: int [pairs], the pair's prompt or its duplicate group; a tie has no verdict: leave it out.
        chosen: uint64 [pairs], key of the chosen answer; 0 for none.
        rejected: uint64 [pairs], likewise.

    Returns:
        Enough of them that every contradicted pair is in one: where x pairs say A > B and y
        say B > A that is x + y − 1, not x · y. In order of position.
    """
    groups = np.asarray(group, np.int64)
    sides: dict[tuple[int, int, int], tuple[list[int], list[int]]] = {}
    rows = zip(groups.tolist(), chosen.tolist(), rejected.tolist(), strict=True)
    for at, (owner, win, lose) in enumerate(rows):
        if win and lose and win != lose:
            forward, backward = sides.setdefault((owner, min(win, lose), max(win, lose)), ([], []))
            (forward if win < lose else backward).append(at)
    found = []
    for (owner, _, _), (forward, backward) in sides.items():
        if forward and backward:
            links = {(forward[0], other) for other in backward} | {(other, backward[0]) for other in forward}
            found += [Opposite(owner, min(link), max(link)) for link in links]
    return sorted(found, key=lambda o: (o.first, o.second))


def cycles(group: npt.ArrayLike, chosen: AnswerKeys, rejected: AnswerKeys) -> list[Cycle]:
    """A shortest cycle of three or more answers for each tangle of verdicts that has one.

    Args are those of ``opposites``; plain opposites are reported there, not here.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    groups = np.asarray(group, np.int64)
    use = np.flatnonzero((chosen != 0) & (rejected != 0) & (chosen != rejected))
    if not len(use):
        return []
    names = np.concatenate(
        [np.stack([groups[use].view(np.uint64), side[use]], axis=1) for side in (chosen, rejected)]
    )
    nodes, place = np.unique(names, axis=0, return_inverse=True)
    win, lose = place.ravel()[: len(use)], place.ravel()[len(use) :]
    graph = coo_array((np.ones(len(use), np.int8), (win, lose)), shape=(len(nodes), len(nodes)))
    _, label = connected_components(graph, directed=True, connection="strong")
    tangled = (label[win] == label[lose]) & (np.bincount(label)[label[win]] >= 3)
    arrows: dict[int, dict[int, dict[int, int]]] = {}
    for at, u, v in zip(use[tangled].tolist(), win[tangled].tolist(), lose[tangled].tolist(), strict=True):
        arrows.setdefault(int(label[u]), {}).setdefault(u, {}).setdefault(v, at)
    found = []
    for inside in arrows.values():
        if path := _shortest_cycle(inside):
            pairs = tuple(inside[u][v] for u, v in zip(path, path[1:] + path[:1], strict=True))
            answers = tuple(int(nodes[node][1]) for node in path)
            found.append(Cycle(int(groups[pairs[0]]), answers, pairs))
    return sorted(found, key=lambda c: c.pairs)


def _shortest_cycle(arrows: dict[int, dict[int, int]]) -> list[int]:
    """Nodes of a shortest cycle of three or more; empty where all cycles are two long."""
    best: list[int] = []
    for start, ends in arrows.items():
        for end in ends:
            path = _path(arrows, end, start)
            if path and (not best or len(path) < len(best)):
                best = path
                if len(best) == 3:
                    return best
    return best


def _path(arrows: dict[int, dict[int, int]], start: int, goal: int) -> list[int]:
    """A shortest path from ``start`` to ``goal``, without the direct arrow, given goal → start."""
    came: dict[int, int] = {start: start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in arrows.get(node, ()):
            if other in came or (node == start and other == goal):
                continue
            came[other] = node
            if other == goal:
                path = [goal]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return [goal, *path[:0:-1]]
            queue.append(other)
    return []
