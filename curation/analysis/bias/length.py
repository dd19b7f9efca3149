"""Length bias: how often, and by how much, the preferred answer is the longer one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curation.analysis.bias.decided import Decided
from curation.analysis.estimate import NOTHING, Codes, Estimate, Floats, auc, known, share
from curation.analysis.overall import overall_attribute

# "Always the longer" agrees with the labels of WebGPT in 55.7 %, of Stack in 59.6 %, of RLCD in
# 63.1 % of pairs (Singhal et al., A Long Way to Go, table 5).
HIGH = 0.6
SLIGHT = 0.55


@dataclass(frozen=True)
class LengthBias:
    """How length and preference go together.

    Attributes:
        measure: What length is counted in.
        longer: Pairs whose chosen answer is the longer one.
        shorter: Pairs whose chosen answer is the shorter one.
        equal: Pairs of equal length.
        wins: Share of pairs won by the longer answer, equal lengths counting half, Wilson interval.
        auc: How well the difference in length tells chosen from rejected, 0.5 being a coin's.
        paired_effect: d_z: mean difference over the standard deviation of the differences.
        effect: Cohen's d: mean difference over the pooled standard deviation of both sides.
        mean_difference: Chosen minus rejected, on average.
        attribute: The score that length is correlated with; None where answers are not scored.
        correlation: Pearson's r of length and that score over the answers of these pairs.
    """

    measure: str
    longer: int
    shorter: int
    equal: int
    wins: Estimate
    auc: Estimate
    paired_effect: float
    effect: float
    mean_difference: float
    attribute: str | None = None
    correlation: Estimate = NOTHING

    @property
    def meaning(self) -> str:
        """What it means for training, in one sentence."""
        told = f"{self.wins.value:.1%} of pairs ({self.wins.low:.1%} – {self.wins.high:.1%})"
        if not self.wins.n:
            return "There are no decided pairs to compare lengths in."
        if not self.wins.clear_of(0.5):
            return f"The longer answer wins in {told}: length does not tell which one is preferred."
        lean = abs(self.wins.value - 0.5)
        how = " strongly" if lean >= HIGH - 0.5 else " a little" if lean < SLIGHT - 0.5 else ""
        only, end = ("", "writing more") if self.wins.value > 0.5 else ("only ", "brevity")
        return f"The longer answer wins in {only}{told}: this leans{how} towards {end}, and training follows."

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "measure": self.measure,
            "longer": self.longer,
            "shorter": self.shorter,
            "equal": self.equal,
            "longer_wins": self.wins.as_json(),
            "auc": self.auc.as_json(),
            "paired_effect": known(self.paired_effect),
            "cohens_d": known(self.effect),
            "mean_difference": known(self.mean_difference),
            "score": self.attribute,
            "correlation_with_score": self.correlation.as_json(),
            "meaning": self.meaning,
        }


def length_bias(pairs: Decided, measure: str = "chars") -> LengthBias | None:
    """The length bias of these pairs; None where the measure was not taken."""
    if measure not in pairs.dataset.measures:
        return None
    chosen, rejected = pairs.sides(measure)
    there = ~(np.isnan(chosen) | np.isnan(rejected))
    attribute = overall_attribute(pairs.dataset)
    return compare_lengths(
        chosen[there],
        rejected[there],
        pairs.prompt[there],
        measure,
        attribute,
        _with_score(pairs, measure, attribute),
    )


def compare_lengths(
    chosen: Floats,
    rejected: Floats,
    prompt: Codes,
    measure: str = "chars",
    attribute: str | None = None,
    correlation: Estimate = NOTHING,
) -> LengthBias:
    """The length bias of these lengths.

    Args:
        chosen: Length of the preferred answers, shape (n,).
        rejected: Length of the others, shape (n,).
        prompt: The prompt of each pair, any codes, shape (n,).
        measure: What length is counted in.
        attribute: The score that was correlated with length.
        correlation: Their correlation.
    """
    n = len(chosen)
    difference = chosen - rejected
    longer, shorter = int(np.count_nonzero(difference > 0)), int(np.count_nonzero(difference < 0))
    equal = n - longer - shorter
    mean = float(difference.mean()) if n else math.nan
    pooled = math.sqrt((chosen.var(ddof=1) + rejected.var(ddof=1)) / 2) if n > 1 else 0.0
    paired = float(difference.std(ddof=1)) if n > 1 else 0.0
    return LengthBias(
        measure,
        longer,
        shorter,
        equal,
        share(longer + equal / 2, n),
        auc(difference, prompt),
        mean / paired if paired else math.nan,
        mean / pooled if pooled else math.nan,
        mean,
        attribute,
        correlation,
    )


def _with_score(pairs: Decided, measure: str, attribute: str | None) -> Estimate:
    if attribute is None:
        return NOTHING
    answers = np.unique(np.concatenate([pairs.of("chosen_id"), pairs.of("rejected_id")]))
    responses = pairs.dataset.responses
    length, score = (responses[name].to_numpy()[answers.astype(np.int64)] for name in (measure, attribute))
    return correlate(length.astype(np.float64), score.astype(np.float64))


def correlate(left: Floats, right: Floats) -> Estimate:
    """Pearson's r with Fisher's interval over positions where both are known."""
    there = ~(np.isnan(left) | np.isnan(right))
    left, right = left[there], right[there]
    if len(left) < 4 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return NOTHING
    from scipy.stats import pearsonr

    found = pearsonr(left, right)
    low, high = found.confidence_interval()
    return Estimate(float(found.statistic), float(low), float(high), len(left))
