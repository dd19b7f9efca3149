"""Labels that are probably wrong: the pairs that a proxy trained on the others contradicts, in a queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.analysis.estimate import NOTHING, Estimate
from curation.analysis.masks import Mask
from curation.analysis.noise.features import Features, features
from curation.analysis.noise.pairs import Asked, Ids, JudgedPairs, Progress, Watch, judged_pairs
from curation.analysis.noise.proxy import Floats, fit, out_of_fold
from curation.analysis.noise.rate import NoiseRate, noise_rate
from curation.analysis.noise.resampling import mean_of
from curation.analysis.noise.worth import FOLDS, MOST_PAIRS, Worth, queue_worth
from curation.similarity import Encoder
from curation.store import Dataset

# A proxy that repeats fewer verdicts than this is of no use, however surely it is above one half.
FLOOR = 0.52
FEWEST_PAIRS = 50
_MANY_PAIRS = 5_000
TRAINING = "training the proxy"


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for or against a verdict: a feature, its difference, what it adds to the margin."""

    feature: str
    difference: float
    effect: float


@dataclass(frozen=True, eq=False)
class LabelNoise:
    """What a proxy makes of a data set's verdicts, out of fold.

    Attributes:
        rows: int64 [n], ids of the pairs judged: decided ones whose answers differ.
        margins: float64 [n], log odds of the proxy that the stated verdict is right.
        probability: float64 [n], the same calibrated: how likely the stated verdict is to be repeated.
        fold: int64 [n].
        accuracy: The share of stated verdicts that the proxy repeats; .5 is chance.
        rate: How many labels are wrong.
        worth: What the queue finds of planted wrong labels; None if that was not asked for, or there are
            too few pairs.
        features: The features of these pairs.
        effects: float64 [n, columns], what each feature adds to the margin.
        leaning: Feature → weight of the model trained on all pairs: what these verdicts favour.
    """

    rows: Ids
    margins: Floats
    probability: Floats
    fold: Ids
    accuracy: Estimate
    rate: NoiseRate
    worth: Worth | None
    features: Features
    effects: Floats
    leaning: dict[str, float]

    @property
    def better_than_chance(self) -> bool:
        """Whether the proxy may be believed at all.

        Its accuracy must reach ``FLOOR``, with an interval above one half, and where labels were planted, the
        queue must bring them earlier than a random order.
        """
        if not (self.accuracy.low > 0.5 and self.accuracy.value >= FLOOR):
            return False
        return self.worth is None or self.worth.better_than_random

    @property
    def queue(self) -> Ids:
        """Pair ids, those the proxy contradicts most first."""
        return self.rows[np.argsort(self.margins, kind="stable")]

    @property
    def suspects(self) -> Ids:
        """As much of the queue as there are wrong labels by the estimate; none below chance."""
        share = self.rate.share.value
        if not self.better_than_chance or np.isnan(share):
            return self.queue[:0]
        return self.queue[: round(share * len(self.rows))]

    @property
    def verdict(self) -> str:
        """What it comes to, in plain words."""
        if len(self.rows) < FEWEST_PAIRS:
            return f"Too few pairs to tell: {len(self.rows):,}, where {FEWEST_PAIRS} are needed."
        low, high = self.accuracy.low, self.accuracy.high
        told = f"{self.accuracy.value:.1%} of the stated verdicts out of fold ({low:.1%} – {high:.1%})"
        if not self.better_than_chance:
            return (
                f"The proxy does no better than chance: it repeats {told}."
                " Its queue is worth no more than a random order."
            )
        share = self.rate.share
        doubt = "" if self.rate.determined else "; these pairs do not say it more closely"
        return (
            f"The proxy repeats {told}. Estimated share of wrong labels: {share.value:.0%}"
            f" ({share.low:.0%} – {share.high:.0%}{doubt})."
        )

    def reasons(self, pair_id: int, most: int = 5) -> tuple[Reason, ...]:
        """What weighs most against the stated verdict of a pair.

        Raises:
            KeyError: The pair has no verdict, or two equal answers.
        """
        found = np.flatnonzero(self.rows == pair_id)
        if not len(found):
            raise KeyError(pair_id)
        return self.reasons_at(int(found[0]), most)

    def reasons_at(self, at: int, most: int = 5) -> tuple[Reason, ...]:
        """The same, of the pair at a position in ``rows``."""
        order = [i for i in np.argsort(self.effects[at], kind="stable")[:most] if self.effects[at, i] < 0]
        differences = self.features.differences[at]
        return tuple(
            Reason(self.features.names[i], float(differences[i]), float(self.effects[at, i])) for i in order
        )

    def as_json(self) -> dict[str, Any]:
        """The ``noise --json`` object, less the seconds."""
        ranked = sorted(self.leaning.items(), key=lambda one: -abs(one[1]))
        return {
            "pairs": len(self.rows),
            "better_than_chance": self.better_than_chance,
            "verdict": self.verdict,
            "accuracy": self.accuracy.as_json(),
            "noise_rate": self.rate.share.as_json(),
            "noise_ceiling": self.rate.ceiling.as_json(),
            "suspects": len(self.suspects),
            "worth": None if self.worth is None else self.worth.as_json(),
            "leaning": {name: round(weight, 4) for name, weight in ranked},
        }


def label_noise(
    dataset: Dataset,
    *,
    alive: Mask | None = None,
    groups: NDArray[np.integer] | None = None,
    encoder: Encoder | None = None,
    self_test: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> LabelNoise:
    """Train the proxy in folds and queue the pairs it contradicts.

    Args:
        dataset: The data set.
        alive: Rows to look at, shape (pairs rows,); None for all.
        groups: A number a prompt, shape (prompts,); prompts of one group are never parted between folds.
            None for prompts that are equal after folding.
        encoder: Also use embeddings by this model, made where they are not cached; None for texts alone.
        self_test: Also plant wrong labels, to tell what the queue is worth on this set.
        seed: Of folds, plantings and intervals.
        progress: Called with (stage, done, total).
        cancelled: Asked at least once a second or two.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
        EncoderError: The model failed.
    """
    watch = Watch(progress, cancelled)
    pairs = judged_pairs(dataset, alive, groups)
    return judge(pairs, features(pairs, watch, encoder), self_test=self_test, seed=seed, watch=watch)


def judge(
    pairs: JudgedPairs, found: Features, *, self_test: bool = True, seed: int = 0, watch: Watch | None = None
) -> LabelNoise:
    """The same, of pairs whose features are read."""
    from scipy.special import expit

    watch = watch or Watch()
    fold = pairs.folds(folds_for(len(pairs)), seed)
    stated = np.ones(len(pairs))
    margins, effects = np.zeros(len(pairs)), np.zeros_like(found.differences)
    total = int(fold.max(initial=-1)) + 1
    if len(pairs) >= FEWEST_PAIRS:
        for at, (rows, proxy) in enumerate(out_of_fold(found.differences, stated, fold)):
            watch.tell(TRAINING, at, total)
            effects[rows] = proxy.scaled(found.differences[rows]) * proxy.weights
            margins[rows] = effects[rows].sum(axis=1)
    watch.tell(TRAINING, total, total)
    whole = fit(found.differences, stated)
    repeated = np.where(margins == 0, 0.5, margins > 0)
    enough = len(pairs) >= FEWEST_PAIRS
    rate = noise_rate(margins, pairs.groups, seed) if enough else NoiseRate(NOTHING, NOTHING, 0.0)
    result = LabelNoise(
        rows=pairs.rows,
        margins=margins,
        probability=expit(rate.scale * margins),
        fold=fold,
        accuracy=mean_of(repeated, pairs.groups, seed) if enough else NOTHING,
        rate=rate,
        worth=None,
        features=found,
        effects=effects,
        leaning=dict(zip(found.names, whole.weights.tolist(), strict=True)),
    )
    return replace(result, worth=_worth(pairs, found, seed, watch)) if self_test and enough else result


def folds_for(pairs: int) -> int:
    """Ten folds of a small set, where each pair counts in training; five of a large one."""
    return 10 if pairs < _MANY_PAIRS else FOLDS


def _worth(pairs: JudgedPairs, found: Features, seed: int, watch: Watch) -> Worth | None:
    """Tried on whole groups only, on a part of them where there are many."""
    parts = -(-len(pairs) // MOST_PAIRS)
    fold = pairs.folds(FOLDS * parts, seed + 1)
    here = fold < FOLDS
    return queue_worth(found.differences[here], fold[here], seed=seed, watch=watch)
