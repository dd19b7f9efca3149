"""The pairing rule: how rated or labelled answers to one prompt become preference pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from curation.errors import SchemaError
from curation.schemas.judging import counts_against, speaks_for

Scheme = Literal["best-worst", "best-each", "adjacent", "all"]
Ties = Literal["keep", "skip"]

# Attributes that judge an answer as a whole.
OVERALL = ("helpfulness", "overall", "overall_score", "score", "rating", "reward", "quality")
# Weighted sums of decimals miss each other in the last digits: 0.3 − 0.2 is more than 0.1.
ROUNDING = 1e-9


class Pairing(BaseModel):
    """How answers are compared and which of them are paired.

    Attributes:
        weights: Attribute → weight; an answer's score is the weighted sum. Empty means the ranks
            that the source states, else the first of ``OVERALL`` that there is, else the first attribute
            that names a merit, else the first that names a fault, of which less is better, else the first.
        min_margin: A pair whose scores differ by this much or less is a tie.
        ties: Whether a tie is kept as a pair marked as such, or not made at all; then both answers
            stay single unless another pair holds them.
        scheme: Which pairs are made of more than two answers.
        max_pairs: At most so many pairs a prompt, those of the widest margin; None for all.
        within_run: Pair only answers that stand next to each other in the source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, FiniteFloat] = Field(default_factory=dict)
    min_margin: FiniteFloat = Field(default=0.0, ge=0)
    ties: Ties = "keep"
    scheme: Scheme = "best-worst"
    max_pairs: int | None = Field(default=None, ge=1)
    within_run: bool = False

    def weights_for(self, attributes: tuple[str, ...]) -> dict[str, float]:
        """The weights to use on a data set with these attributes.

        Raises:
            SchemaError: A weight names an attribute that the data set does not have.
        """
        if missing := [name for name in self.weights if name not in attributes]:
            raise SchemaError(
                f"The pairing rule weighs {', '.join(map(repr, missing))}",
                why=f"the data set's attributes are {', '.join(attributes) or 'none'}",
                next="Correct the names under 'weights'",
            )
        if self.weights:
            return self.weights
        known = [name for name in (*OVERALL, *attributes) if name in attributes]
        merit = next(filter(speaks_for, known), None)
        fault = next(filter(counts_against, known), None)
        if merit is None and fault is not None:
            return {fault: -1.0}
        return {merit or known[0]: 1.0} if known else {}


def standing(
    scores: dict[str, NDArray[np.float64]], rank: NDArray[np.float64], rule: Pairing
) -> NDArray[np.float64]:
    """The figure by which answers to one prompt are compared; higher is better.

    Args:
        scores: Attribute → its value for every answer, NaN where missing, shape (n,).
        rank: Rank of every answer, 1 the best, NaN where there is none, shape (n,).
        rule: The pairing rule.

    Returns:
        What the rule weighs; where it names no weights, the stated ranks turned round, for they are
        somebody's verdict, else the default attribute. NaN where unknown, shape (n,).

    Raises:
        SchemaError: A weight names an attribute that the data set does not have.
    """
    weights = rule.weights_for(tuple(scores))
    if not weights or (not rule.weights and not np.isnan(rank).all()):
        return -rank
    total = np.zeros(len(rank))
    for name, weight in weights.items():
        total += weight * scores[name]
    return total


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs by response position; ``rejected`` (or ``chosen``) is −1 where an answer has no partner."""

    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    tie: NDArray[np.bool_]


def pair_scored(
    groups: NDArray[np.int64], scores: NDArray[np.float64], order: NDArray[np.uint64], rule: Pairing
) -> Paired:
    """Pair the answers of each group by score.

    Args:
        groups: Group (prompt, or prompt and run) of each answer, shape (n,).
        scores: Weighted score of each answer, NaN where a weighed attribute is missing, shape (n,).
        order: A content hash of each answer, shape (n,); it settles equal scores, so that the
            result does not depend on row order.
        rule: The pairing rule.

    Returns:
        Pairs and singles over positions 0…n−1. An answer without a score stays single.
    """
    rated = np.flatnonzero(~np.isnan(scores))
    by_group = rated[np.lexsort((order[rated], -scores[rated], groups[rated]))]
    starts = (
        np.flatnonzero(np.r_[True, np.diff(groups[by_group]) != 0]) if len(by_group) else np.empty(0, int)
    )
    sizes = np.diff(np.r_[starts, len(by_group)])
    left: list[NDArray[np.int64]] = []
    right: list[NDArray[np.int64]] = []
    for size in np.unique(sizes[sizes > 1]):
        firsts = starts[sizes == size]
        for high, low in _picks(int(size), rule.scheme):
            left.append(by_group[firsts + high])
            right.append(by_group[firsts + low])
    chosen = np.concatenate(left) if left else np.empty(0, np.int64)
    rejected = np.concatenate(right) if right else np.empty(0, np.int64)
    margin = scores[chosen] - scores[rejected]
    tie = margin <= rule.min_margin + ROUNDING
    alone = [by_group[starts[sizes == 1]], np.flatnonzero(np.isnan(scores))]
    if rule.ties == "skip":
        made = np.r_[chosen[~tie], rejected[~tie]]
        alone.append(np.setdiff1d(np.r_[chosen[tie], rejected[tie]], made))
        chosen, rejected, margin, tie = chosen[~tie], rejected[~tie], margin[~tie], tie[~tie]
    if rule.max_pairs is not None:
        kept = _widest(groups[chosen], margin, rule.max_pairs)
        chosen, rejected, tie = chosen[kept], rejected[kept], tie[kept]
    single = np.concatenate(alone).astype(np.int64)
    return Paired(
        np.concatenate([chosen, single]),
        np.concatenate([rejected, np.full(len(single), -1, np.int64)]),
        np.concatenate([tie, np.zeros(len(single), bool)]),
    )


def _widest(groups: NDArray[np.int64], margin: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Positions of each group's pairs of the widest margin, at most ``most`` of them."""
    by_group = np.lexsort((-margin, groups))
    group = groups[by_group]
    return np.sort(by_group[np.arange(len(group)) - np.searchsorted(group, group) < most])


def _picks(size: int, scheme: Scheme) -> Iterator[tuple[int, int]]:
    """Ranks to pair in a group of ``size`` answers, best first."""
    if scheme == "best-worst":
        yield 0, size - 1
    elif scheme == "best-each":
        yield from ((0, low) for low in range(1, size))
    elif scheme == "adjacent":
        yield from ((low - 1, low) for low in range(1, size))
    else:
        yield from ((high, low) for low in range(1, size) for high in range(low))


def pair_labelled(groups: NDArray[np.int64], label: NDArray[np.bool_], order: NDArray[np.uint64]) -> Paired:
    """Pair desirable with undesirable answers of each group, each answer at most once.

    Args:
        groups: Group of each answer, shape (n,).
        label: True where the answer is desirable, shape (n,).
        order: Content hash of each answer, shape (n,), for an order that does not depend on rows.
    """

    def ranked(side: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        where = np.flatnonzero(side)
        where = where[np.lexsort((order[where], groups[where]))]
        group = groups[where]
        starts = np.r_[True, np.diff(group) != 0] if len(group) else np.empty(0, bool)
        first = np.maximum.accumulate(np.where(starts, np.arange(len(group)), 0))
        return where, np.arange(len(group)) - first

    good, good_rank = ranked(label)
    bad, bad_rank = ranked(~label)
    span = max(len(label), 1)
    _, at_good, at_bad = np.intersect1d(
        groups[good] * span + good_rank, groups[bad] * span + bad_rank, return_indices=True
    )
    lone_good, lone_bad = np.delete(good, at_good), np.delete(bad, at_bad)
    nobody = np.full(len(lone_good) + len(lone_bad), -1, np.int64)
    return Paired(
        np.concatenate([good[at_good], lone_good, nobody[: len(lone_bad)]]),
        np.concatenate([bad[at_bad], nobody[: len(lone_good)], lone_bad]),
        np.zeros(len(at_good) + len(nobody), bool),
    )
