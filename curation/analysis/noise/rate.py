"""How many labels are wrong: the share of flipped verdicts that explains where the proxy is contradicted.

The model: a pair with margin m is stated as the proxy has it with probability (1 − ε) σ(s|m|) + ε σ(−s|m|),
one noise rate ε for all pairs and one scale s for all margins, from margins out of fold. Only a proxy that
is sure of some pairs tells ε from its own doubt: where agreement does not level off as the margin grows, many
pairs of ε and s fit alike. So no single best fit is taken, but the mean over all that fit, each by its
likelihood (ε uniform up to one half, log s uniform), and one draw from each resample of groups gives the
interval. Noise that follows the features (a judge who prefers long answers, say) is learnt as if it were
preference, and no such estimate sees it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.estimate import NOTHING, Estimate, share_by_prompt
from curation.analysis.noise.resampling import resampled, within

Floats = NDArray[np.float64]

_BINS = 40
_RATES = np.linspace(0.0, 0.5, 51)
_SCALES = np.r_[0.0, np.geomspace(0.1, 40.0, 70)]
_SURE = 0.1
# Half of what could be, one half, is hardly an answer.
WIDE = 0.25


@dataclass(frozen=True, slots=True)
class NoiseRate:
    """What the out-of-fold margins say about the labels.

    Attributes:
        share: ε, the share of labels that are wrong.
        ceiling: The share contradicted among the tenth of pairs the proxy is surest of, with a Wilson
            interval that knows which share a group. With noise that is
            the same everywhere, ε is at most this, however good or bad the proxy is.
        scale: What margins are multiplied by to be log odds that the stated verdict is repeated.
    """

    share: Estimate
    ceiling: Estimate
    scale: float

    @property
    def determined(self) -> bool:
        """Whether the set says much about the share: an interval of no more than ``WIDE``."""
        return self.share.high - self.share.low <= WIDE


def noise_rate(margins: Floats, groups: NDArray[np.int64], seed: int = 0) -> NoiseRate:
    """Estimate the noise rate.

    Args:
        margins: float64 [n], out of fold, above 0 where the proxy agrees with the stated verdict.
        groups: int64 [n], what the intervals resample.
        seed: Of the resampling.
    """
    if not len(margins):
        return NoiseRate(NOTHING, NOTHING, 0.0)
    size = np.abs(margins)
    # Equal margins share a bin, whatever their order.
    edges = np.unique(np.quantile(size, np.linspace(0, 1, _BINS + 1)[1:-1]))
    bins = np.searchsorted(edges, size, side="right")
    agrees = np.where(margins == 0, 0.5, margins > 0)
    table = _Likelihoods.of(size, bins, len(edges) + 1)
    sure = size >= np.quantile(size, 1 - _SURE)
    luck = np.random.default_rng([seed, 4])
    rates = [luck.choice(_RATES, p=table.rates(agrees, weights)) for weights in resampled(groups, seed)]
    whole = np.ones(len(margins))
    return NoiseRate(
        within(float(_RATES @ table.rates(agrees, whole)), rates, len(margins)),
        # Not resampled: of none contradicted, every resample has none, and none is not certain.
        share_by_prompt(1.0 - agrees[sure], groups[sure]),
        table.scale(agrees, whole),
    )


@dataclass(frozen=True, eq=False)
class _Likelihoods:
    """Log likelihood of agreeing and of contradicting, a row a (ε, s), a column a bin."""

    bins: NDArray[np.int64]
    agree: Floats
    contradict: Floats

    @classmethod
    def of(cls, size: Floats, bins: NDArray[np.int64], count: int) -> _Likelihoods:
        sizes = np.bincount(bins, minlength=count)
        middle = np.bincount(bins, size, minlength=count) / np.maximum(sizes, 1)
        from scipy.special import expit

        sure = expit(_SCALES[:, None] * middle)
        agree = _RATES[:, None, None] + (1 - 2 * _RATES[:, None, None]) * sure
        flat = np.clip(agree.reshape(-1, count), 1e-12, 1 - 1e-12)
        return cls(bins, np.log(flat), np.log1p(-flat))

    def _fits(self, agrees: Floats, weights: Floats) -> Floats:
        """Log likelihood of each (ε, s), shape (rates, scales)."""
        count = self.agree.shape[1]
        yes = np.bincount(self.bins, agrees * weights, minlength=count)
        no = np.bincount(self.bins, (1 - agrees) * weights, minlength=count)
        fits: Floats = (self.agree @ yes + self.contradict @ no).reshape(len(_RATES), len(_SCALES))
        return fits

    def rates(self, agrees: Floats, weights: Floats) -> Floats:
        """How likely each noise rate is, whatever the scale; sums to 1."""
        fits = self._fits(agrees, weights)
        likely: Floats = np.exp(fits - fits.max()).sum(axis=1)
        posterior: Floats = likely / likely.sum()
        return posterior

    def scale(self, agrees: Floats, weights: Floats) -> float:
        """The best scale where no label is wrong: what calibrates margins against stated verdicts."""
        return float(_SCALES[int(np.argmax(self._fits(agrees, weights)[0]))])
