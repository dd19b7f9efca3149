"""Agreement on one thing that several people judged, every figure with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curation.analysis.agreement.figures import cohens_kappa, figures_of, krippendorffs_alpha
from curation.analysis.agreement.opinions import Opinions
from curation.analysis.agreement.resampling import Kinds, interval
from curation.analysis.estimate import NOTHING, Estimate, known

FIGURES = ("kappa", "alpha", "alpha_interval", "exact", "within_one")


@dataclass(frozen=True, slots=True)
class Between:
    """Two named judges, item against item; ``kappa`` is Cohen's own, unweighted."""

    first: str
    second: str
    items: int
    exact: float
    kappa: float


@dataclass(frozen=True)
class Agreement:
    """How far people agree on one thing.

    Attributes:
        name: An attribute, or ``verdict``.
        levels: The scale's levels, lowest first.
        ordered: Whether the scale has an order; without one ``alpha`` is nominal, kappa unweighted.
        items: Answers (or pairs, for verdicts) that at least two judged.
        prompts: The prompts these belong to, which the intervals draw.
        opinions: Single ratings of these items.
        pairs: Pairs of two ratings of one item, each counted once.
        kappa: Quadratic-weighted kappa over all pairs of ratings, each entered both ways.
        alpha: Krippendorff's alpha, ordinal (nominal without an order).
        alpha_interval: The same with interval distances.
        exact: Share of pairs of ratings that are equal.
        within_one: Share of pairs of ratings at most one apart.
        spreads: Highest less lowest rating of an item → how many items; for unordered scales the
            number of different opinions less one.
        between: Named judges two by two, where judges have names.
    """

    name: str
    levels: tuple[str, ...]
    ordered: bool
    items: int
    prompts: int
    opinions: int
    pairs: int
    kappa: Estimate
    alpha: Estimate
    alpha_interval: Estimate
    exact: Estimate
    within_one: Estimate
    spreads: dict[float, int]
    between: tuple[Between, ...] = ()

    @property
    def disagreed(self) -> int:
        """Items on which not everybody said the same."""
        return self.items - self.spreads.get(0.0, 0)

    def as_json(self) -> dict[str, object]:
        """Its part of what ``agreement --json`` prints."""
        return {
            "name": self.name,
            "levels": list(self.levels),
            "ordered": self.ordered,
            "items": self.items,
            "prompts": self.prompts,
            "opinions": self.opinions,
            "pairs": self.pairs,
            "disagreed": self.disagreed,
            **{name: getattr(self, name).as_json() for name in FIGURES},
            "spreads": {f"{spread:g}": count for spread, count in self.spreads.items()},
            "between": [
                {
                    "judges": [each.first, each.second],
                    "items": each.items,
                    "exact": known(each.exact),
                    "kappa": known(each.kappa),
                }
                for each in self.between
            ],
        }


def agreement(opinions: Opinions, between: tuple[Between, ...] = ()) -> Agreement:
    """Every figure of agreement, with 95 % percentile intervals over prompts drawn again.

    Args:
        opinions: Who said what; items that only one judged are passed over.
        between: Figures of named judges, passed on.
    """
    shared = opinions.shared()
    items = len(shared.counts)
    several = shared.counts.sum(axis=1, dtype=np.int64)
    spreads = _spreads(shared)
    pairs = int((several * (several - 1)).sum()) // 2
    figures = _figures(shared) if items else {}
    return Agreement(
        shared.name,
        shared.labels,
        shared.ordered,
        items,
        len(np.unique(shared.prompt)),
        int(several.sum()),
        pairs,
        **{name: figures.get(name, NOTHING) for name in FIGURES},
        spreads=spreads,
        between=between,
    )


def _figures(shared: Opinions) -> dict[str, Estimate]:
    kinds = Kinds(shared)
    tables, coincidences = kinds.tables(kinds.frequency[None])
    whole = figures_of(tables, coincidences, shared.values, ordered=shared.ordered)
    drawn = figures_of(*kinds.tables(kinds.draws()), shared.values, ordered=shared.ordered)
    alpha = krippendorffs_alpha(shared.counts, shared.values, "ordinal" if shared.ordered else "nominal")
    spaced = krippendorffs_alpha(shared.counts, shared.values, "interval") if shared.ordered else np.nan
    points = (
        cohens_kappa(tables[0], ordered=shared.ordered),
        float(whole.alpha[0]) if alpha is None else alpha,
        float(whole.alpha_interval[0]) if spaced is None else spaced,
        float(whole.exact[0]),
        float(whole.within_one[0]),
    )
    return {
        name: Estimate(value, *interval(getattr(drawn, name)), len(shared.counts))
        for name, value in zip(FIGURES, points, strict=True)
        if np.isfinite(value)
    }


def _spreads(opinions: Opinions) -> dict[float, int]:
    """How many items have each spread, narrowest first."""
    there = opinions.counts > 0
    if opinions.ordered:
        low, high = there.argmax(axis=1), there.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
        apart = opinions.values[high] - opinions.values[low]
    else:
        apart = there.sum(axis=1) - 1.0
    spreads, counts = np.unique(np.round(apart, 6), return_counts=True)
    return dict(zip(spreads.tolist(), counts.tolist(), strict=True))
