"""Correlations are scipy's, with n, p and interval for each two measures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from curation.analysis.distributions import correlations
from curation.analysis.distributions.correlations import Kind, correlated
from tests.unit.analysis.conftest import Build, rated


def columns(n: int = 60, missing: float = 0.2) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    base = rng.normal(size=n)
    made = [
        base,
        np.round(base + rng.normal(size=n)),
        1e6 + np.exp(base),
        rng.integers(0, 3, n).astype(float),
    ]
    for at, values in enumerate(made[1:]):
        values[rng.random(n) < missing * at] = np.nan
    return made


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
def test_every_cell_is_scipys(kind: Kind) -> None:
    made = columns()
    found = correlated(tuple("abcd"), made, kind)
    for x in range(4):
        for y in range(4):
            both = ~np.isnan(made[x]) & ~np.isnan(made[y])
            assert found.n[x, y] == both.sum()
            left, right = made[x][both], made[y][both]
            known = stats.pearsonr(left, right) if kind == "pearson" else stats.spearmanr(left, right)
            assert found.r[x, y] == pytest.approx(known.statistic)
            if x == y:
                continue
            assert found.p[x, y] == pytest.approx(known.pvalue)
            if kind == "pearson":
                interval = known.confidence_interval()
                assert (found.low[x, y], found.high[x, y]) == pytest.approx(tuple(interval))
            assert found.low[x, y] <= found.r[x, y] <= found.high[x, y]


@pytest.mark.parametrize("kind", ["pearson", "spearman"])
def test_a_constant_correlates_with_nothing(kind: Kind) -> None:
    found = correlated(("a", "b"), [np.full(10, 0.1), np.arange(10.0)], kind)
    assert math.isnan(found.r[0, 1])
    assert math.isnan(found.p[0, 1])
    assert found.n[0, 1] == 10


VALUES = st.integers(-3, 3).map(float) | st.floats(-5, 5) | st.just(math.nan)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=40))
def test_ranks_are_redone_where_one_of_two_misses_values(points: list[tuple[float, float]]) -> None:
    made = list(np.array(points, float).T)
    found = correlated(("a", "b"), made, "spearman").r[0, 1]
    both = ~np.isnan(made[0]) & ~np.isnan(made[1])
    ranks = [stats.rankdata(values[both]) for values in made]
    if both.sum() < 2 or np.ptp(ranks[0]) == 0 or np.ptp(ranks[1]) == 0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(np.corrcoef(*ranks)[0, 1])


def test_correlations_are_over_answers(measured: Build) -> None:
    rows = [rated(f"q{i}", "word " * (i % 5 + 1), i % 4, (i * i) % 5) for i in range(20)]
    dataset = measured(rows)
    found = correlations(dataset)
    assert found.names == dataset.measures
    assert np.allclose(found.r, found.r.T, equal_nan=True)
    assert found.n.max() == 20
    pairs = len(found.names) * (len(found.names) - 1) // 2
    assert found.table().num_rows == pairs
    assert correlations(dataset, np.zeros(len(dataset.pairs), bool), "spearman").n.max() == 0
