"""The Vendi score: the effective number of different prompts in a sample (Friedman and Dieng 2023).

exp of the entropy of the eigenvalues of K/n, K the cosines among n prompts. With unit vectors of d
coordinates K/n and the d × d matrix XᵀX/n have the same eigenvalues beside zeros, so that the smaller
of the two is taken, and the score cannot exceed d. It grows with n: figures are comparable at equal n alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curation.analysis.diversity.cover import Vectors

SAMPLE = 2_000
DRAWS = 20


@dataclass(frozen=True, slots=True)
class Vendi:
    """The score at one sample size.

    Attributes:
        size: Prompts in a sample.
        draws: How many samples; one where the sample is the whole set.
        mean: Mean score.
        low: 2.5th percentile over the samples; how much the draw matters, no more than that.
        high: 97.5th percentile.
    """

    size: int
    draws: int
    mean: float
    low: float
    high: float


def vendi_score(vectors: Vectors) -> float:
    """The score of these unit rows; NaN of none."""
    n, d = vectors.shape
    if not n:
        return float("nan")
    rows = vectors.astype(np.float64)
    values = np.linalg.eigvalsh(rows.T @ rows / n if d < n else rows @ rows.T / n)
    # A matrix of cosines has no negative eigenvalue; rounding makes some.
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


def vendi_scores(vectors: Vectors, *, sample: int = SAMPLE, seed: int = 0) -> tuple[Vendi, ...]:
    """Scores at an eighth, a quarter, half and the whole of the sample size.

    Args:
        vectors: float32 [n, d], unit rows.
        sample: The largest sample; the whole set where it is no larger.
        seed: Decides the draws.
    """
    n = len(vectors)
    most = min(sample, n)
    rng = np.random.default_rng(seed % 2**64)
    found = []
    for size in sorted({max(most >> shift, 1) for shift in (3, 2, 1, 0)}) if n else []:
        draws = 1 if size == n else DRAWS
        scores = [vendi_score(vectors[rng.choice(n, size, replace=False)]) for _ in range(draws)]
        low, high = np.quantile(scores, [0.025, 0.975])
        found.append(Vendi(size, draws, float(np.mean(scores)), float(low), float(high)))
    return tuple(found)
