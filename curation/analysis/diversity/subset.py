"""A diverse subset of prompts: which are chosen, and how far each of the others lies from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from curation.analysis.diversity.centres import farthest_first
from curation.analysis.diversity.cover import Cover, Floats, Index, Poll, Progress
from curation.analysis.diversity.facility import best_covering
from curation.analysis.diversity.prompts import Prompts
from curation.analysis.team import team
from curation.errors import RecipeError
from curation.store import Dataset

Method = Literal["k_center", "facility_location"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True, eq=False)
class Subset:
    """Prompts chosen from some of a data set's.

    Attributes:
        method: How.
        keys: Content keys of the chosen ones, in the order they were chosen.
        owner: int64 [prompts of the data set], index into ``keys`` of the nearest chosen one; -1 where
            a prompt was not looked at.
        distance: float32 [prompts of the data set], 1 - cosine to it; NaN where it was not looked at.
        chosen: bool [prompts of the data set].
    """

    method: Method
    keys: tuple[str, ...]
    owner: Index
    distance: Floats
    chosen: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """How many distinct prompts were chosen."""
        return len(self.keys)

    def reason(self, dataset: Dataset, pair_id: int) -> str:
        """Why a row that was looked at is not among the chosen."""
        prompt = int(dataset.pairs["prompt_id"][pair_id].as_py())
        nearest, distance = self.keys[self.owner[prompt]], self.distance[prompt]
        count = f"{len(self):,} diverse prompts" if len(self) > 1 else "one diverse prompt"
        return f"not among the {count}; nearest is {nearest} at distance {distance:.2f}"


def how_many(prompts: int, size: int | None, share: float | None) -> int:
    """How many of so many prompts a ``size`` or a ``share`` means: at least one, at most all."""
    wanted = size if size is not None else round(prompts * (share or 0))
    return min(max(wanted, 1), prompts)


def choose(
    dataset: Dataset,
    prompts: Prompts,
    method: Method,
    *,
    size: int | None = None,
    share: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Subset:
    """Choose distinct prompts; the order of rows plays no part, ties go to the lowest content key.

    Args:
        dataset: Whose prompts they are.
        prompts: Those to choose from.
        method: One of ``METHODS``.
        size: How many, or
        share: what share of the distinct ones.
        seed: Decides the first one (k_center) or what is drawn (facility_location).
        progress: Called with (what, done, total).
        cancelled: Asked now and then.

    Raises:
        RecipeError: Some prompts are not embedded.
        EncoderError: There is no model of that name.
        Cancelled: ``cancelled`` said so.
    """
    check_embedded(dataset, prompts)
    rows = prompts.distinct
    vectors = prompts.vectors[rows]
    wanted = how_many(len(rows), size, share) if len(rows) else 0
    order = np.empty(0, np.int64)
    with team() as workers:
        cover = Cover(vectors, workers)
        # The same number from any whole seed: numpy takes no negative one.
        start = seed % 2**64
        if wanted and method == "k_center":
            first = int(np.random.default_rng(start).integers(len(rows)))
            order, cover = farthest_first(
                vectors, wanted, first, workers, progress=progress, cancelled=cancelled
            )
        elif wanted:
            order = best_covering(vectors, wanted, start, workers, progress=progress, cancelled=cancelled)
            cover.add(order)
    return _subset(dataset, prompts, method, order, cover)


def check_embedded(dataset: Dataset, prompts: Prompts) -> None:
    """See that all prompts are embedded.

    Raises:
        RecipeError: Some are not.
        EncoderError: There is no model of that name.
    """
    if missing := prompts.stored.missing:
        model = f" --model {prompts.model}" if prompts.model else ""
        raise RecipeError(
            f"{missing:,} of {len(prompts):,} prompts are not embedded",
            why="a diverse subset is chosen by meaning",
            next=f"Embed them first: python -m curation embed {dataset.id}{model}",
        )


def _subset(dataset: Dataset, prompts: Prompts, method: Method, order: Index, cover: Cover) -> Subset:
    rows = prompts.distinct
    place = np.full(len(rows), -1, np.int64)
    place[order] = np.arange(len(order))
    # Every prompt of a key shares what is known of the first one of it.
    of_key = np.repeat(np.arange(len(rows)), np.diff(np.r_[rows, len(prompts)]))
    owner = np.full(len(dataset.prompts), -1, np.int64)
    distance = np.full(len(dataset.prompts), np.nan, np.float32)
    chosen = np.zeros(len(dataset.prompts), bool)
    owner[prompts.ids] = place[cover.owner][of_key]
    distance[prompts.ids] = cover.distance[of_key]
    chosen[prompts.ids] = (place >= 0)[of_key]
    return Subset(method, tuple(prompts.keys[rows[at]] for at in order), owner, distance, chosen)
