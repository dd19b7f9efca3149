"""Distances between distributions are scipy's, and for nested sets those of the sets themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from curation.analysis.comparison.distance import distance, nested_distance

WHOLE = st.lists(st.integers(0, 4).map(float), min_size=1, max_size=30)
REAL = st.lists(st.integers(0, 10_000).map(lambda n: n / 7), min_size=1, max_size=30)


def test_ratings_are_compared_cell_by_cell() -> None:
    found = distance(np.array([0.0, 0, 1, 4]), np.array([0.0, 4, 4, 4]))
    assert found is not None
    assert (found.kind, found.value) == ("total variation", 0.5)


def test_other_numbers_by_their_distribution_functions() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=300), rng.normal(0.3, size=200)
    found = distance(first, second)
    assert found is not None
    known = stats.ks_2samp(first, second, method="asymp")
    assert (found.kind, found.value, found.p) == (
        "kolmogorov-smirnov",
        pytest.approx(known.statistic),
        pytest.approx(known.pvalue),
    )


@given(st.one_of(st.tuples(WHOLE, WHOLE), st.tuples(REAL, REAL)))
def test_a_nested_distance_is_that_from_all_values(parts: tuple[list[float], list[float]]) -> None:
    removed, kept = (np.array(part) for part in parts)
    everything = np.r_[removed, kept]
    found, direct = nested_distance(removed, kept), distance(everything, kept)
    assert found is not None
    assert direct is not None
    assert found.kind == direct.kind
    assert found.value == pytest.approx(direct.value)


def test_few_values_that_are_nearly_all_equal_have_a_distance_too() -> None:
    found = distance(np.zeros(5), np.array([0, 0, 0, 0, 1 / 7]))
    assert found is not None
    assert found.value == pytest.approx(0.2)
    assert 0.5 < found.p <= 1


def test_nothing_is_at_no_distance() -> None:
    assert distance(np.empty(0), np.ones(3)) is None
    assert nested_distance(np.ones(3), np.empty(0)) is None
    same = nested_distance(np.empty(0), np.arange(100) / 7)
    assert same is not None
    assert same.value == 0
