"""Estimates agree with scipy, scikit-learn and statsmodels, and know which pairs share a prompt."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from curation.analysis.estimate import NOTHING, auc, known, mean, share, share_by_prompt

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize(("won", "n"), [(0, 7), (3, 10), (10, 10), (5_400, 10_000)])
def test_a_share_has_scipys_wilson_interval(won: int, n: int) -> None:
    interval = binomtest(won, n).proportion_ci(method="wilson")
    found = share(won, n)
    assert (found.value, found.low, found.high) == pytest.approx((won / n, interval.low, interval.high))


def test_a_half_counts_half() -> None:
    assert share(2.5, 5).value == 0.5
    assert share(2, 5).low < share(2.5, 5).low < share(3, 5).low


def test_pairs_of_different_prompts_count_one_by_one() -> None:
    outcome = RANDOM.integers(0, 2, 400).astype(float)
    alone = share_by_prompt(outcome, np.arange(400))
    assert alone == share(float(outcome.sum()), 400)


def test_ten_pairs_of_one_prompt_that_always_agree_count_as_one() -> None:
    outcome = np.repeat(RANDOM.integers(0, 2, 40).astype(float), 10)
    together = share_by_prompt(outcome, np.repeat(np.arange(40), 10))
    as_one = share(float(outcome[::10].sum()), 40)
    assert (together.low, together.high) == pytest.approx((as_one.low, as_one.high))
    assert together.n == 400


def test_the_area_under_the_curve_is_scikit_learns_with_every_pair_both_ways_round() -> None:
    difference = RANDOM.normal(0.3, 1, 500).round(1)
    labels = np.repeat([1, 0], 500)
    expected = roc_auc_score(labels, np.concatenate([difference, -difference]))
    assert auc(difference, np.arange(500)).value == pytest.approx(expected)


def test_the_interval_of_an_area_covers_the_truth_as_often_as_it_says() -> None:
    # The sum of two differences is normal with mean 1 and variance 2.
    truth = 0.5 * (1 + math.erf(1 / 2))
    covered = 0
    for _ in range(300):
        found = auc(RANDOM.normal(0.5, 1, 120), np.arange(120))
        covered += found.low <= truth <= found.high
    assert 0.91 <= covered / 300 <= 0.99


def test_pairs_that_come_ten_times_make_no_area_more_certain() -> None:
    difference = RANDOM.normal(0.3, 1, 60)
    once = auc(difference, np.arange(60))
    repeated = auc(np.repeat(difference, 10), np.repeat(np.arange(60), 10))
    assert (repeated.value, repeated.low) == pytest.approx((once.value, once.low))


def test_nothing_is_known_of_nothing() -> None:
    for found in (share(0, 0), share_by_prompt(np.empty(0), np.empty(0, int)), mean(np.empty(0))):
        assert found is NOTHING
    assert auc(np.empty(0), np.empty(0, int)) is NOTHING
    assert NOTHING.as_json() == {"value": None, "interval": [None, None], "n": 0}
    assert known(math.inf) is None


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_turning_every_pair_round_mirrors_the_area(differences: list[int]) -> None:
    values = np.array(differences, float)
    prompt = np.arange(len(values))
    one, other = auc(values, prompt), auc(-values, prompt)
    assert one.value + other.value == pytest.approx(1)
    assert 0 <= one.low <= one.value <= one.high <= 1
