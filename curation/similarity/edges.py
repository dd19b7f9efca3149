"""Edges between prompts while a search puts them together, before what differs is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.neighbours import DIFFERENCES, LEXICAL, Codes, Floats, Index, Mask

UNDECIDED = 255


@dataclass(frozen=True)
class Edges:
    """Pairs a < b, as in ``Neighbours``.

    Attributes:
        a: int32 [m] rows.
        b: int32 [m] rows.
        similarity: float32 [m].
        stage: uint8 [m]; ``UNDECIDED`` until the difference is known.
        difference: uint8 [m].
        slip: bool [m], equal but for one word that is near in spelling.
    """

    a: Index
    b: Index
    similarity: Floats
    stage: Codes
    difference: Codes
    slip: Mask


def edges_of(a: Index, b: Index, similarity: Floats, stage: int, difference: Codes | None = None) -> Edges:
    """Edges of one stage, none of them a slip; without ``difference``, none is read yet."""
    kind = np.zeros(len(a), np.uint8) if difference is None else difference
    return Edges(a, b, similarity, np.full(len(a), stage, np.uint8), kind, np.zeros(len(a), bool))


def no_edges() -> Edges:
    """None at all."""
    none = np.empty(0, np.int32)
    return edges_of(none, none, np.empty(0, np.float32), 0)


def settled(found: Edges, method: str) -> Edges:
    """One odd word makes a lexical edge where it is a misspelling; else only the figures count."""
    if method != "staged":
        return found
    misspelt = found.slip & (found.difference == DIFFERENCES.index("typo"))
    stage = np.where(misspelt, np.uint8(LEXICAL), found.stage)
    stays = misspelt | (found.stage != UNDECIDED)
    return Edges(
        found.a[stays],
        found.b[stays],
        found.similarity[stays],
        stage[stays],
        found.difference[stays],
        found.slip[stays],
    )


def merged(first: Edges, second: Edges, n: int) -> Edges:
    """One edge a pair: the stage of ``first`` where both have it, the larger similarity."""
    codes = np.concatenate([side.a.astype(np.int64) * n + side.b for side in (first, second)])
    distinct, lead, place = np.unique(codes, return_index=True, return_inverse=True)
    similarity = np.zeros(len(distinct), np.float32)
    np.maximum.at(similarity, place, np.concatenate([first.similarity, second.similarity]))
    slip = np.zeros(len(distinct), bool)
    np.logical_or.at(slip, place, np.concatenate([first.slip, second.slip]))
    return Edges(
        (distinct // max(n, 1)).astype(np.int32),
        (distinct % max(n, 1)).astype(np.int32),
        similarity,
        np.concatenate([first.stage, second.stage])[lead],
        np.zeros(len(distinct), np.uint8),
        slip,
    )


def connected(a: npt.NDArray[np.integer], b: npt.NDArray[np.integer], n: int) -> npt.NDArray[np.int32]:
    """The connected component of each of n rows under the pairs (a, b): int32 [n]."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), bool), (a, b)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)
