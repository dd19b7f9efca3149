"""Prompts of one data set that another one holds too, or holds nearly: one search over both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from curation.similarity.encoder import Encoder
from curation.similarity.find import Poll, Progress, content_keys
from curation.similarity.greedy import Places
from curation.similarity.groups import joining
from curation.similarity.neighbours import DIFFERENCES, STAGES, Edge, Floats, Index, Keys, Neighbours
from curation.similarity.shelf import HasPrompts, load, neighbours_among
from curation.similarity.solver import EQUAL_TEXT
from curation.similarity.units import unit_texts


@dataclass(frozen=True)
class Between:
    """For each prompt of the second data set that is near one of the first, the nearest such.

    Attributes:
        neighbours: The graph over the prompts of both, those of the first data set first.
        offset: How many prompts the first one has.
        first: int32 [m], prompts of the first data set.
        second: int32 [m], prompts of the second, ascending, none repeated.
        similarity: float32 [m].
        links: int64 [m], position of the edge; ``EQUAL_TEXT`` where the texts are equal.
    """

    neighbours: Neighbours
    offset: int
    first: Index
    second: Index
    similarity: Floats
    links: Places

    def __len__(self) -> int:
        """How many prompts of the second data set were found."""
        return len(self.second)

    def pairs(self) -> Iterator[Edge]:
        """One edge a prompt found: ``a`` is of the first data set, ``b`` of the second."""
        graph = self.neighbours
        for a, b, link in zip(self.first.tolist(), self.second.tolist(), self.links.tolist(), strict=True):
            if link == EQUAL_TEXT:
                yield graph.equal_edge(a, b + self.offset)._replace(b=b)
            else:
                stage, kind = STAGES[graph.stage[link]], DIFFERENCES[graph.difference[link]]
                yield Edge(a, b, float(graph.similarity[link]), stage, kind)


def between(
    first: HasPrompts,
    second: HasPrompts,
    method: str = "exact",
    threshold: float = 0.9,
    unit: str = "user",
    *,
    floor: float | None = None,
    lookalikes: bool = False,
    model: str | Encoder | None = None,
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Between:
    """The prompts of ``second`` that ``first`` holds.

    Args:
        first: A data set.
        second: Another one.
        method: As for ``find_neighbours``.
        threshold: Lowest similarity that counts.
        unit: What of a prompt is compared.
        floor: How far down the graph is searched and kept; the threshold itself where it is None.
        lookalikes: Whether prompts that ask for something else count too.
        model: As for ``find_neighbours``, like all that follow.
        progress: Called with (stage, done, total).
        cancelled: Asked now and then.

    Raises:
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    graph = neighbours_among(
        _name(first, second),
        _keys(first, second),
        lambda: [*unit_texts(first, unit), *unit_texts(second, unit)],
        method,
        threshold if floor is None else min(floor, threshold),
        model,
        unit=unit,
        progress=progress,
        cancelled=cancelled,
    )
    return _matched(graph, len(first.prompts), threshold, lookalikes)


def searched(
    first: HasPrompts,
    second: HasPrompts,
    method: str,
    floor: float,
    unit: str = "user",
    model: str | None = None,
) -> bool:
    """Whether the search of ``between`` is done down to a floor; never searches.

    Raises:
        EncoderError: There is no model of that name.
    """
    return load(_name(first, second), _keys(first, second), method, floor, model, unit) is not None


def _name(first: HasPrompts, second: HasPrompts) -> str:
    return f"{first.id}+{second.id}"


def _keys(first: HasPrompts, second: HasPrompts) -> Keys:
    return np.concatenate([content_keys(data.prompts["key"].to_pylist()) for data in (first, second)])


def _matched(graph: Neighbours, offset: int, threshold: float, lookalikes: bool) -> Between:
    n = graph.prompts
    # A text's first holder in the first data set stands for all of them.
    holder = np.full(n, n, np.int64)
    np.minimum.at(holder, graph.equals[:offset], np.arange(offset))
    at = np.flatnonzero(joining(graph, threshold, lookalikes) & ~graph.equal)
    asked, held = np.concatenate([graph.a[at], graph.b[at]]), np.concatenate([graph.b[at], graph.a[at]])
    link, near = np.concatenate([at, at]), np.concatenate([graph.similarity[at]] * 2)
    there = holder[held] < n
    asked, held, link, near = asked[there], held[there], link[there], near[there]
    # The nearest comes last and is the one that is written; of equals the one of the smaller key.
    order = np.lexsort((~graph.keys[held], near, asked))
    of_class, edge, value = np.full(n, n, np.int64), np.full(n, EQUAL_TEXT, np.int64), np.ones(n, np.float32)
    of_class[asked[order]] = holder[held[order]]
    edge[asked[order]] = link[order]
    value[asked[order]] = near[order]
    equal = holder < n
    of_class[equal], edge[equal], value[equal] = holder[equal], EQUAL_TEXT, 1.0
    class_ = graph.equals[offset:]
    found = np.flatnonzero(of_class[class_] < n)
    class_ = class_[found]
    return Between(
        graph, offset, of_class[class_].astype(np.int32), found.astype(np.int32), value[class_], edge[class_]
    )
