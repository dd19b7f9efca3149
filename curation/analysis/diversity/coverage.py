"""How well a growing subset covers all prompts, beside subsets of the same sizes drawn at random."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from curation.analysis.diversity.cover import Cover, Index, Vectors
from curation.analysis.diversity.prompts import Prompts
from curation.analysis.diversity.subset import Subset
from curation.analysis.team import Team, team

MEASURED = 20_000
SEEDS = 5
STOPS = 12


@dataclass(frozen=True, slots=True)
class Band:
    """A figure over several random subsets: its mean, lowest and highest."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stop:
    """The distances (1 - cosine) of prompts to the nearest chosen one, at one size.

    Attributes:
        size: How many are chosen.
        mean: The mean distance.
        largest: The largest.
        random_mean: The same means of random subsets.
        random_largest: Likewise.
    """

    size: int
    mean: float
    largest: float
    random_mean: Band
    random_largest: Band


@dataclass(frozen=True)
class Coverage:
    """A curve of coverage.

    Attributes:
        stops: By size.
        measured: Prompts whose distances were taken; fewer than ``of`` beyond ``MEASURED``, and then the
            largest distance is of those alone.
        of: Distinct prompts in all.
        seeds: How many random subsets there are at each size.
    """

    stops: tuple[Stop, ...]
    measured: int
    of: int
    seeds: int

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def coverage_of(prompts: Prompts, subset: Subset, *, seeds: int = SEEDS, seed: int = 0) -> Coverage:
    """The curve of a subset chosen from ``prompts``, each key counted once; args as for ``coverage``."""
    rows = prompts.distinct
    place = {prompts.keys[row]: at for at, row in enumerate(rows.tolist())}
    order = np.array([place[key] for key in subset.keys], np.int64)
    with team() as workers:
        return coverage(prompts.vectors[rows], order, workers, seeds=seeds, seed=seed)


def coverage(vectors: Vectors, order: Index, workers: Team, *, seeds: int = SEEDS, seed: int = 0) -> Coverage:
    """The curve of ``order`` and of ``seeds`` random orders.

    Args:
        vectors: float32 [n, d], unit rows.
        order: Rows in the order they were chosen.
        workers: Who compares.
        seeds: How many random orders.
        seed: Decides them, and which prompts are measured where there are many.
    """
    rng = np.random.default_rng(seed % 2**64)
    n, size = len(vectors), len(order)
    rows = None if n <= MEASURED else np.sort(rng.choice(n, MEASURED, replace=False))
    stops_at = np.geomspace(1, size, STOPS) if size else np.empty(0)
    sizes = np.unique(stops_at.round().astype(np.int64))
    chosen = _curve(Cover(vectors, workers, rows), order, sizes)
    others = [rng.choice(n, size, replace=False) for _ in range(seeds)]
    drawn = [_curve(Cover(vectors, workers, rows), other, sizes) for other in others]
    stops = []
    for at, here in enumerate(sizes.tolist()):
        bands = [_band([curve[at][which] for curve in drawn]) for which in (0, 1)]
        stops.append(Stop(here, *chosen[at], *bands))
    return Coverage(tuple(stops), n if rows is None else len(rows), n, seeds)


def _curve(cover: Cover, order: Index, sizes: Index) -> list[tuple[float, float]]:
    """Mean and largest distance at each size."""
    found, done = [], 0
    for size in sizes.tolist():
        cover.add(order[done:size])
        done = size
        found.append((float(cover.distance.mean(dtype=np.float64)), float(cover.distance.max())))
    return found


def _band(values: list[float]) -> Band:
    return Band(float(np.mean(values)), min(values), max(values)) if values else Band(*[float("nan")] * 3)
