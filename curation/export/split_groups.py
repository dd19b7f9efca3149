"""Groups of near prompts that stay whole when splits are drawn, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from curation.analysis.repeats import prompt_codes
from curation.errors import CurationError
from curation.export.block import Ids
from curation.recipe.deduplication import Asked, Progress, floor_for
from curation.recipe.grouping import GroupBy
from curation.similarity import Groups, content_keys, group, neighbours_of
from curation.similarity.shelf import load
from curation.store import Dataset

Codes = NDArray[np.int64]

EXACT = GroupBy(method="exact")
# Graphs that serve, the one that finds most first.
_METHODS = ("staged", "semantic", "lexical")


def settled(dataset: Dataset, by: GroupBy | None) -> GroupBy:
    """How prompts are grouped where the curator left that open: by the near ones that are known here.

    Without a stored neighbour graph that is prompts of equal text.
    """
    if by is not None:
        return by
    for method in _METHODS:
        found = GroupBy.model_validate({"method": method})
        if is_known(dataset, found):
            return found
    return EXACT


def is_known(dataset: Dataset, by: GroupBy) -> bool:
    """Whether groups can be had at once; computes nothing."""
    if by.method == "exact":
        return True
    keys = content_keys(dataset.prompts["key"].to_pylist())
    try:
        return load(dataset.id, keys, by.method, floor_for(by.threshold), by.model, by.unit) is not None
    except CurationError:
        return False


def in_words(by: GroupBy) -> str:
    """What is held together, e.g. ``near prompts (staged, 0.9)``."""
    if by.method == "exact":
        return "prompts of equal text"
    alike = ", look-alikes too" if by.lookalikes else ""
    return f"near prompts ({by.method}, {by.threshold:g}{alike})"


def groups_for(
    dataset: Dataset, by: GroupBy, *, progress: Progress | None = None, cancelled: Asked | None = None
) -> Groups | None:
    """The connected groups of near prompts; None for prompts of equal text.

    Looks for neighbours where they are not known yet.

    Raises:
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    if by.method == "exact":
        return None
    neighbours = neighbours_of(
        dataset,
        method=by.method,
        floor=floor_for(by.threshold),
        model=by.model,
        unit=by.unit,
        progress=progress,
        cancelled=cancelled,
    )
    alike = np.zeros(neighbours.prompts)
    return group(neighbours, by.threshold, alike, grouping="connected", lookalikes=by.lookalikes)


@dataclass(frozen=True, slots=True)
class GroupSizes:
    """How the prompts of some pairs fall into groups that are dealt out whole.

    Attributes:
        groups: How many groups, single prompts included.
        joined: Those of two prompts and more.
        prompts: How many prompts these hold.
        largest: Prompts of the largest.
    """

    groups: int
    joined: int
    prompts: int
    largest: int


def group_sizes(dataset: Dataset, ids: Ids, by: GroupBy) -> GroupSizes:
    """The groups among the prompts of the rows ``ids`` of the pairs table."""
    prompts = np.unique(dataset.pairs["prompt_id"].to_numpy()[ids])
    _, sizes = np.unique(owners(dataset, by)[prompts], return_counts=True)
    joined = sizes[sizes > 1]
    return GroupSizes(len(sizes), len(joined), int(joined.sum()), int(sizes.max(initial=0)))


@lru_cache(maxsize=4)
def owners(dataset: Dataset, by: GroupBy) -> Codes:
    """The group of every prompt, as a number, shape (prompts,); prompts of equal text are always in one."""
    groups, equal = groups_for(dataset, by), prompt_codes(dataset)
    if groups is None:
        return np.asarray(equal, np.int64)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    near = groups.group_ids()
    # Groups and texts are two kinds of nodes, and every prompt joins its group to its text.
    count = len(near)
    nodes = count + int(equal.max(initial=-1)) + 1
    graph = coo_array((np.ones(count, np.int8), (near, equal + count)), shape=(nodes, nodes))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label[near], np.int64)
