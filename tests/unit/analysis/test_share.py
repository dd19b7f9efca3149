"""A share's interval is Wilson's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis import Share


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (8, 10, 0.490162, 0.943318),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (1, 1, 0.206549, 1.0),
        (36, 8552, 0.003042, 0.005822),
    ],
)
def test_known_intervals(count: int, total: int, low: float, high: float) -> None:
    interval = Share(count, total).interval()
    assert interval == pytest.approx((low, high), abs=1e-6)
    assert interval == pytest.approx(wilson(count, total), abs=1e-9)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The formula as Wilson gave it (1927), with z for 95 %."""
    z, p = 1.959963984540054, count / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(at: tuple[int, int]) -> None:
    share = Share(*at)
    low, high = share.interval()
    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1


def test_more_confidence_is_a_wider_interval() -> None:
    (low, high), (lower, higher) = Share(8, 10).interval(0.95), Share(8, 10).interval(0.99)
    assert lower < low
    assert high < higher


def test_a_share_of_nothing_is_not_known() -> None:
    share = Share(0, 0)
    assert math.isnan(share.value)
    assert all(math.isnan(bound) for bound in share.interval())
