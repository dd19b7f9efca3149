"""How well chosen vectors cover all of them: the nearest chosen one of each, kept as more are added."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from curation.analysis.team import Team

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]
Progress = Callable[[str, int, int], None]
Poll = Callable[[], bool]

_ROWS = 4_096
_COLUMNS = 256


class Cover:
    """The nearest chosen vector of each of n unit vectors; memory is a few blocks, never n × n.

    Args:
        vectors: float32 [n, d], unit rows.
        team: Who compares.
        rows: Ascending, those that are looked at; None for all n.

    Attributes:
        cosine: float32 [m], of each row looked at to the nearest chosen one; -2 while none is chosen.
        owner: int64 [m], which one that is; -1 while none is chosen.
    """

    def __init__(self, vectors: Vectors, team: Team, rows: Index | None = None) -> None:
        self._vectors = vectors
        self._covered = vectors if rows is None else vectors[rows]
        self._rows = np.arange(len(vectors)) if rows is None else rows
        self._team = team
        self.cosine: Floats = np.full(len(self._rows), -2, np.float32)
        self.owner: Index = np.full(len(self._rows), -1, np.int64)

    def add(self, chosen: Index) -> None:
        """Choose more vectors, by position; of equally near ones the first chosen is the nearest."""
        for at in range(0, len(chosen), _COLUMNS):
            self._add(chosen[at : at + _COLUMNS])
        # Rounding must not leave a chosen vector at a distance from itself.
        itself = np.flatnonzero(np.isin(self._rows, chosen))
        self.cosine[itself] = 1
        self.owner[itself] = self._rows[itself]

    def _add(self, chosen: Index) -> None:
        centres = self._vectors[chosen]

        def block(part: slice) -> None:
            scores = centres @ self._covered[part].T
            nearer = np.flatnonzero(scores.max(axis=0) > self.cosine[part])
            if len(nearer):
                scores = scores[:, nearer]
                best = scores.argmax(axis=0)
                self.cosine[part][nearer] = np.minimum(scores[best, np.arange(len(nearer))], 1)
                self.owner[part][nearer] = chosen[best]

        self._team.over(len(self._covered), _ROWS, block)

    @property
    def distance(self) -> Floats:
        """1 - cosine to the nearest chosen vector, float32 [m]."""
        return np.asarray(1 - self.cosine, np.float32)
