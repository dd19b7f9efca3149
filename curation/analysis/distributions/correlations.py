"""How all attributes and signals go together over answers: Pearson or Spearman, with n, p and interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.distributions.values import Codes, Floats, Mask, answers_in, column
from curation.analysis.team import Team, team
from curation.store import Dataset

BLOCK = 1 << 16


# Count, sums, squares and products, shape (4, columns, columns).
Sums = Floats
Kind = Literal["pearson", "spearman"]


@dataclass(frozen=True, eq=False)
class Correlations:
    """A correlation for each two measures over answers, all arrays of shape (measures, measures).

    Intervals and p take answers for independent, which answers to one prompt are not quite.

    Attributes:
        kind: Pearson's of the values, or Spearman's: of the ranks, ties at their mean rank.
        names: The measures.
        n: Answers that have both.
        r: The correlation, NaN where either does not vary.
        low: Lower end of a 95 % interval by Fisher's z; for Spearman with the variance of Bonett and
            Wright (2000).
        high: Its upper end.
        p: Two-sided, by Student's t.
    """

    kind: Kind
    names: tuple[str, ...]
    n: NDArray[np.int64]
    r: Floats
    low: Floats
    high: Floats
    p: Floats

    def table(self) -> pa.Table:
        """The chart's data: a row for each two measures."""
        x, y = np.triu_indices(len(self.names), 1)
        names = pa.array(self.names, pa.string())
        figures = {self.kind: self.r, "low": self.low, "high": self.high, "p": self.p}
        return pa.table(
            {"x": names.take(pa.array(x)), "y": names.take(pa.array(y)), "n": pa.array(self.n[x, y])}
            | {title: pa.array(found[x, y], from_pandas=True) for title, found in figures.items()}
        )


def correlations(dataset: Dataset, kept: Mask | None = None, kind: Kind = "pearson") -> Correlations:
    """Correlations between all attributes and signals over the answers of the kept pairs.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means all answers, paired or not.
        kind: Which correlation.
    """
    names = dataset.measures
    columns = [column(dataset, name) for name in names]
    if kept is not None:
        ids = answers_in(dataset, kept)
        columns = [values[ids] for values in columns]
    return correlated(names, columns, kind)


def correlated(names: tuple[str, ...], columns: list[Floats], kind: Kind = "pearson") -> Correlations:
    """Correlations between columns of equal length, over rows where both of two are known."""
    if not names:
        none = np.empty((0, 0))
        return Correlations(kind, (), none.astype(np.int64), none, none, none, none)
    with team() as workers:
        r, n = products(columns, workers) if kind == "pearson" else _of_ranks(columns, workers)
    from scipy.stats import norm, t

    with np.errstate(divide="ignore", invalid="ignore"):
        variance = 1.0 if kind == "pearson" else 1 + r**2 / 2
        half = norm.ppf(0.975) * np.sqrt(variance / np.where(n > 3, n - 3, np.nan))
        z = np.arctanh(r)
        degrees = np.where(n > 2, n - 2, np.nan)
        p = np.asarray(2 * t.sf(np.abs(r) * np.sqrt(degrees / (1 - r**2)), degrees))
    return Correlations(kind, names, n.astype(np.int64), r, np.tanh(z - half), np.tanh(z + half), p)


def products(columns: list[Floats], workers: Team | None = None) -> tuple[Floats, Floats]:
    """Pearson's r of each two columns over rows where both are known, and how many these are.

    Args:
        columns: Of equal length.
        workers: Who goes through the rows; None is this thread alone.
    """
    centre = np.array([_mean(values) for values in columns])

    def block(part: slice) -> Sums:
        return _sums(np.stack([values[part] for values in columns]) - centre[:, None])

    rows = len(columns[0])
    if workers is None:
        found = [block(slice(start, start + BLOCK)) for start in range(0, rows, BLOCK)]
    else:
        found = workers.over(rows, BLOCK, block) if rows else []
    size = len(columns)
    n, total, square, cross = sum(found, start=np.zeros((4, size, size)))
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = cross - total * total.T / n
        variance = square - total**2 / n
        # What is left of a constant column after rounding is no variance.
        variance[variance <= 1e-12 * square] = np.nan
        r = covariance / np.sqrt(variance * variance.T)
    return np.clip(np.where(n >= 2, r, np.nan), -1, 1), n


def _sums(block: Floats) -> Floats:
    """Count, sum, sum of squares and of products of each two columns, over rows where both are known.

    Of shape (4, columns, columns); sums and squares are those of the first of the two.
    """
    missing = np.isnan(block)
    gaps = missing.any(axis=1)
    size, rows = block.shape
    n, total, square = np.full((size, size), float(rows)), np.empty((size, size)), np.empty((size, size))
    if not gaps.any():
        total[:], square[:] = block.sum(axis=1)[:, None], np.einsum("ij,ij->i", block, block)[:, None]
        return np.stack([n, total, square, block @ block.T])
    block[missing] = 0.0
    squares = block**2
    # A column without gaps takes nothing from the other; of most pairs, one has none.
    known = (~missing[gaps]).astype(np.float64)
    n[:], total[:], square[:] = rows, block.sum(axis=1)[:, None], squares.sum(axis=1)[:, None]
    n[gaps] = known.sum(axis=1)[:, None]
    n[:, gaps] = known.sum(axis=1)
    n[np.ix_(gaps, gaps)] = known @ known.T
    total[:, gaps], square[:, gaps] = block @ known.T, squares @ known.T
    return np.stack([n, total, square, block @ block.T])


def _of_ranks(columns: list[Floats], workers: Team) -> tuple[Floats, Floats]:
    codes = workers.each(columns, _codes)
    r, n = products(workers.each(codes, _mean_ranks), workers)
    missing = [code < 0 for code in codes]
    # Ranks are among a column's known values: where another column misses some, they are others.
    pairs = np.stack(np.triu_indices(len(codes), 1), axis=1).tolist()
    uneven = [(x, y) for x, y in pairs if not np.array_equal(missing[x], missing[y])]

    def again(pair: tuple[int, int]) -> float:
        there = ~(missing[pair[0]] | missing[pair[1]])
        return float(products([_mean_ranks(codes[at][there]) for at in pair])[0][0, 1])

    for (x, y), value in zip(uneven, workers.each(uneven, again), strict=True):
        r[x, y] = r[y, x] = value
    return r, n


def _codes(values: Floats) -> Codes:
    """Whole numbers in the order of the values, equal where these are; −1 for NaN."""
    known = ~np.isnan(values)
    some = values if known.all() else values[known]
    codes = np.full(len(values), -1, np.int64)
    if not len(some):
        return codes
    low = float(some.min())
    if float(some.max()) - low < 8 * len(some) + 64 and np.array_equal(some, np.rint(some)):
        codes[known] = (some - low).astype(np.int64)
        return codes
    order = np.argsort(some)
    ordered = some[order]
    place = np.empty(len(some), np.int64)
    place[order] = np.cumsum(np.r_[False, ordered[1:] != ordered[:-1]])
    codes[known] = place
    return codes


def _mean_ranks(codes: Codes) -> Floats:
    """The mean rank of each code among those that are not −1, which become NaN."""
    counts = np.bincount(codes + 1, minlength=1)
    counts[0] = 0
    ranks = np.cumsum(counts) - (counts - 1) / 2
    ranks[0] = np.nan
    found: Floats = ranks[codes + 1]
    return found


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else 0.0
