"""Histograms lose nothing, and every bar is a filter that keeps exactly what it counts."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.distributions import by_side, histogram, histogram_of, margins
from curation.analysis.distributions.scales import BINS
from curation.store import Dataset
from tests.unit.analysis.conftest import Build, rated
from tests.unit.analysis.distributions.conftest import Kept

NUMBERS = st.floats(-1e300, 1e300, allow_nan=False)
VALUES = st.lists(st.one_of(NUMBERS, st.integers(-60, 60).map(float), st.just(math.nan)), max_size=60)


@given(VALUES, VALUES)
def test_a_histogram_counts_every_known_value_once(left: list[float], right: list[float]) -> None:
    series = {"left": np.array(left, float), "right": np.array(right, float)}
    found = histogram("x", series)
    for name, values in series.items():
        assert found.series[name].sum() == np.count_nonzero(~np.isnan(values))
        assert len(found.series[name]) == len(found.edges) - 1


@given(st.lists(st.integers(0, 4), min_size=1, max_size=50))
def test_ratings_get_a_bin_each(ratings: list[int]) -> None:
    found = histogram("x", {"all": np.array(ratings, float)})
    assert found.whole
    assert {int(at): int(n) for at, n in zip(found.centres, found.series["all"], strict=True) if n} == {
        value: ratings.count(value) for value in set(ratings)
    }


def test_an_outlier_does_not_squeeze_the_rest_into_one_bin() -> None:
    values = np.r_[np.linspace(0, 1, 1000), 1e9]
    found = histogram("x", {"all": values})
    assert BINS / 2 < len(found.centres) <= BINS + 1
    assert found.edges[-1] < 2
    assert found.series["all"].sum() == 1001


def test_a_histogram_of_nothing_is_empty() -> None:
    found = histogram("x", {"chosen": np.empty(0), "rejected": np.array([np.nan])})
    assert {side: counts.sum() for side, counts in found.series.items()} == {"chosen": 0, "rejected": 0}


def test_sides_are_compared_without_ties_and_singles(measured: Build) -> None:
    dataset = measured(
        [rated("a", "x", 1), rated("a", "y", 3), rated("b", "x", 2), rated("b", "y", 2), rated("c", "x", 4)]
    )
    found = by_side(dataset, "helpfulness")
    assert {side: int(counts.sum()) for side, counts in found.series.items()} == {"chosen": 1, "rejected": 1}
    assert margins(dataset, "helpfulness").series["pairs"].sum() == 2
    nothing = by_side(dataset, "helpfulness", np.zeros(len(dataset.pairs), bool))
    assert sum(int(counts.sum()) for counts in nothing.series.values()) == 0


def test_each_bar_is_a_filter_for_what_it_counts(varied: Dataset, kept: Kept) -> None:
    for found in (
        by_side(varied, "helpfulness"),
        by_side(varied, "chars"),
        margins(varied, "clarity"),
        histogram_of(varied, "turns"),
    ):
        for series, counts in found.series.items():
            assert [kept(varied, found.rows(series, at)) for at in range(len(counts))] == counts.tolist()
            middle = len(counts) // 2
            assert kept(varied, found.rows(series, 0, middle)) == counts[: middle + 1].sum()


def test_the_data_behind_a_histogram(varied: Dataset) -> None:
    found = by_side(varied, "chars")
    table = found.table()
    assert table.column_names == ["low", "high", "chosen", "rejected"]
    assert table["low"][0].as_py() is None
    assert table["high"].to_pylist()[:-1] == found.edges[1:-1].tolist()
    assert table["chosen"].to_pylist() == found.series["chosen"].tolist()
