"""How far each prompt lies from the nearest other one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from curation.analysis.diversity.cover import Floats, Index, Vectors
from curation.analysis.diversity.spread import Spread
from curation.analysis.team import Team
from curation.similarity.nearest import top_of_rows

ALL = 20_000
SAMPLE = 10_000
_CELLS = 1 << 23


@dataclass(frozen=True, eq=False)
class Spacing:
    """1 - cosine of prompts to their nearest other.

    Attributes:
        rows: int64 [m], the prompts measured: all up to ``ALL``, else ``SAMPLE`` of them drawn by seed.
        nearest: int64 [m], the nearest of all the others.
        distance: float32 [m].
        of: Prompts they were compared with.
    """

    rows: Index
    nearest: Index
    distance: Floats
    of: int

    @property
    def spread(self) -> Spread:
        """Their histogram over 0–1 and quantiles."""
        return Spread.of(self.distance, low=0, high=1)

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"measured": len(self.rows), "of": self.of, **self.spread.as_json()}


def spacing(vectors: Vectors, team: Team, *, seed: int = 0) -> Spacing:
    """The nearest other vector of each, exactly.

    Args:
        vectors: float32 [n, d], unit rows.
        team: Who compares.
        seed: Decides the sample of a large set.
    """
    n = len(vectors)
    rows = np.arange(n if n > 1 else 0)
    if n > ALL:
        rows = np.sort(np.random.default_rng(seed % 2**64).choice(n, SAMPLE, replace=False))

    def block(part: slice) -> tuple[Index, Floats]:
        scores = vectors[rows[part]] @ vectors.T
        scores[np.arange(len(scores)), rows[part]] = -np.inf
        ids, cosine = top_of_rows(scores, 1)
        return ids[:, 0].astype(np.int64), np.minimum(cosine[:, 0], np.float32(1))

    found = team.over(len(rows), max(1, min(512, _CELLS // max(n, 1))), block) if len(rows) else []
    nearest = np.concatenate([ids for ids, _ in found]) if found else np.empty(0, np.int64)
    cosine = np.concatenate([cosine for _, cosine in found]) if found else np.empty(0, np.float32)
    return Spacing(rows, nearest, np.asarray(1 - cosine, np.float32), n)
