"""What a queue is worth on the very set: wrong labels are planted, and it is counted how soon they come.

Some verdicts, drawn at random, are turned round; the proxy is trained anew on the spoilt set, and its queue
is read from the top. The planted ones are known, so the counts are exact; what else is wrong in the set
counts as a miss, so they err to the low side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.estimate import Estimate
from curation.analysis.noise.pairs import Watch
from curation.analysis.noise.proxy import Floats, margins_out_of_fold

PLANTED = 0.1
REPEATS = 5
# Beyond so many pairs a part of the groups is taken: the figures hardly move, the time does.
MOST_PAIRS = 20_000
FOLDS = 5
PLANTING = "planting wrong labels"


@dataclass(frozen=True)
class Worth:
    """How well the queue finds planted wrong labels.

    Attributes:
        planted: The share of labels turned round, which is what a random order finds at any depth.
        pairs: How many pairs it was tried on.
        repeats: How often.
        depths: How far down the queue is read, in pairs.
        precision: At each depth the share that was planted; mean and 95 % interval over the plantings.
        auc: The chance that a planted wrong label comes before another label; .5 is random order.
    """

    planted: float
    pairs: int
    repeats: int
    depths: tuple[int, ...]
    precision: tuple[Estimate, ...]
    auc: Estimate

    @property
    def lifts(self) -> tuple[float, ...]:
        """How many times as many as a random order finds, at each depth."""
        return tuple(found.value / self.planted for found in self.precision)

    @property
    def better_than_random(self) -> bool:
        """Whether the interval of the AUC lies above .5."""
        return self.auc.low > 0.5

    def expected(self, at: int, rate: float) -> float:
        """The precision to expect at a depth were ``rate`` of the labels wrong, at random."""
        found = min(self.precision[at].value, 1 - 1e-9)
        odds = found / (1 - found) * (1 - self.planted) / self.planted * rate / max(1 - rate, 1e-9)
        return odds / (1 + odds)

    def as_json(self) -> dict[str, object]:
        """As the command line prints it; all of it simulated, and called so."""
        depths = zip(self.depths, self.precision, self.lifts, strict=True)
        return {
            "simulated": True,
            "planted": self.planted,
            "pairs": self.pairs,
            "repeats": self.repeats,
            "auc": self.auc.as_json(),
            "precision": [
                {"depth": depth, **found.as_json(), "lift": round(lift, 3)} for depth, found, lift in depths
            ],
        }


def queue_worth(
    differences: Floats,
    fold: NDArray[np.int64],
    *,
    planted: float = PLANTED,
    repeats: int = REPEATS,
    seed: int = 0,
    watch: Watch | None = None,
) -> Worth | None:
    """Plant wrong labels and find them again; None where there are too few pairs to plant any.

    Args:
        differences: float64 [n, columns], chosen less rejected as stated.
        fold: int64 [n], whole groups together.
        planted: The share of labels to turn round.
        repeats: How often, each time others.
        seed: Which ones.
        watch: Told of progress; may stop the work.
    """
    watch = watch or Watch()
    count = len(differences)
    flips = round(planted * count)
    if not flips or repeats < 2:
        return None
    depths = tuple(sorted({min(100, count), max(round(0.05 * count), 1), flips}))
    aucs, found = [], []
    for turn in range(repeats):
        watch.tell(PLANTING, turn, repeats)
        wrong = np.zeros(count, bool)
        wrong[np.random.default_rng([seed, 3, turn]).permutation(count)[:flips]] = True
        margins = margins_out_of_fold(differences, np.where(wrong, -1.0, 1.0), fold)
        aucs.append(auc(margins, wrong))
        in_order = wrong[np.argsort(margins, kind="stable")]
        found.append([in_order[:depth].mean() for depth in depths])
    watch.tell(PLANTING, repeats, repeats)
    precision = tuple(_mean(np.array(column)) for column in zip(*found, strict=True))
    return Worth(planted, count, repeats, depths, precision, _mean(np.array(aucs)))


def auc(margins: Floats, wrong: NDArray[np.bool_]) -> float:
    """The chance that a wrong label has the lower margin than a right one; equal margins count half."""
    from scipy.stats import rankdata

    bad = int(wrong.sum())
    good = len(wrong) - bad
    if not bad or not good:
        return float("nan")
    ranks = rankdata(-margins)
    return float((ranks[wrong].sum() - bad * (bad + 1) / 2) / (bad * good))


def _mean(values: Floats) -> Estimate:
    """The mean over plantings, with Student's interval."""
    from scipy.stats import t

    mean = float(values.mean())
    reach = float(t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Estimate(mean, mean - reach, mean + reach, len(values))
