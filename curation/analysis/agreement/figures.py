"""Kappa, alpha and plain agreement from tables of pairs of opinions, for many tables at once.

Which opinions make a pair: every two of one item. Lists of ratings are unordered and their annotators
differ from item to item, so neither of the two is "first": each pair is entered both ways, and both
margins of the table are the distribution of all paired ratings (for two raters this is Scott's pi, 1955;
Cohen's kappa proper, 1960, keeps raters apart and needs to know them). Each pair counts once, so that an
item with five annotators gives ten pairs. Alpha (Krippendorff 2004, 11.3) weighs an item's pairs by
1 / (annotators − 1) instead, so that each rating counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from curation.analysis.agreement.opinions import Counts

Floats = NDArray[np.float64]
# Krippendorff's package holds several tables an item in memory at once.
MOST_CELLS = 20_000_000


@dataclass(frozen=True, eq=False)
class Figures:
    """One figure a table each; ``within_one`` and ``alpha_interval`` are NaN on a scale without order."""

    kappa: Floats
    alpha: Floats
    alpha_interval: Floats
    exact: Floats
    within_one: Floats


def pair_tables(counts: Counts) -> Floats:
    """Ordered pairs of opinions of each item, shape (items, levels, levels)."""
    some = counts.astype(np.float64)
    tables: Floats = some[:, :, None] * some[:, None, :]
    levels = np.arange(counts.shape[1])
    tables[:, levels, levels] -= some
    return tables


def figures_of(pairs: Floats, coincidences: Floats, values: Floats, *, ordered: bool) -> Figures:
    """All figures of many samples.

    Args:
        pairs: Ordered pairs of opinions, each once, shape (samples, levels, levels).
        coincidences: The same with each item's pairs divided by its opinions less one.
        values: The scale, shape (levels,).
        ordered: Whether disagreement grows with distance.
    """
    place = np.arange(len(values), dtype=np.float64)
    total = pairs.sum(axis=(1, 2))
    apart = np.abs(values[:, None] - values[None, :])
    nothing = np.full(len(pairs), np.nan)
    weights = (place[:, None] - place[None, :]) ** 2 if ordered else 1.0 - np.eye(len(values))
    frequency = coincidences.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.trace(pairs, axis1=1, axis2=2) / total
        within = np.einsum("bij,ij->b", pairs, (apart < 1 + 1e-9).astype(float)) / total
        nominal = _alpha(coincidences, frequency, np.broadcast_to(weights, coincidences.shape))
        kappa = _kappa(pairs, total, weights)
        if not ordered:
            return Figures(kappa, nominal, nothing, exact, nothing)
        # The ordinal distance is the squared difference of mean ranks.
        ranks = np.cumsum(frequency, axis=1) - frequency / 2
        ordinal = _alpha(coincidences, frequency, (ranks[:, :, None] - ranks[:, None, :]) ** 2)
    return Figures(kappa, ordinal, nominal, exact, within)


def _kappa(pairs: Floats, total: Floats, weights: Floats) -> Floats:
    margin = pairs.sum(axis=2) / total[:, None]
    observed = np.einsum("bij,ij->b", pairs, weights) / total
    expected = np.einsum("bi,ij,bj->b", margin, weights, margin)
    kappa: Floats = 1 - observed / np.where(expected > 0, expected, np.nan)
    return kappa


def _alpha(coincidences: Floats, frequency: Floats, distance: Floats) -> Floats:
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = np.einsum("bi,bij,bj->b", frequency, distance, frequency) / (frequency.sum(axis=1) - 1)
    alpha: Floats = 1 - observed / np.where(expected > 0, expected, np.nan)
    return alpha


def cohens_kappa(pairs: Floats, *, ordered: bool) -> float:
    """Scikit-learn's kappa of one table of pairs, quadratic weights where ordered; NaN where undefined."""
    from sklearn.metrics import cohen_kappa_score

    if np.count_nonzero(pairs.sum(axis=1)) < 2 and np.count_nonzero(pairs.sum(axis=0)) < 2:
        return float("nan")
    levels = np.arange(len(pairs))
    first, second = np.repeat(levels, len(levels)), np.tile(levels, len(levels))
    weights = "quadratic" if ordered else None
    return float(
        cohen_kappa_score(first, second, labels=levels, weights=weights, sample_weight=pairs.ravel())
    )


def krippendorffs_alpha(
    counts: Counts, values: Floats, level: Literal["nominal", "ordinal", "interval"]
) -> float | None:
    """Krippendorff's alpha by the package of that name; NaN where undefined, None where it is too large."""
    import krippendorff

    if counts.size * counts.shape[1] > MOST_CELLS:
        return None
    if np.count_nonzero(counts.sum(axis=0)) < 2:
        return float("nan")
    found = krippendorff.alpha(
        value_counts=counts.astype(np.int64), value_domain=values, level_of_measurement=level
    )
    return float(found)
