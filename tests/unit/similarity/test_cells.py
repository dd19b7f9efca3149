from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled
from curation.similarity import cells, products
from curation.similarity.cells import near_pairs_in_cells
from curation.similarity.recall import Recall
from curation.similarity.semantic import near_pairs
from tests.unit.similarity.test_semantic import clustered, pairs_of


@pytest.fixture
def small_cells(monkeypatch):
    monkeypatch.setattr(cells, "_SIZE", 20)
    monkeypatch.setattr(products, "_SMALL", 0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 120), st.integers(1, 80), st.integers(0, 9), st.sampled_from([0.5, 0.9]))
def test_every_pair_found_is_a_near_pair_and_none_is_found_twice(n, dim, seed, floor):
    vectors = clustered(n, dim, seed) if n else np.empty((0, dim), np.float32)
    size, cells._SIZE = cells._SIZE, 10
    try:
        found, _ = near_pairs_in_cells(vectors, floor)
    finally:
        cells._SIZE = size
    exact = near_pairs(vectors, floor)
    assert pairs_of(found) <= pairs_of(exact)
    assert len(pairs_of(found)) == len(found.a)
    assert (found.a < found.b).all()


def test_the_recall_it_states_is_the_share_of_the_pairs_it_found(small_cells):
    vectors = clustered(1_000, 40)
    found, recall = near_pairs_in_cells(vectors, 0.85, wanted=0)
    exact = near_pairs(vectors, 0.85)
    # All 1,000 rows are drawn, so that the measured recall is the true one.
    assert recall.at(0.85) == (len(found.a), len(exact.a))
    above = int((found.cosine >= 0.9).sum()), int((exact.cosine >= 0.9).sum())
    assert recall.at(0.9) == above
    low, high = recall.interval(0.9)
    assert low <= recall.share(0.9) <= high


def test_rows_go_into_more_cells_until_the_recall_is_enough(small_cells, monkeypatch):
    monkeypatch.setattr(cells, "_NEAREST", (1, 2, 200))
    vectors = clustered(600, 30, seed=3)
    _, few = near_pairs_in_cells(vectors, 0.6, wanted=0)
    _, all_ = near_pairs_in_cells(vectors, 0.6, wanted=1)
    assert few.share(0.6) < 1
    assert all_.share(0.6) == 1


def test_the_same_rows_give_the_same_pairs_each_time(small_cells):
    vectors = clustered(700, 40)
    first, second = (near_pairs_in_cells(vectors, 0.8, seed=5)[0] for _ in range(2))
    assert first.a.tolist() == second.a.tolist()
    assert first.cosine.tolist() == second.cosine.tolist()


def test_identical_rows_and_rows_of_zeros_are_no_trouble(small_cells):
    vectors = np.tile(clustered(1, 16), (100, 1))
    vectors[90:] = 0
    found, recall = near_pairs_in_cells(vectors, 0.9)
    assert len(found.a) == 90 * 89 // 2
    assert recall.share(0.9) == 1


def test_without_a_true_pair_the_recall_is_not_a_number():
    found, recall = near_pairs_in_cells(np.eye(50, dtype=np.float32), 0.9)
    assert len(found.a) == 0
    assert np.isnan(recall.share(0.9))
    assert np.isnan(recall.interval(0.9)).all()


def test_each_part_tells_its_progress_and_stops_when_asked(small_cells):
    vectors, told = clustered(600, 40), []
    near_pairs_in_cells(vectors, 0.9, progress=lambda what, done, total: told.append((what, done == total)))
    assert [what for what, whole in told if whole] == ["sampling", "partitioning", "comparing"]
    with pytest.raises(Cancelled):
        near_pairs_in_cells(vectors, 0.9, cancelled=lambda: True)


def test_the_recall_is_told_with_what_it_was_measured_on():
    recall = Recall(4_000, (0,) * 90 + (10,) * 11, (0,) * 90 + (9,) * 11)
    assert recall.described(0.9).startswith("the fast search found 99 of the 110 true pairs of 4,000 prompts")
    assert recall.as_json(0.95)["share"] == 0.9
    nothing = Recall(50, (0,) * 101, (0,) * 101)
    assert "not known" in nothing.described(0.9)
    assert nothing.as_json(0.9)["interval"] == [None, None]
