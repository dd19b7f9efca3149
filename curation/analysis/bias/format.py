"""Format bias: what headers, lists, bold, code and tables are worth once length is held equal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curation.analysis.bias.decided import FORMATS, LENGTHS, Decided
from curation.analysis.bias.features import Features, style
from curation.analysis.estimate import known

# Fewer decided pairs a feature than this give intervals that say nothing.
LEAST_PAIRS = 10
_PLURAL = {"bold": "bold type", "code_blocks": "code blocks", "chars": "characters"}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What one standard deviation more of a feature adds to the log-odds of being chosen."""

    name: str
    value: float
    low: float
    high: float
    p_value: float

    @property
    def odds(self) -> float:
        """By what the odds of being chosen are multiplied."""
        return math.exp(min(self.value, 700.0))

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "name": self.name,
            "value": known(self.value),
            "interval": [known(self.low), known(self.high)],
            "p_value": known(self.p_value),
            "odds": known(self.odds),
        }


@dataclass(frozen=True)
class FormatBias:
    """A logistic regression of the preference on differences in length and format, without intercept.

    Attributes:
        pairs: Decided pairs it was fitted on.
        coefficients: One a feature, length first; intervals know which pairs share a prompt.
        skipped: Features in which hardly any pair differs, or all pairs the same way.
        fault: Why there are no coefficients; empty where there are.
    """

    pairs: int
    coefficients: tuple[Coefficient, ...]
    skipped: tuple[str, ...] = ()
    fault: str = ""

    @property
    def meaning(self) -> str:
        """What it means for training, in one sentence."""
        if self.fault:
            return f"What format is worth cannot be said: {self.fault}."
        telling = [one for one in self.coefficients if one.name in FORMATS and one.clear]
        if not telling:
            return "At equal length, no kind of format tells which answer is preferred."
        parts = [
            f"{_PLURAL.get(one.name, one.name)} ({one.odds:.2f} times the odds)"
            for one in sorted(telling, key=lambda one: -abs(one.value))
        ]
        told = ", ".join(parts)
        return f"At equal length, format tells which answer is preferred: {told}; a model will learn it."

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "pairs": self.pairs,
            "coefficients": [one.as_json() for one in self.coefficients],
            "skipped": list(self.skipped),
            "meaning": self.meaning,
        }


def format_bias(pairs: Decided) -> FormatBias | None:
    """The format bias of these pairs; None where no format was measured."""
    wanted = pairs.measured(FORMATS)
    if not wanted:
        return None
    features = style(pairs).undecided()
    asked = (*pairs.measured(LENGTHS)[:1], *wanted)
    skipped = tuple(name for name in asked if name not in features.names)
    if not any(name in FORMATS for name in features.names):
        return FormatBias(len(pairs), (), skipped, "hardly any pair differs in it")
    if len(pairs) < LEAST_PAIRS * len(features.names):
        return FormatBias(len(pairs), (), skipped, f"{len(pairs):,} decided pairs are too few")
    coefficients = regress(features)
    if coefficients is None:
        return FormatBias(len(pairs), (), skipped, "it separates chosen from rejected without an error")
    return FormatBias(len(pairs), coefficients, skipped)


def regress(features: Features) -> tuple[Coefficient, ...] | None:
    """Log-odds a feature; None where they are infinite or cannot be told apart.

    Every second pair is turned round, which changes no likelihood and gives the regression two
    outcomes to explain. Where prompts repeat, errors are clustered by prompt.
    """
    from numpy.linalg import LinAlgError
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    turned = np.arange(len(features.values)) % 2 == 1
    seen = np.where(turned[:, None], -features.values, features.values)
    _, prompt = np.unique(features.prompt, return_inverse=True)
    clustered = prompt.max(initial=-1) + 1 < len(prompt)
    errors = {"cov_type": "cluster", "cov_kwds": {"groups": prompt}} if clustered else {}
    model = Logit((~turned).astype(float), seen)
    model.raise_on_perfect_prediction = True
    try:
        with np.errstate(all="ignore"):
            fit = model.fit(disp=0, warn_convergence=False, **errors)
            bounds = fit.conf_int()
    except (LinAlgError, PerfectSeparationError):
        return None
    if not fit.mle_retvals["converged"] or not np.isfinite(bounds).all():
        return None
    figures = zip(features.names, fit.params, bounds, fit.pvalues, strict=True)
    return tuple(
        Coefficient(name, float(value), float(low), float(high), float(p))
        for name, value, (low, high), p in figures
    )
