"""What planted wrong labels say of a queue."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.noise import queue_worth
from curation.analysis.noise.worth import auc


def test_features_that_tell_nothing_give_a_queue_that_finds_nothing() -> None:
    noise = np.random.default_rng(0).normal(size=(400, 5))
    worth = queue_worth(noise, np.arange(400) % 5)
    assert worth is not None
    assert worth.auc.value == pytest.approx(0.5, abs=0.06)
    assert not worth.better_than_random


def test_features_that_tell_everything_give_one_that_finds_all() -> None:
    worth = queue_worth(np.random.default_rng(0).normal(2, 0.3, size=(400, 2)), np.arange(400) % 5)
    assert worth is not None
    assert worth.auc.value > 0.99
    assert worth.precision[0].value > 0.9


def test_more_wrong_labels_than_were_planted_promise_more() -> None:
    worth = queue_worth(np.random.default_rng(0).normal(0.5, 1, size=(400, 2)), np.arange(400) % 5)
    assert worth is not None
    assert worth.expected(0, worth.planted) == pytest.approx(worth.precision[0].value)
    assert worth.expected(0, 0.05) < worth.precision[0].value < worth.expected(0, 0.3)


def test_too_few_pairs_to_plant_any() -> None:
    assert queue_worth(np.ones((3, 1)), np.arange(3)) is None


def test_the_auc_counts_equal_margins_half() -> None:
    assert auc(np.array([0.0, 0.0]), np.array([True, False])) == 0.5
    assert auc(np.array([-1.0, 1.0]), np.array([True, False])) == 1.0
    assert np.isnan(auc(np.array([1.0]), np.array([True])))
