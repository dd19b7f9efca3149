"""Groups of duplicates at a threshold: who is kept, who goes, and how near they are.

``leader`` takes prompts from the highest priority down; each one not yet taken is kept and takes
every neighbour within the threshold, so each removed prompt is within the threshold of the kept one.
``connected`` joins whatever hangs together and keeps the highest priority; long chains can join
prompts far below the threshold, which ``Groups.chained_of`` and ``weakest_of`` tell. What a curator
decided about single prompts goes before both, see ``decisions``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from curation.similarity.decided import DecidedSolver
from curation.similarity.decisions import NONE_MADE, Decisions
from curation.similarity.greedy import Places
from curation.similarity.neighbours import SEMANTIC, Edge, Floats, Index, Mask, Neighbours
from curation.similarity.solver import DECIDED, EQUAL_TEXT, GROUPINGS, NO_EDGE, Solver, strengths

__all__ = ["GROUPINGS", "MANUAL", "Curve", "Grouper", "Groups", "border", "group", "joining"]

# The stage of two prompts that the curator put together.
MANUAL = "manual"


@dataclass(frozen=True)
class Groups:
    """The outcome of grouping at one threshold.

    Attributes:
        neighbours: What was grouped.
        threshold: Lowest similarity that joins.
        grouping: One of ``GROUPINGS``.
        duplicates: int32 [r], prompts that would go, ascending.
        keepers: int32 [r], the kept prompt of each.
        links: int64 [r], position of the edge between the two; ``NO_EDGE`` (below the floor),
            ``EQUAL_TEXT`` or ``DECIDED`` (the curator put them together).
        lookalike_edges: int64, positions of edges within the threshold that are kept apart because
            the ask differs.
        decisions: What the curator decided about single prompts.
    """

    neighbours: Neighbours
    threshold: float
    grouping: str
    duplicates: Index
    keepers: Index
    links: Places
    lookalike_edges: Places
    decisions: Decisions = NONE_MADE

    @cached_property
    def similarity(self) -> Floats:
        """float32 [r], to the kept one; NaN where the two have no edge."""
        value = np.full(len(self.links), np.nan, np.float32)
        value[(self.links == EQUAL_TEXT) | (self.links == DECIDED)] = 1.0
        linked = self.links >= 0
        value[linked] = self.neighbours.similarity[self.links[linked]]
        return value

    @cached_property
    def chained(self) -> Mask:
        """Duplicates that are not themselves within the threshold of the kept one, as bool [r]."""
        away = self.links == NO_EDGE
        linked = self.links >= 0
        away[linked] = ~self.neighbours.within(self.threshold)[self.links[linked]]
        return np.asarray(away)

    @cached_property
    def kept(self) -> Index:
        """int32 [groups], the kept prompt of each group of two or more, ascending."""
        keep = np.zeros(self.neighbours.prompts, bool)
        keep[self.keepers] = True
        return np.flatnonzero(keep).astype(np.int32)

    @property
    def groups(self) -> int:
        """The number of groups of two or more."""
        return len(self.kept)

    def _members(self, kept: int) -> Places:
        """Positions into ``duplicates`` of the members of one group."""
        # For the few that a page shows this is faster than sorting all.
        return np.flatnonzero(self.keepers == kept)

    def members_of(self, kept: int) -> list[int]:
        """All prompts of the group of a kept prompt, the kept one first, the rest nearest first."""
        at = self._members(kept)
        order = np.argsort(-np.nan_to_num(self.similarity[at], nan=-1.0), kind="stable")
        return [kept, *self.duplicates[at[order]].tolist()]

    def members(self) -> dict[int, list[int]]:
        """``members_of`` every kept prompt."""
        order = np.lexsort((-np.nan_to_num(self.similarity, nan=-1.0), self.keepers))
        kept, start = np.unique(self.keepers[order], return_index=True)
        runs = np.split(self.duplicates[order], start)[1:]
        return {one: [one, *run.tolist()] for one, run in zip(kept.tolist(), runs, strict=True)}

    def kept_of(self, prompt: int) -> int:
        """The prompt kept in place of ``prompt``; itself where it stays."""
        at = self._place(prompt)
        return prompt if at is None else int(self.keepers[at])

    def similarity_of(self, prompt: int) -> float:
        """Similarity to the kept prompt; 1.0 for one that stays, NaN for one below the floor."""
        at = self._place(prompt)
        return 1.0 if at is None else float(self.similarity[at])

    def _place(self, prompt: int) -> int | None:
        at = int(np.searchsorted(self.duplicates, prompt))
        return at if at < len(self.duplicates) and self.duplicates[at] == prompt else None

    def edge_of(self, prompt: int) -> Edge | None:
        """How a removed prompt and its kept one are near; None where only a chain joins them.

        Where one of them equals a text that carries the edge, that edge speaks for it.
        """
        at = self._place(prompt)
        if at is None or self.links[at] == NO_EDGE:
            return None
        kept, link = int(self.keepers[at]), int(self.links[at])
        a, b = min(prompt, kept), max(prompt, kept)
        if link == DECIDED:
            return Edge(a, b, 1.0, MANUAL, "reworded")
        if link != EQUAL_TEXT:
            return self.neighbours.edge(link)._replace(a=a, b=b)
        return self.neighbours.equal_edge(a, b)

    def sizes(self) -> npt.NDArray[np.int64]:
        """Number of prompts of each group, the kept one included, in the order of ``kept``."""
        return np.bincount(self.keepers, minlength=self.neighbours.prompts)[self.kept] + 1

    def chained_of(self, kept: int) -> int:
        """How many members of a group are not themselves within the threshold of the kept prompt."""
        return int(self.chained[self._members(kept)].sum())

    def weakest_of(self, kept: int) -> float:
        """Lowest similarity of a member to the kept prompt; the floor, read "at most", where unknown."""
        near = self.similarity[self._members(kept)]
        return float(np.nan_to_num(near, nan=self.neighbours.floor).min(initial=1.0))

    @cached_property
    def weakest(self) -> float:
        """The lowest ``weakest_of`` any group; 1.0 without groups."""
        return float(np.nan_to_num(self.similarity, nan=self.neighbours.floor).min(initial=1.0))

    def group_ids(self) -> Index:
        """int32 [n]: for each prompt the kept prompt of its group, itself where it is alone."""
        ids = np.arange(self.neighbours.prompts, dtype=np.int32)
        ids[self.duplicates] = self.keepers
        return ids


def joining(neighbours: Neighbours, threshold: float, lookalikes: bool) -> Mask:
    """The edges that join prompts at a threshold, as bool [m]."""
    return np.asarray(strengths(neighbours, lookalikes) >= np.float32(threshold))


@dataclass(frozen=True)
class Curve:
    """What each threshold would do, for the slider.

    Attributes:
        thresholds: float [t].
        duplicates: int [t], prompts that would go.
        groups: int [t], groups of two or more.
    """

    thresholds: npt.NDArray[np.float64]
    duplicates: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Grouper:
    """A graph made ready to be grouped at any threshold: what a move of the threshold leaves alone.

    The result depends on contents and priorities, never on the order of the prompts: ties of
    priority are broken by content key (and only between equal contents by position).

    Attributes:
        neighbours: The graph; its floor should not exceed any threshold asked for.
        priority: float [n]; the highest of a group is kept. NaN counts as lowest.
        lookalikes: Also join prompts whose difference changes the ask.
        alive: bool [n]; prompts already removed (False) are neither kept nor grouped.
        decisions: What the curator decided about single prompts.
    """

    neighbours: Neighbours
    priority: npt.ArrayLike
    lookalikes: bool = False
    alive: Mask | None = None
    decisions: Decisions = NONE_MADE

    @cached_property
    def _solver(self) -> Solver | DecidedSolver:
        strength = strengths(self.neighbours, self.lookalikes)
        if self.decisions:
            return DecidedSolver(self.neighbours, strength, self.priority, self.alive, self.decisions)
        return Solver(self.neighbours, strength, self.priority, self.alive)

    @cached_property
    def _apart(self) -> Places:
        """Positions of edges between living prompts that never join."""
        if self.lookalikes:
            return np.zeros(0, np.int64)
        graph = self.neighbours
        apart = graph.is_lookalike & ~_put_together(graph, self.decisions)
        if self.alive is not None:
            apart &= self.alive[graph.a] & self.alive[graph.b]
        return np.flatnonzero(apart)

    def at(self, threshold: float, grouping: str = "leader") -> Groups:
        """The groups at a threshold: its lowest similarity that joins (see ``Neighbours.within``)."""
        out = self._solver.solve(threshold, grouping)
        apart = self._apart[self.neighbours.within(threshold)[self._apart]]
        found = out.prompts, out.keepers, out.edges, apart
        return Groups(self.neighbours, threshold, grouping, *found, self.decisions)

    def count(self, threshold: float, grouping: str = "leader") -> tuple[int, int]:
        """How many prompts would go at a threshold, and how many groups there would be."""
        return self._solver.count(threshold, grouping)

    def curve(self, thresholds: Sequence[float], grouping: str = "leader") -> Curve:
        """The same at each of several thresholds."""
        counts = np.array([self.count(at, grouping) for at in thresholds], np.int64).reshape(-1, 2)
        return Curve(np.asarray(thresholds, np.float64), counts[:, 0], counts[:, 1])


def group(
    neighbours: Neighbours,
    threshold: float,
    priority: npt.ArrayLike,
    *,
    grouping: str = "leader",
    lookalikes: bool = False,
    alive: Mask | None = None,
    decisions: Decisions = NONE_MADE,
) -> Groups:
    """Group duplicates at one threshold; see ``Grouper`` for several."""
    return Grouper(neighbours, priority, lookalikes, alive, decisions).at(threshold, grouping)


def _put_together(neighbours: Neighbours, decisions: Decisions) -> Mask:
    """Edges between prompts, or texts equal to theirs, that the curator put together, as bool [m]."""
    same = np.zeros(len(neighbours), bool)
    for block in decisions.blocks:
        classes = neighbours.equals[list(block)]
        same |= np.isin(neighbours.a, classes) & np.isin(neighbours.b, classes)
    return same


def border(
    neighbours: Neighbours, threshold: float, n: int = 10, *, lookalikes: bool = False
) -> tuple[list[Edge], list[Edge]]:
    """The duplicate pairs nearest to the threshold: up to ``n`` at or above it, up to ``n`` below it.

    In ``staged`` only semantic pairs move with the threshold, so only they are shown.
    """
    shown = np.ones(len(neighbours), bool) if lookalikes else ~neighbours.is_lookalike
    shown &= ~neighbours.equal
    if neighbours.method == "staged":
        shown &= neighbours.stage == SEMANTIC
    at = np.flatnonzero(shown)
    at = at[np.argsort(neighbours.similarity[at], kind="stable")]
    cut = int(np.searchsorted(neighbours.similarity[at], np.float32(threshold), "left"))
    return neighbours.edges(at[cut : cut + n]), neighbours.edges(at[max(cut - n, 0) : cut][::-1])
