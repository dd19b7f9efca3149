"""Hill numbers, Vendi scores, distances, distinct-n and spreads, on sets whose answer is known."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.analysis.diversity import spacing as spacing_module
from curation.analysis.diversity import wording
from curation.analysis.diversity.coverage import coverage
from curation.analysis.diversity.hill import hill, thin
from curation.analysis.diversity.spacing import spacing
from curation.analysis.diversity.spread import Spread
from curation.analysis.diversity.vendi import vendi_score, vendi_scores
from curation.analysis.diversity.wording import distinct, words_of
from curation.analysis.team import Team
from tests.unit.analysis.diversity.conftest import clouds, unit


def words(*texts: str) -> wording.Words:
    return words_of(pa.chunked_array([list(texts)], pa.string()))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 500), min_size=1, max_size=12))
def test_hill_numbers_lie_between_one_and_the_number_of_topics(sizes: list[int]) -> None:
    first, second = hill(sizes, 1), hill(sizes, 2)
    assert 1 - 1e-9 <= second.value <= first.value + 1e-9 <= len(sizes) + 1e-6
    assert first.low <= first.value <= first.high


def test_equal_topics_count_in_full_and_one_large_one_as_little_more_than_one() -> None:
    assert hill([50] * 8, 1).value == pytest.approx(8)
    assert hill([50] * 8, 2).value == pytest.approx(8)
    assert hill([1_000, 1, 1], 2).value < 1.01
    assert hill([3, 1], 2).value == pytest.approx(1.6)
    assert math.isnan(hill([], 1).value)


def test_a_topic_is_thin_below_a_quarter_of_an_even_share() -> None:
    assert thin([100, 95, 4, 1]).tolist() == [False, False, True, True]
    assert thin([10, 10]).tolist() == [False, False]


def test_the_vendi_score_counts_what_is_different() -> None:
    assert vendi_score(np.eye(7, dtype=np.float32)) == pytest.approx(7)
    assert vendi_score(unit(np.ones((9, 4)))) == pytest.approx(1)
    assert vendi_score(np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)) == pytest.approx(3)
    assert math.isnan(vendi_score(np.empty((0, 3), np.float32)))


@pytest.mark.parametrize("shape", [(40, 8), (8, 40)])
def test_both_ways_to_the_eigenvalues_give_the_definition(shape: tuple[int, int]) -> None:
    vectors = clouds(*shape)
    values = np.linalg.eigvalsh((vectors @ vectors.T / len(vectors)).astype(np.float64))
    values = values[values > 1e-9]
    assert vendi_score(vectors) == pytest.approx(math.exp(-(values * np.log(values)).sum()), rel=1e-4)


def test_vendi_scores_grow_with_the_sample_and_end_at_the_whole_set() -> None:
    scores = vendi_scores(clouds(200), sample=1_000)
    assert [score.size for score in scores] == [25, 50, 100, 200]
    assert (scores[-1].draws, scores[-1].low) == (1, scores[-1].mean)
    assert scores[0].low < scores[0].mean < scores[0].high
    assert scores[0].mean < scores[-1].mean
    assert vendi_scores(clouds(200), sample=100)[-1].size == 100
    assert vendi_scores(np.empty((0, 4), np.float32)) == ()


def test_distances_are_those_of_brute_force(workers: Team) -> None:
    vectors = clouds(200)
    found = spacing(vectors, workers)
    cosine = vectors @ vectors.T
    np.fill_diagonal(cosine, -1)
    assert np.allclose(found.distance, 1 - cosine.max(axis=1), atol=1e-6)
    assert (found.nearest == cosine.argmax(axis=1)).all()
    assert sum(found.spread.counts) == 200


def test_many_prompts_are_sampled_against_all(workers: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacing_module, "ALL", 50)
    monkeypatch.setattr(spacing_module, "SAMPLE", 20)
    vectors = clouds(200)
    found = spacing(vectors, workers, seed=3)
    assert (len(found.rows), found.of) == (20, 200)
    for row, nearest in zip(found.rows, found.nearest, strict=True):
        assert vectors[row] @ vectors[nearest] == pytest.approx(np.delete(vectors @ vectors[row], row).max())


def test_one_prompt_has_no_other(workers: Team) -> None:
    assert spacing(clouds(1), workers).spread.n == 0


def test_distinct_n_counts_runs_within_prompts_alone() -> None:
    shares = {share.n: share.mean for share in distinct(words("a b a b", "B a"))}
    assert shares == {1: pytest.approx(2 / 6), 2: pytest.approx(2 / 4), 3: pytest.approx(2 / 2)}


def test_distinct_n_of_few_words_is_nothing() -> None:
    assert math.isnan(distinct(words("one"))[1].mean)
    assert math.isnan(distinct(words())[0].mean)


@settings(max_examples=25)
@given(st.lists(st.text(alphabet="ab c", max_size=12), max_size=8))
def test_distinct_n_is_what_counting_in_python_gives(texts: list[str]) -> None:
    split = [text.split() for text in texts]
    for share in distinct(words(*texts)):
        runs = [tuple(t[i : i + share.n]) for t in split for i in range(len(t) - share.n + 1)]
        expected = len(set(runs)) / len(runs) if runs else math.nan
        assert share.mean == pytest.approx(expected, nan_ok=True)


def test_a_budget_takes_just_so_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "BUDGETS", (6, 100))
    shares = distinct(words(*(f"word{i} of the day" for i in range(10))))
    assert [share.budget for share in shares] == [None] * 3 + [6] * 3
    assert shares[3].low >= 4 / 6
    assert shares[3].mean > shares[0].mean


def test_characters_are_words_where_no_spaces_part_them() -> None:
    assert words("写一首诗", "don't stop", "").counts.tolist() == [4, 2, 0]


def test_a_spread_adds_up_and_knows_its_quantiles() -> None:
    spread = Spread.of([1, 1, 2, 4])
    assert (spread.n, spread.mean, spread.at(0.5), spread.at(1.0)) == (4, 2, 1.5, 4)
    assert spread.counts == (2, 1, 0, 1)
    assert Spread.of([]).n == 0
    assert sum(Spread.of(np.r_[np.arange(500.0), 1e9]).counts) == 501


def test_diverse_orders_cover_better_than_random_ones(workers: Team) -> None:
    from curation.analysis.diversity.centres import farthest_first

    vectors = clouds(300, centres=20)
    order, _ = farthest_first(vectors, 60, 0, workers)
    curve = coverage(vectors, order, workers)
    last = curve.stops[-1]
    assert (last.size, curve.measured, curve.of) == (60, 300, 300)
    assert last.largest < last.random_largest.low
    assert [stop.largest for stop in curve.stops] == sorted((s.largest for s in curve.stops), reverse=True)
    assert last.mean == pytest.approx(float((1 - vectors @ vectors[order].T).min(axis=1).mean()), abs=1e-6)


def test_coverage_of_a_large_set_is_taken_of_some(workers: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.analysis.diversity.coverage.MEASURED", 50)
    curve = coverage(clouds(200), np.arange(10), workers, seeds=2)
    assert (curve.measured, curve.of, curve.seeds) == (50, 200, 2)
    assert curve.stops[-1].random_mean.low <= curve.stops[-1].random_mean.high
