"""An ECDF is thinned without leaving the curve."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.distributions import ecdf, ecdf_by_side
from curation.analysis.distributions.cumulative import MOST_POINTS, curve
from curation.store import Dataset
from tests.unit.analysis.distributions.conftest import Kept


@given(st.lists(st.integers(-5, 5).map(float) | st.floats(-9, 9) | st.just(math.nan), max_size=40))
def test_each_point_says_which_share_is_at_most_it(values: list[float]) -> None:
    found = curve(np.array(values, float))
    known = sorted(value for value in values if value == value)
    assert found.n == len(known)
    assert found.at.tolist() == sorted(set(known))
    for at, share in zip(found.at, found.share, strict=True):
        assert share == pytest.approx(sum(value <= at for value in known) / len(known))


def test_many_points_are_thinned_evenly() -> None:
    values = np.random.default_rng(0).exponential(size=20_000)
    found = curve(values)
    assert len(found.at) <= MOST_POINTS
    assert (found.at[0], found.at[-1], found.share[-1]) == (values.min(), values.max(), 1)
    assert np.diff(found.share).max() < 0.005
    assert np.array_equal(found.share, [np.mean(values <= at) for at in found.at])


def test_each_point_is_a_filter(varied: Dataset, kept: Kept) -> None:
    for found in (ecdf_by_side(varied, "helpfulness"), ecdf(varied, "margin.clarity")):
        for series, each in found.series.items():
            for point in range(0, len(each.at), 9):
                assert kept(varied, found.rows(series, point)) == round(each.share[point] * each.n)
    assert set(ecdf_by_side(varied, "helpfulness").table()["series"].to_pylist()) == {"chosen", "rejected"}
