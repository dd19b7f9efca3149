"""The figures of a whole set in tokens: how long pairs are, and what a trainer's limit does to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.analysis.checks.trainers import Fit, Trainer
from curation.export.seen.lengths import Lengths

_BINS = 40
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True, eq=False)
class Spectrum:
    """How many pairs need how many tokens.

    Attributes:
        edges: int64 [bins + 1]; a bin holds ``edges[i]`` ≤ tokens < ``edges[i + 1]``.
        counts: int64 [bins].
    """

    edges: NDArray[np.int64]
    counts: NDArray[np.int64]


def spectrum(lengths: Lengths, limit: int) -> Spectrum:
    """Equal bins over all totals; one edge lies at the limit, so that no bin is half within it."""
    totals = lengths.totals
    most = int(totals.max(initial=0)) + 1
    # A pair of just the limit fits: the first token over it begins the next bin.
    over = limit + 1
    width = max(1, -(-most // _BINS))
    below = np.arange(over, -1, -width)[::-1]
    edges = np.r_[0, below[below > 0], np.arange(over + width, most + width, width)]
    edges = np.unique(edges[edges < most + width])
    if len(edges) < 2:
        edges = np.array([0, max(most, 1)])
    counts, _ = np.histogram(totals, edges)
    return Spectrum(edges.astype(np.int64), counts.astype(np.int64))


def told(lengths: Lengths, fit: Fit, mode: str = "keep_start") -> dict[str, Any]:
    """The figures as ``seen --json`` prints them; ``fits + cut + dropped + refused = pairs``."""
    dropped, cut = int(fit.dropped.sum()), int(fit.cut.sum())
    refused = int(lengths.refused.sum())
    drawn = spectrum(lengths, fit.limit)
    return {
        "dataset": lengths.dataset.id,
        "pairs": len(lengths.ids),
        "trainer": fit.trainer.name,
        "max_length": fit.limit,
        **({"truncation_mode": mode} if fit.trainer.name == "trl-dpo" else {}),
        "fits": len(lengths.ids) - dropped - cut - refused,
        "cut": cut,
        "dropped": dropped,
        "refused": refused,
        "refusals": [{"reason": said, "pairs": len(rows)} for said, rows in lengths.refusals.items()],
        "prompts_that_lose_their_end": len(lengths.lossy),
        "tokens": _spread(lengths.totals),
        "histogram": {"edges": drawn.edges.tolist(), "counts": drawn.counts.tolist()},
        "rule": fit.trainer.does,
        "source": fit.trainer.source,
    }


def _spread(totals: NDArray[np.int64]) -> dict[str, float | None]:
    names = ["mean", *(f"p{round(100 * at)}" for at in _QUANTILES), "most"]
    if not len(totals):
        return dict.fromkeys(names)
    values = [totals.mean(), *np.quantile(totals, _QUANTILES), totals.max()]
    return {name: round(float(value), 1) for name, value in zip(names, values, strict=True)}


def fates(lengths: Lengths, fit: Fit) -> NDArray[np.str_]:
    """What becomes of each of the kept pairs: ``fits``, ``cut``, ``dropped`` or ``refused``."""
    found = np.full(len(lengths.ids), "fits", "<U7")
    found[fit.cut[lengths.ids]] = "cut"
    found[fit.dropped[lengths.ids]] = "dropped"
    found[lengths.refused] = "refused"
    return found


def fit_of(lengths: Lengths, trainer: Trainer, limit: int | None, mode: str) -> Fit:
    """What becomes of the pairs, truncation mode included."""
    return lengths.fit(trainer, limit, from_end=mode == "keep_end" and trainer.name == "trl-dpo")
