"""Facility location: lazy choices are the greedy ones, draws stay near them."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.diversity import facility
from curation.analysis.diversity.facility import best_covering
from curation.analysis.diversity.near_lists import best_of_lists, entries, near_lists
from curation.analysis.team import Team
from curation.errors import Cancelled
from tests.unit.analysis.diversity.conftest import clouds


def greedy(vectors: np.ndarray, size: int) -> list[int]:
    scores = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    near, order = np.full(len(vectors), -1.0), []
    for _ in range(size):
        gains = np.maximum(scores - near, 0).sum(axis=1).round(4)
        gains[order] = -1
        order.append(int(gains.argmax()))
        near = np.maximum(near, scores[order[-1]])
    return order


def mean_distance(vectors: np.ndarray, order: np.ndarray) -> float:
    return float((1 - vectors @ vectors[order].T).min(axis=1).mean())


def test_few_vectors_are_chosen_as_plain_greed_would(workers: Team) -> None:
    vectors = clouds(250)
    assert best_covering(vectors, 40, 0, workers).tolist() == greedy(vectors, 40)


@pytest.mark.parametrize("entries", [0, 10**9], ids=["draws", "near lists"])
def test_beyond_what_is_exact_the_choice_comes_near_plain_greed(
    entries: int, workers: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = clouds(600, centres=30)
    best = mean_distance(vectors, np.array(greedy(vectors, 40)))
    monkeypatch.setattr(facility, "EXACT", 10)
    monkeypatch.setattr(facility, "FEW_CLIENTS", 300)
    monkeypatch.setattr(facility, "CLIENTS", 300)
    monkeypatch.setattr(facility, "MOST_ENTRIES", entries)
    order = best_covering(vectors, 40, 1, workers)
    assert len(set(order.tolist())) == 40
    at_random = mean_distance(vectors, np.arange(40))
    assert best < mean_distance(vectors, order) < (best + at_random) / 2
    assert best_covering(vectors, 40, 1, workers).tolist() == order.tolist()


def test_lists_of_all_choose_as_plain_greed_would(workers: Team) -> None:
    vectors = clouds(250)
    lists = near_lists(vectors, np.arange(250), 1, workers)
    assert len(lists.above) == 250 * 250
    # The first choice counts gains from −1, where every list ends, so all of them are the same.
    assert best_of_lists(lists, 40).tolist() == greedy(vectors, 40)


def test_lists_are_about_as_long_as_asked_for(workers: Team) -> None:
    lists = near_lists(clouds(600), np.arange(100), 40, workers)
    assert lists.clients == 100
    assert entries(600, 40, 100) == 100 * 45
    assert len(lists.above) == pytest.approx(entries(600, 40, 100), rel=0.1)
    assert (lists.above > 0).all()


def test_more_are_chosen_than_gain_anything(workers: Team) -> None:
    vectors = np.repeat(clouds(5), 20, axis=0)
    order = best_of_lists(near_lists(vectors, np.arange(100), 60, workers), 60)
    assert len(set(order.tolist())) == 60
    assert len({at // 20 for at in order[:5].tolist()}) == 5


def test_all_can_be_chosen(workers: Team) -> None:
    assert sorted(best_covering(clouds(30), 30, 0, workers).tolist()) == list(range(30))


def test_it_can_be_stopped(workers: Team) -> None:
    with pytest.raises(Cancelled):
        best_covering(clouds(20), 5, 0, workers, cancelled=lambda: True)
