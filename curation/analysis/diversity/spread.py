"""How a number is spread over prompts: mean, quantiles and a histogram."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_BINS = 40


@dataclass(frozen=True)
class Spread:
    """A number over ``n`` prompts.

    Attributes:
        n: How many prompts.
        mean: Its mean, NaN of nothing.
        quantiles: Its values at ``QUANTILES``, lowest and highest included.
        edges: The histogram's bins, one edge more than bins; what lies beyond the last is in the last bin.
        counts: Prompts in each bin; they add up to ``n``.
    """

    n: int
    mean: float
    quantiles: tuple[float, ...]
    edges: tuple[float, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, values: npt.ArrayLike, *, low: float | None = None, high: float | None = None) -> Spread:
        """Spread of some values; bins from ``low`` to ``high``, or from the least to the 99.5th percentile.

        Whole numbers of few values get a bin each.
        """
        known = np.asarray(values, np.float64)
        if not len(known):
            nothing = float("nan")
            return cls(0, nothing, (nothing,) * len(QUANTILES), (0.0, 1.0), (0,))
        edges = _edges(known, low, high)
        counts = np.histogram(np.clip(known, edges[0], edges[-1]), edges)[0]
        quantiles = np.quantile(known, QUANTILES)
        return cls(
            len(known),
            float(known.mean()),
            tuple(quantiles.tolist()),
            tuple(edges.tolist()),
            tuple(counts.tolist()),
        )

    def at(self, quantile: float) -> float:
        """One of the quantiles kept."""
        return self.quantiles[QUANTILES.index(quantile)]

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        told = asdict(self)
        told["quantiles"] = {f"{q:g}": v for q, v in zip(QUANTILES, self.quantiles, strict=True)}
        return told


def _edges(values: npt.NDArray[np.float64], low: float | None, high: float | None) -> npt.NDArray[np.float64]:
    least = float(values.min()) if low is None else low
    most = float(np.quantile(values, 0.995)) if high is None else high
    if low is None and high is None and most - least < _BINS and np.all(values == np.round(values)):
        return np.arange(least - 0.5, most + 1)
    return np.linspace(least, most if most > least else least + 1, _BINS + 1)
