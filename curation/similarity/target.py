"""The threshold that leaves a wanted number of prompts, found on a graph that is there already."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from curation.similarity.groups import Grouper
from curation.similarity.neighbours import SEMANTIC, Floats, Neighbours


@dataclass(frozen=True, slots=True)
class Target:
    """The threshold that comes nearest to a wanted number of prompts.

    Attributes:
        threshold: The threshold; of several with the same outcome a high one.
        kept: Prompts that stay at it.
        exact: Whether that is the number wanted.
        wanted: The number wanted.
        fewest: Prompts that the lowest threshold leaves, the graph's floor.
        most: Prompts that the threshold 1 leaves: what is found at any threshold still goes.
    """

    threshold: float
    kept: int
    exact: bool
    wanted: int
    fewest: int
    most: int

    @property
    def within_reach(self) -> bool:
        """Whether the number wanted lies between what the lowest and the highest threshold leave."""
        return self.fewest <= self.wanted <= self.most


def threshold_for(
    grouper: Grouper, *, kept: int | None = None, share: float | None = None, grouping: str = "leader"
) -> Target:
    """The threshold that leaves ``kept`` prompts, or a ``share`` of those there are.

    Searches by halves, since a lower threshold leaves fewer: always so for ``connected``; for
    ``leader`` nearly so, and then another threshold may come a few prompts nearer.

    Args:
        grouper: The graph, made ready.
        kept: How many prompts should stay.
        share: Which share of the living prompts should, 0–1.
        grouping: One of ``GROUPINGS``.

    Raises:
        ValueError: Neither or both of ``kept`` and ``share`` are given, or one is out of range.
    """
    living = grouper.neighbours.prompts if grouper.alive is None else int(grouper.alive.sum())
    wanted = _wanted(kept, share, living)
    below, stops = _stops(grouper.neighbours, grouper.lookalikes)
    known: dict[int, int] = {}

    def left(at: int) -> int:
        if at not in known:
            known[at] = living - grouper.count(_short(below[at], stops[at]), grouping)[0]
        return known[at]

    best = _nearest(left, len(stops), wanted)
    return Target(
        _short(below[best], stops[best]),
        left(best),
        left(best) == wanted,
        wanted,
        left(0),
        left(len(stops) - 1),
    )


def _wanted(kept: int | None, share: float | None, living: int) -> int:
    if kept is not None and share is None and kept >= 0:
        return kept
    if share is not None and kept is None and 0 <= share <= 1:
        return round(share * living)
    raise ValueError(f"give kept, from 0, or share, from 0 to 1: not kept={kept} and share={share}")


def _nearest(left: Callable[[int], int], stops: int, wanted: int) -> int:
    """The stop that leaves nearest to ``wanted``: the highest that leaves no more, or else the next."""
    low, high = 0, stops
    while low < high:
        middle = (low + high) // 2
        if left(middle) > wanted:
            high = middle
        else:
            low = middle + 1
    if low == stops or (low and wanted - left(low - 1) < left(low) - wanted):
        return low - 1
    return low


def _stops(neighbours: Neighbours, lookalikes: bool) -> tuple[Floats, Floats]:
    """Every similarity at which another edge begins to count, ascending, 1 the last; and the one before."""
    moves = ~neighbours.equal
    if neighbours.method == "staged":
        moves &= neighbours.stage == SEMANTIC
    if not lookalikes:
        moves &= ~neighbours.is_lookalike
    values: Floats = np.unique(neighbours.similarity[moves])
    values = np.append(values[(values >= np.float32(neighbours.floor)) & (values < 1)], np.float32(1))
    lowest = np.minimum(np.nextafter(values[:1], np.float32(0)), np.float32(neighbours.floor))
    return np.concatenate([lowest, values[:-1]]), values


def _short(below: np.float32, value: np.float32) -> float:
    """The shortest decimal above one similarity and not above the next: a threshold people can read."""
    if value == 1:
        return 1.0
    for digits in range(1, 9):
        scale = 10**digits
        for short in (round(float(value), digits), math.floor(float(value) * scale) / scale):
            if below < np.float32(short) <= value:
                return short
    return float(value)
