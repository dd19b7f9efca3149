"""Position bias: whether the answer that stood second was preferred more often than the first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curation.analysis.bias.decided import Decided
from curation.analysis.estimate import NOTHING, Estimate, known, mean, share

# Shapes whose rows hold two answers in the order in which the source names them; in all others the
# order of a row's answers is the verdict itself, or unknown.
ORDERED_FAMILIES = ("battles", "strength", "panels")


@dataclass(frozen=True)
class PositionBias:
    """How often the second answer of a row won.

    Attributes:
        second: Share of decided pairs whose second answer is preferred, Wilson interval.
        p_value: Two-sided binomial test against one half.
        strength: Mean of the signed strength, positive for the second answer; nothing
            where strengths are not stated.
    """

    second: Estimate
    p_value: float
    strength: Estimate = NOTHING

    @property
    def meaning(self) -> str:
        """What it means for training, in one sentence."""
        told = f"{self.second.value:.1%} of decided pairs ({self.second.low:.1%} – {self.second.high:.1%})"
        if not self.second.n:
            return "There are no decided pairs to compare positions in."
        if not self.second.clear_of(0.5):
            return f"The second answer is preferred in {told}: position does not tell which one is."
        side = "second" if self.second.value > 0.5 else "first"
        return (
            f"The second answer is preferred in {told}: judges lean to the {side} one, so some verdicts say"
            " where an answer stood and not how good it is."
        )

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "second_wins": self.second.as_json(),
            "p_value": known(self.p_value),
            "mean_strength": self.strength.as_json(),
            "meaning": self.meaning,
        }


def position_bias(pairs: Decided) -> PositionBias | None:
    """The position bias of these pairs; None where the source's order is not known."""
    if pairs.dataset.info.family not in ORDERED_FAMILIES:
        return None
    from scipy.stats import binomtest

    second = pairs.of("chosen_id").astype(np.int64) > pairs.of("rejected_id").astype(np.int64)
    won, n = int(np.count_nonzero(second)), len(second)
    p_value = float(binomtest(won, n).pvalue) if n else math.nan
    stated = pairs.of("strength").astype(np.float64)
    signed = np.where(second, stated, -stated)
    return PositionBias(share(won, n), p_value, mean(signed[~np.isnan(signed)]))
