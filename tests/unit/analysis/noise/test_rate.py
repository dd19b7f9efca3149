"""The noise rate of made-up margins whose rule and noise are known."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.noise import noise_rate


def margins(count: int, rate: float, spread: float, seed: int = 0) -> np.ndarray:
    """Margins of a calibrated proxy, in favour of the stated verdict, some verdicts turned round."""
    rng = np.random.default_rng(seed)
    size = np.abs(rng.normal(0, spread, count))
    right = rng.random(count) < 1 / (1 + np.exp(-size))
    turned = rng.random(count) < rate
    return np.where(right ^ turned, size, -size)


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.2, 0.3])
def test_the_interval_holds_the_planted_rate(rate: float) -> None:
    found = noise_rate(margins(4_000, rate, 3.0), np.arange(4_000))
    assert found.share.low - 0.01 <= rate <= found.share.high + 0.01
    assert found.share.value == pytest.approx(rate, abs=0.05)


def test_a_weak_proxy_leaves_the_rate_open() -> None:
    weak = noise_rate(margins(1_000, 0.2, 0.3), np.arange(1_000)).share
    strong = noise_rate(margins(1_000, 0.2, 4.0), np.arange(1_000)).share
    assert weak.low <= 0.2 <= weak.high
    assert weak.high - weak.low > 3 * (strong.high - strong.low)


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.4])
def test_a_proxy_that_cannot_tell_says_that_it_cannot(rate: float) -> None:
    found = noise_rate(margins(1_000, rate, 0.2), np.arange(1_000))
    assert not found.determined
    assert found.share.low - 0.03 <= rate <= found.share.high


def test_the_ceiling_lies_above_the_rate() -> None:
    found = noise_rate(margins(4_000, 0.2, 3.0), np.arange(4_000))
    assert found.ceiling.high >= 0.2


def test_margins_are_calibrated_against_stated_verdicts() -> None:
    assert noise_rate(margins(8_000, 0.0, 1.5) / 4, np.arange(8_000)).scale == pytest.approx(4, rel=0.2)


def test_it_does_not_depend_on_the_order_of_rows() -> None:
    given = margins(500, 0.2, 2.0)
    one, other = (noise_rate(each, np.zeros(500, np.int64)) for each in (given, given[::-1]))
    assert one.share.value == pytest.approx(other.share.value)
    assert one.ceiling.value == pytest.approx(other.ceiling.value)


def test_of_nothing_nothing_is_known() -> None:
    found = noise_rate(np.empty(0), np.empty(0, np.int64))
    assert np.isnan(found.share.value)


def test_none_contradicted_is_no_proof_that_none_is_wrong() -> None:
    found = noise_rate(np.linspace(1, 9, 400), np.arange(400))
    assert found.ceiling.value == 0
    assert 0.05 < found.ceiling.high < 0.15
