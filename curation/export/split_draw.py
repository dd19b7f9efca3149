"""Dealing out whole groups of prompts to splits: by seed and content alone, whatever the order of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.distributions.values import categories
from curation.errors import EncoderError, ExportError
from curation.export.block import Ids
from curation.export.split_groups import owners, settled
from curation.recipe.grouping import GroupBy
from curation.recipe.margins import drawn
from curation.similarity import content_keys, resolve_model
from curation.similarity.prompt_map import load_map
from curation.store import Dataset

TOPIC = "topic"


@dataclass(frozen=True, eq=False)
class Pool:
    """Groups to be dealt out.

    Attributes:
        of: int64 [rows], the group of each row, counted from 0.
        sizes: int64 [groups], how many of the rows are in each.
        keys: uint64 [groups], the lowest content key of a prompt of each, kept or not.
    """

    of: Ids
    sizes: Ids
    keys: NDArray[np.uint64]


def pool_of(dataset: Dataset, ids: Ids, by: GroupBy | None) -> Pool:
    """The groups of the rows ``ids``; ``by`` None for what is known, see ``split_groups.settled``."""
    owner = owners(dataset, settled(dataset, by))
    lowest = np.full(int(owner.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(lowest, owner, content_keys(dataset.prompts["key"].to_pylist()))
    groups, of = np.unique(owner[dataset.pairs["prompt_id"].to_numpy()[ids]], return_inverse=True)
    return Pool(of, np.bincount(of, minlength=len(groups)), lowest[groups])


def strata_of(dataset: Dataset, ids: Ids, pool: Pool, field: str | None) -> Ids:
    """The stratum of each group: the value that most of its rows have, of equals the first by name.

    Raises:
        ExportError: Topics are asked for and not known.
        RecipeError: There is no such field, or it holds no categories.
    """
    if field is None:
        return np.zeros(len(pool.sizes), np.int64)
    codes, names = _topics(dataset) if field == TOPIC else categories(dataset, field)
    rank = np.empty(len(names), np.int64)
    rank[sorted(range(len(names)), key=lambda at: str(names[at]))] = np.arange(len(names))
    both, counts = np.unique(np.stack([pool.of, rank[codes[ids]]], axis=1), axis=0, return_counts=True)
    order = np.lexsort((both[:, 1], -counts, both[:, 0]))
    first = np.unique(both[order, 0], return_index=True)[1]
    return np.asarray(both[order, 1][first], np.int64)


def _topics(dataset: Dataset) -> tuple[Ids, list[str | bool | None]]:
    """The topic of each row's prompt on the map that is known; the last one is that of prompts beyond it."""
    keys = dataset.prompts["key"].to_pylist()
    try:
        drawn_map = load_map(dataset.id, keys, resolve_model(None).identity)
    except EncoderError:
        drawn_map = None
    if drawn_map is None:
        raise ExportError(
            f"The topics of {dataset.id} are not known yet",
            why="they come from the map of its prompts",
            next=f"Draw it (python -m curation topics {dataset.id}), or choose another field",
        )
    count = len(drawn_map.topics)
    of_prompt = np.full(len(keys), count, np.int64)
    of_prompt[drawn_map.prompt] = drawn_map.topic
    return of_prompt[dataset.pairs["prompt_id"].to_numpy()], [f"{at:04d}" for at in range(count + 1)]


def dealt(pool: Pool, strata: Ids, shares: tuple[float, ...], seed: int) -> Ids:
    """Which split each group goes to, int64 [groups].

    Groups are taken stratum by stratum, in an order that the seed and their content decide; each goes where
    most rows are wanting so far. So no split is off its share, in all and in any stratum, by more than about
    the largest group.
    """
    split = np.empty(len(pool.sizes), np.int64)
    order = np.lexsort((pool.keys, drawn(pool.keys, seed), strata))
    wanting = [0.0] * len(shares)
    for at, size in zip(order.tolist(), pool.sizes[order].tolist(), strict=True):
        for place, share in enumerate(shares):
            wanting[place] += share * size
        best = max(range(len(shares)), key=wanting.__getitem__)
        wanting[best] -= size
        split[at] = best
    return split
