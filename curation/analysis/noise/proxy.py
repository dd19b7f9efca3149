"""The reward proxy: a Bradley–Terry model, linear in the differences of features.

P(the first answer is preferred) = σ(w · (its features − the other's)). There is no intercept, and columns are
scaled but never shifted, so that turning a pair round turns its margin round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signs = NDArray[np.float64]

# The strength of the prior, and how far one feature may reach, chosen on sets the page on label noise names.
C = 0.003
REACH = 2.5


@dataclass(frozen=True, eq=False)
class Proxy:
    """A fitted model.

    Attributes:
        scale: Root mean square of each column in training.
        weights: Of the scaled columns.
    """

    scale: Floats
    weights: Floats

    def scaled(self, differences: Floats) -> Floats:
        """The columns as the model sees them, cut at ``REACH`` on either side."""
        cut: Floats = np.clip(differences / self.scale, -REACH, REACH)
        return cut

    def margins(self, differences: Floats) -> Floats:
        """By how much the proxy prefers the first answer, in log odds, shape (n,)."""
        margins: Floats = self.scaled(differences) @ self.weights
        return margins


def fit(differences: Floats, stated: Signs) -> Proxy:
    """Train on pairs.

    Args:
        differences: float64 [n, columns], first answer less second.
        stated: +1 where the first is stated to be better, −1 where the second.
    """
    spread = np.sqrt(np.mean(differences**2, axis=0)) if len(differences) else np.ones(differences.shape[1])
    scale = np.where(spread > 0, spread, 1.0)
    blank = Proxy(scale, np.zeros(differences.shape[1]))
    if len(differences) < 2:
        return blank
    from sklearn.linear_model import LogisticRegression

    # Every other pair turned round: the same model, but the library wants to see two classes.
    turn = np.where(np.arange(len(differences)) % 2, 1.0, -1.0)
    model = LogisticRegression(C=C, fit_intercept=False, solver="newton-cholesky", tol=1e-6)
    model.fit(blank.scaled(differences) * (turn * stated)[:, None], turn > 0)
    return Proxy(scale, np.asarray(model.coef_[0], np.float64))


def out_of_fold(
    differences: Floats, stated: Signs, fold: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], Proxy]]:
    """For each fold the rows in it and the model trained on all other rows."""
    for held in range(int(fold.max(initial=-1)) + 1):
        rest = fold != held
        yield np.flatnonzero(~rest), fit(differences[rest], stated[rest])


def margins_out_of_fold(differences: Floats, stated: Signs, fold: NDArray[np.int64]) -> Floats:
    """The margin of each pair, in favour of the stated verdict, by the model that has not seen its fold."""
    margins = np.zeros(len(differences))
    for rows, proxy in out_of_fold(differences, stated, fold):
        margins[rows] = proxy.margins(differences[rows]) * stated[rows]
    return margins
