"""The effective number of topics: how many equally large ones would be as diverse (Hill 1973).

Order 1 is exp(Shannon's entropy), order 2 the inverse of Simpson's index, which counts small topics less.
Both lie between 1 and the number of topics, which the number of prompts decides (``topics.how_many``):
compare them between sets of like size, or as a share of that number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 1_000
THIN = 0.25
"""A topic is thin where it holds less than this part of an even share of the prompts."""


@dataclass(frozen=True, slots=True)
class Hill:
    """A Hill number with its 95 % interval."""

    order: int
    value: float
    low: float
    high: float


def hill(sizes: npt.ArrayLike, order: int, *, seed: int = 0) -> Hill:
    """The effective number of groups of these sizes.

    The interval is the bootstrap's percentiles: prompts are drawn anew, the topics stay what they are. It
    is widened to hold the value itself, below which resamples of an even division all lie.

    Args:
        sizes: Prompts in each group.
        order: 1 or 2.
        seed: Decides the resamples.
    """
    counts = np.asarray(sizes, np.float64)
    total = int(counts.sum())
    if not total:
        return Hill(order, float("nan"), float("nan"), float("nan"))
    value = float(_number(counts / total, order))
    drawn = np.random.default_rng(seed % 2**64).multinomial(total, counts / total, RESAMPLES)
    low, high = np.quantile(_number(drawn / total, order), [0.025, 0.975])
    return Hill(order, value, min(float(low), value), max(float(high), value))


def thin(sizes: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Which groups hold less than ``THIN`` of an even share."""
    counts = np.asarray(sizes, np.float64)
    return np.asarray(counts < THIN * counts.sum() / max(len(counts), 1))


def _number(shares: npt.NDArray[np.float64], order: int) -> npt.NDArray[np.float64]:
    if order == 2:
        return np.asarray(1 / (shares**2).sum(axis=-1))
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(np.exp(-(shares * logs).sum(axis=-1)))
