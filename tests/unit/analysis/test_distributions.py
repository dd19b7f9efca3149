"""Summaries, histograms and correlations: nothing is lost, and they are what numpy says."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.distributions import (
    BINS,
    answers_in,
    by_side,
    correlations,
    histogram,
    margins,
    pearson,
    summaries,
)
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair, rated

NUMBERS = st.floats(-1e300, 1e300, allow_nan=False)
VALUES = st.lists(st.one_of(NUMBERS, st.integers(-60, 60).map(float), st.just(math.nan)), max_size=60)


@given(VALUES, VALUES)
def test_a_histogram_counts_every_known_value_once(left: list[float], right: list[float]) -> None:
    series = {"left": np.array(left, float), "right": np.array(right, float)}
    found = histogram("x", series)
    for name, values in series.items():
        assert found.series[name].sum() == np.count_nonzero(~np.isnan(values))
        assert len(found.series[name]) == len(found.edges) - 1
    assert np.all(np.isfinite(found.edges))
    assert np.all(np.diff(found.edges) > 0)


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
    assert len(found.edges) == BINS + 1
    assert found.edges[-1] < 2
    assert found.series["all"].sum() == 1001


def test_a_histogram_of_nothing_is_empty() -> None:
    found = histogram("x", {"chosen": np.empty(0), "rejected": np.array([np.nan])})
    assert {side: counts.sum() for side, counts in found.series.items()} == {"chosen": 0, "rejected": 0}


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=3, max_size=40))
def test_pearson_is_numpys(points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).T
    found = pearson(x, y)
    if x.std() == 0 or y.std() == 0:
        assert math.isnan(found)
    else:
        with np.errstate(all="ignore"):
            assert found == pytest.approx(float(np.corrcoef(x, y)[0, 1]), nan_ok=True)


def test_pearson_passes_over_what_is_missing_on_either_side() -> None:
    x, y = np.array([1.0, 2.0, np.nan, 4.0]), np.array([2.0, 4.0, 9.0, np.nan])
    assert pearson(x, y) == pytest.approx(1.0)
    assert math.isnan(pearson(x, np.full(4, np.nan)))


def test_summaries_are_of_answers_not_of_pairs(measured: Build) -> None:
    dataset = measured([rated("a", "xx", 1, 4), rated("a", "y", 3, None), rated("b", "zzz", 4, 2)])
    helpfulness, coherence, chars, words = summaries(dataset)
    assert (helpfulness.name, helpfulness.n, helpfulness.low, helpfulness.high) == ("helpfulness", 3, 1, 4)
    assert helpfulness.mean == pytest.approx(8 / 3)
    assert helpfulness.sd == pytest.approx(np.std([1, 3, 4], ddof=1))
    assert helpfulness.correlation == pytest.approx(1)
    assert (coherence.n, coherence.mean) == (2, 3)
    assert (chars.mean, words.mean) == (2, 1)


def test_summaries_of_kept_pairs_count_their_answers_once(measured: Build) -> None:
    dataset = measured([pair("a", "x", "yy"), pair("b", "xxx", "yyyy")])
    kept = np.array([True, False])
    assert answers_in(dataset, kept).tolist() == [0, 1]
    assert summaries(dataset, kept)[0].mean == 1.5
    assert math.isnan(summaries(dataset, np.zeros(2, bool))[0].mean)


def test_correlations_are_symmetric_with_ones(measured: Build) -> None:
    rows = [rated(f"q{i}", "word " * (i % 5 + 1), i % 4, (i * i) % 5) for i in range(20)]
    names, matrix = correlations(measured(rows))
    assert names == ("helpfulness", "coherence", "chars", "words")
    assert np.allclose(matrix, matrix.T)
    assert np.allclose(np.diag(matrix), 1)


def test_sides_are_compared_without_ties_and_singles(measured: Build) -> None:
    dataset = measured(
        [rated("a", "x", 1), rated("a", "y", 3), rated("b", "x", 2), rated("b", "y", 2), rated("c", "x", 4)]
    )
    found = by_side(dataset, "helpfulness")
    assert {side: int(counts.sum()) for side, counts in found.series.items()} == {"chosen": 1, "rejected": 1}
    assert margins(dataset, "helpfulness").series["pairs"].sum() == 2
    nothing = by_side(dataset, "helpfulness", np.zeros(len(dataset.pairs), bool))
    assert sum(int(counts.sum()) for counts in nothing.series.values()) == 0


@pytest.mark.data
def test_the_stand_in_has_the_published_means_and_correlations(winnow_home: Path, shared_data: Path) -> None:
    found = {s.name: s for s in summaries(load(str(shared_data / "helpsteer2-standin")))}
    published = {
        "helpfulness": (2.88, 1.26, 1.0),
        "correctness": (2.98, 1.27, 0.943),
        "coherence": (3.64, 0.65, 0.490),
        "complexity": (1.72, 0.70, 0.171),
        "verbosity": (2.01, 0.76, 0.051),
    }
    for name, (mean, sd, r) in published.items():
        assert found[name].n == 19_034
        assert found[name].mean == pytest.approx(mean, abs=0.006)
        assert found[name].sd == pytest.approx(sd, abs=0.006)
        assert found[name].correlation == pytest.approx(r, abs=0.0006)
