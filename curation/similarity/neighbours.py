"""The neighbour graph as a frozen edge list over prompt positions, and the words for its edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from curation.similarity.bounds import WHOLE, Bounds
from curation.similarity.recall import Recall

Index = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]

METHODS = ("exact", "lexical", "semantic", "staged")
STAGES = ("exact", "lexical", "semantic")
SEARCHES = ("auto", "exact", "fast")
EXACT, LEXICAL, SEMANTIC = range(3)
DUPLICATE_KINDS = ("none", "case/punctuation", "typo", "wrapper", "reworded")
LOOKALIKE_KINDS = ("number", "negation/opposite", "name or object", "code or formula", "language")
DIFFERENCES = DUPLICATE_KINDS + LOOKALIKE_KINDS
LEXICAL_THRESHOLD = 0.8


class Edge(NamedTuple):
    """One pair of near prompts, ``a < b``, positions into the prompts."""

    a: int
    b: int
    similarity: float
    stage: str
    difference: str


@dataclass(frozen=True)
class Neighbours:
    """Pairs of prompts at or above a floor; one edge a pair, none repeated.

    Prompts of equal text are tied by star edges to one of them, and only that one has further edges:
    read "near X" as "near every prompt that equals X".

    Attributes:
        keys: uint64 [n], content keys of the prompts.
        a: int32 [m], the earlier prompt's position.
        b: int32 [m], the later one's.
        similarity: float32 [m]: 1.0 (exact), Jaccard (lexical), cosine (semantic); in ``staged`` the
            larger of the last two.
        stage: uint8 [m], index into ``STAGES``: the first stage that found the pair.
        difference: uint8 [m], index into ``DIFFERENCES``.
        equal: bool [m], star edges between equal texts.
        method: One of ``METHODS``.
        floor: Lowest similarity searched for.
        model: Identity of the embedding model, None where none was used.
        recall: Which share of the pairs by cosine was found; None where all of them were.
        bounds: What was left out of a set too crowded for all its pairs.
    """

    keys: Keys
    a: Index
    b: Index
    similarity: Floats
    stage: Codes
    difference: Codes
    equal: Mask
    method: str
    floor: float
    model: str | None = None
    recall: Recall | None = None
    bounds: Bounds = WHOLE

    def __len__(self) -> int:
        """The number of edges."""
        return len(self.a)

    @property
    def prompts(self) -> int:
        """The number of prompts, near to another or not."""
        return len(self.keys)

    def edge(self, at: int) -> Edge:
        """The edge at a position of the list."""
        return Edge(
            int(self.a[at]),
            int(self.b[at]),
            float(self.similarity[at]),
            STAGES[self.stage[at]],
            DIFFERENCES[self.difference[at]],
        )

    def edges(self, at: npt.ArrayLike | None = None) -> list[Edge]:
        """The edges at some positions of the list, all of them by default."""
        places = range(len(self)) if at is None else np.asarray(at, np.int64).tolist()
        return [self.edge(place) for place in places]

    def of(self, prompt: int) -> list[Edge]:
        """The edges of one prompt, nearest first."""
        at = np.flatnonzero((self.a == prompt) | (self.b == prompt))
        return self.edges(at[np.argsort(-self.similarity[at], kind="stable")])

    def equal_edge(self, a: int, b: int) -> Edge:
        """The edge between two prompts of equal text, also where the star holds none between them."""
        rays = [ray for ray in (self._ray.get(a), self._ray.get(b)) if ray is not None]
        kind = max(int(self.difference[ray]) for ray in rays)
        return Edge(a, b, 1.0, STAGES[self.stage[rays[0]]], DIFFERENCES[kind])

    @cached_property
    def _ray(self) -> dict[int, int]:
        """Prompt → the star edge that ties it to its centre."""
        at = np.flatnonzero(self.equal)
        outer = np.where(self.equals[self.a[at]] == self.a[at], self.b[at], self.a[at])
        return dict(zip(outer.tolist(), at.tolist(), strict=True))

    @cached_property
    def is_lookalike(self) -> Mask:
        """Edges whose difference changes the ask."""
        return self.difference >= len(DUPLICATE_KINDS)

    def within(self, threshold: float) -> Mask:
        """Edges that count as near at ``threshold``.

        A ``semantic`` edge counts from its cosine. In ``staged``, exact and lexical edges count
        at any threshold: the cosine says little of a typo (.40 at worst), while what found them is
        a Jaccard of at least ``LEXICAL_THRESHOLD``, or short texts equal but for one misspelt word.
        """
        near = self.similarity >= np.float32(threshold)
        if self.method == "staged":
            return np.asarray(near | (self.stage != SEMANTIC))
        return np.asarray(near | self.equal | (self.stage == EXACT))

    def counts(self) -> dict[str, dict[str, int]]:
        """Edges by stage and by difference."""
        stages = np.bincount(self.stage, minlength=len(STAGES))
        kinds = np.bincount(self.difference, minlength=len(DIFFERENCES))
        return {
            "stage": {name: int(n) for name, n in zip(STAGES, stages, strict=True)},
            "difference": {name: int(n) for name, n in zip(DIFFERENCES, kinds, strict=True)},
        }

    @cached_property
    def equals(self) -> Index:
        """For each prompt the centre of its class of equal texts, itself where it has none."""
        centre = np.arange(self.prompts, dtype=np.int32)
        a, b = self.a[self.equal], self.b[self.equal]
        # A star: its centre is the end with more than one edge, or the smaller key of a lone edge.
        degree = np.bincount(np.concatenate([a, b]), minlength=self.prompts)
        a_centre = (degree[a] > degree[b]) | (
            (degree[a] == degree[b])
            & ((self.keys[a] < self.keys[b]) | ((self.keys[a] == self.keys[b]) & (a < b)))
        )
        centre[np.where(a_centre, b, a)] = np.where(a_centre, a, b)
        return centre
