"""Differences and their intervals: Newcombe's and Welch's, and for nested sets kept against removed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis import Share
from curation.analysis.comparison.differences import (
    of_means,
    of_nested_means,
    of_nested_shares,
    of_shares,
)


def test_newcombes_own_example() -> None:
    # Newcombe (1998), table II, method 10: 56/70 − 48/80.
    found = of_shares(Share(48, 80), Share(56, 70))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert found.clear


def test_a_share_of_nothing_has_no_difference() -> None:
    assert math.isnan(of_shares(Share(0, 0), Share(1, 2)).value)
    assert math.isnan(of_nested_shares(Share(1, 2), Share(0, 0)).value)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_a_nested_difference_is_that_of_the_shares_and_within_its_interval(
    rows: list[tuple[bool, bool]],
) -> None:
    hit, kept = np.array(rows).T
    before, after = Share(int(hit.sum()), len(hit)), Share(int((hit & kept).sum()), int(kept.sum()))
    found = of_nested_shares(before, after)
    if not kept.any():
        assert math.isnan(found.value)
        return
    assert found.value == pytest.approx(after.value - before.value)
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12


def test_the_nested_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(300):
        kept = np.arange(200) < 150
        hit = rng.random(200) < np.where(kept, 0.3, 0.5)
        before, after = Share(int(hit.sum()), 200), Share(int(hit[kept].sum()), 150)
        found = of_nested_shares(before, after)
        covered += found.low <= 0.25 * (0.3 - 0.5) <= found.high
    assert 0.91 <= covered / 300 <= 0.99


def test_means_differ_as_welch_says() -> None:
    first, second = np.array([1.0, 2, 3, 4]), np.array([2.0, 4, 6, 8, 10])
    found = of_means(first, second)
    spread = first.var(ddof=1) / 4 + second.var(ddof=1) / 5
    degrees = spread**2 / ((first.var(ddof=1) / 4) ** 2 / 3 + (second.var(ddof=1) / 5) ** 2 / 4)
    from scipy.stats import t

    half = t.ppf(0.975, degrees) * math.sqrt(spread)
    assert (found.value, found.low, found.high) == pytest.approx((3.5, 3.5 - half, 3.5 + half))


def test_what_removes_nothing_changes_nothing() -> None:
    found = of_nested_means(np.empty(0), np.arange(5.0))
    assert (found.value, found.low, found.high) == (0, 0, 0)
    assert not found.clear


def test_where_one_side_does_not_vary_there_is_no_interval() -> None:
    found = of_means(np.arange(5.0), np.full(5, 3.0))
    assert found.value == 1
    assert math.isnan(found.low)


def test_means_of_zeros_and_ones_are_shares() -> None:
    first, second = np.repeat([1.0, 0.0], [3, 97]), np.zeros(50)
    assert of_means(first, second) == of_shares(Share(3, 100), Share(0, 50))
