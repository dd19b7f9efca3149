"""How far reviewers agree on the pairs that several of them decided."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from curation.analysis.agreement.figures import krippendorffs_alpha
from curation.analysis.agreement.measured import Between
from curation.analysis.agreement.votes import between
from curation.analysis.estimate import known
from curation.recipe.verdict import DECIDING, Given


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on decisions, each kind of decision as far from every other.

    Attributes:
        reviewers: Who decided anything, by name.
        pairs: How many pairs at least two of them decided.
        between: Every two reviewers: pairs, share of equal decisions, Cohen's kappa.
        alpha: Krippendorff's alpha of all of them; NaN where there is nothing to tell.
    """

    reviewers: tuple[str, ...]
    pairs: int
    between: tuple[Between, ...]
    alpha: float

    def as_json(self) -> dict[str, object]:
        """For the command line; null where a figure is undefined."""
        return {
            "reviewers": list(self.reviewers),
            "pairs": self.pairs,
            "between": [
                {
                    "reviewers": [one.first, one.second],
                    "pairs": one.items,
                    "equal": known(one.exact),
                    "kappa": known(one.kappa),
                }
                for one in self.between
            ],
            "alpha": known(self.alpha),
        }


def agreement(given: Iterable[Given]) -> Agreement:
    """Agreement of all reviewers; of several verdicts of one on a pair the last counts."""
    deciding = [one for one in given if one.verdict.decision in DECIDING]
    reviewers = sorted({one.who for one in deciding})
    place = {pair: at for at, pair in enumerate(sorted({one.verdict.pair for one in deciding}))}
    votes = np.full((len(place), len(reviewers)), -1, np.int64)
    for one in deciding:
        code = DECIDING.index(one.verdict.decision)
        votes[place[one.verdict.pair], reviewers.index(one.who)] = code
    shared = votes[(votes >= 0).sum(axis=1) >= 2]
    counts = np.stack([(shared == code).sum(axis=1) for code in range(len(DECIDING))], axis=1)
    values = np.arange(len(DECIDING), dtype=np.float64)
    alpha = krippendorffs_alpha(counts, values, "nominal") if len(shared) else None
    return Agreement(
        tuple(reviewers),
        len(shared),
        between(tuple(reviewers), votes),
        math.nan if alpha is None else alpha,
    )
