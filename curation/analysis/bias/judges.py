"""Judges that see nothing of what an answer says: what they score is what style alone is worth.

Each is a logistic regression on differences, without intercept, so that it cannot know which side a
pair's better answer is on. It is scored on pairs of prompts that it was not fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.analysis.bias.decided import FORMATS, Decided
from curation.analysis.bias.features import Features, format_alone, length_alone, style
from curation.analysis.estimate import Codes, Estimate, Floats, auc, share_by_prompt

FOLDS = 5
# A handful of weights is known well enough from so many pairs; all others are judged nevertheless.
MOST_FITTED = 20_000
LEAST_PAIRS = 50
_SEED = 0


@dataclass(frozen=True)
class Judge:
    """How well a judge did on pairs it was not fitted on.

    Attributes:
        sees: What it sees of a pair.
        accuracy: Share of pairs it judges as the labels do, undecided ones counting half.
        auc: How well its score tells chosen from rejected.
        folds: How many times it was fitted.
        rows: The judged pairs' rows in the pairs table.
        said: Of each, 1 where it judges as the label does, −1 where it does not, 0 where it is undecided.
    """

    sees: str
    accuracy: Estimate
    auc: Estimate
    folds: int
    rows: Codes = field(compare=False, repr=False)
    said: NDArray[np.int8] = field(compare=False, repr=False)

    @property
    def repeats(self) -> Codes:
        """The rows of which it judges as the labels do."""
        rows: Codes = self.rows[self.said > 0]
        return rows

    @property
    def contradicts(self) -> Codes:
        """The rows of which it judges the other way."""
        rows: Codes = self.rows[self.said < 0]
        return rows

    @property
    def undecided(self) -> Codes:
        """The rows in which it sees no difference."""
        rows: Codes = self.rows[self.said == 0]
        return rows

    @property
    def meaning(self) -> str:
        """What it means for training, in one sentence."""
        told = self.accuracy
        judged = f"A judge that sees {self.sees} alone agrees with {told.value:.1%} of the verdicts"
        judged += f" ({told.low:.1%} – {told.high:.1%})"
        # Where verdicts are even, the folds left out lean the other way than those learnt from.
        if told.low <= 0.5:
            return f"{judged}, no better than a coin."
        return f"{judged}: only what a reward model scores above this can come from anything else."

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "sees": self.sees,
            "accuracy": self.accuracy.as_json(),
            "auc": self.auc.as_json(),
            "folds": self.folds,
            "meaning": self.meaning,
        }


def judges(pairs: Decided) -> tuple[Judge, ...]:
    """The judges that can be made of what is measured: length, format, and both."""
    seen = {"length": length_alone(pairs)}
    if pairs.measured(FORMATS):
        seen |= {"format": format_alone(pairs), "length and format": style(pairs)}
    found = (_judge(name, features, pairs) for name, features in seen.items())
    return tuple(judge for judge in found if judge is not None)


def _judge(name: str, features: Features, pairs: Decided) -> Judge | None:
    if not features.names:
        return None
    return cross_validated(name, features.values, features.prompt, pairs.rows)


def cross_validated(sees: str, features: Any, prompt: Codes, rows: Codes) -> Judge | None:
    """A judge of these features, scored by cross-validation with folds of whole prompts.

    Args:
        sees: What the features are.
        features: Dense or sparse matrix, shape (pairs, features): chosen minus rejected.
        prompt: The prompt of each pair, any codes, shape (pairs,).
        rows: The row of each in the pairs table, shape (pairs,).

    Returns:
        None where there are too few pairs or prompts.
    """
    _, place = np.unique(prompt, return_inverse=True)
    prompts = int(place.max(initial=-1)) + 1
    if len(place) < LEAST_PAIRS or prompts < FOLDS:
        return None
    random = np.random.default_rng(_SEED)
    fold = (random.permutation(prompts) % FOLDS)[place]
    scores = np.zeros(len(place))
    for number in range(FOLDS):
        held = fold == number
        others = np.flatnonzero(~held)
        if len(others) > MOST_FITTED:
            others = np.sort(random.choice(others, MOST_FITTED, replace=False))
        scores[held] = features[held] @ _weights(features[others])
    said = np.sign(scores)
    return Judge(
        sees,
        share_by_prompt((said + 1) / 2, place),
        auc(scores, place),
        FOLDS,
        rows,
        said.astype(np.int8),
    )


def _weights(features: Any) -> Floats:
    """A weight a feature, fitted on pairs of which every second one is turned round."""
    from sklearn.linear_model import LogisticRegression

    signs = np.where(np.arange(features.shape[0]) % 2 == 1, -1.0, 1.0)
    dense = isinstance(features, np.ndarray)
    seen = features * signs[:, None] if dense else _scaled(features, signs)
    # Of few dense features, second derivatives cost little and save most of the steps.
    solver = "newton-cholesky" if dense else "lbfgs"
    fit = LogisticRegression(fit_intercept=False, solver=solver).fit(seen, signs > 0)
    weights: Floats = fit.coef_[0]
    return weights


def _scaled(features: Any, signs: Floats) -> Any:
    from scipy.sparse import diags_array

    return (diags_array(signs) @ features).tocsr()
