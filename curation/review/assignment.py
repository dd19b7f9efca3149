"""Who looks at which pairs of a queue: decided by content and seed alone, so that every machine agrees.

A pair's reviewers do not depend on what else is in the queue: pairs that come or go move nobody else's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curation.errors import RecipeError
from curation.recipe.margins import drawn
from curation.review.queues import Ids, Queue


def assigned(queue: Queue, reviewers: Sequence[str], *, overlap: int = 1, seed: int = 0) -> dict[str, Ids]:
    """Reviewer → places in the queue, ascending.

    Args:
        queue: The queue.
        reviewers: Their names; in which order makes no difference.
        overlap: How many of them look at each pair.
        seed: Decides the draw.

    Raises:
        RecipeError: There are fewer reviewers than a pair needs, or a name stands twice.
    """
    names = sorted(set(reviewers))
    if len(names) < len(reviewers) or not 1 <= overlap <= len(names):
        raise RecipeError(
            f"{len(names):,} reviewers cannot look at each pair {overlap:,} times",
            why="each looks at a pair once, and has a name of their own",
            next=f"Give an overlap of 1 to {max(len(names), 1):,}, and each name once",
        )
    number = drawn(queue.numbers, seed)
    many = np.uint64(len(names))
    first = (number % many).astype(np.int64)
    # The others of a pair are drawn apart from its first, so that every two meet over some pairs.
    stride = 1 + ((number // many) % np.uint64(max(len(names) - 1, 1))).astype(np.int64)
    mine: dict[str, Ids] = {}
    chosen = _rounds(first, stride, len(names), overlap)
    for at, name in enumerate(names):
        mine[name] = np.flatnonzero((chosen == at).any(axis=0))
    return mine


def _rounds(first: Ids, stride: Ids, reviewers: int, overlap: int) -> Ids:
    """The reviewers of each pair, shape (overlap, pairs): from the first on, a stride apart, none twice."""
    chosen = np.empty((overlap, len(first)), np.int64)
    for turn in range(overlap):
        at = (first + turn * stride) % reviewers
        for _ in range(reviewers):
            taken = (chosen[:turn] == at).any(axis=0)
            if not taken.any():
                break
            at = np.where(taken, (at + 1) % reviewers, at)
        chosen[turn] = at
    return chosen


def share_of(queue: Queue, who: str, reviewers: Sequence[str], *, overlap: int = 1, seed: int = 0) -> Queue:
    """One reviewer's part of a queue, in its order.

    Raises:
        RecipeError: ``assigned`` says so, or ``who`` is none of the reviewers.
    """
    parts = assigned(queue, reviewers, overlap=overlap, seed=seed)
    if who not in parts:
        raise RecipeError(
            f"{who!r} is none of the reviewers", why=f"they are {', '.join(parts)}", next="Add the name"
        )
    return queue.only(parts[who], queue.name, queue.title)
