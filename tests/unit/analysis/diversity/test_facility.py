"""Facility location: lazy choices are the greedy ones, draws stay near them."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.diversity import facility
from curation.analysis.diversity.facility import best_covering
from curation.analysis.diversity.team import Team
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


def test_draws_come_near_plain_greed(workers: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clouds(600, centres=30)
    best = mean_distance(vectors, np.array(greedy(vectors, 40)))
    monkeypatch.setattr(facility, "EXACT", 10)
    monkeypatch.setattr(facility, "CLIENTS", 300)
    order = best_covering(vectors, 40, 1, workers)
    assert len(set(order.tolist())) == 40
    at_random = mean_distance(vectors, np.arange(40))
    assert best < mean_distance(vectors, order) < (best + at_random) / 2
    assert best_covering(vectors, 40, 1, workers).tolist() == order.tolist()


def test_all_can_be_chosen(workers: Team) -> None:
    assert sorted(best_covering(clouds(30), 30, 0, workers).tolist()) == list(range(30))


def test_it_can_be_stopped(workers: Team) -> None:
    with pytest.raises(Cancelled):
        best_covering(clouds(20), 5, 0, workers, cancelled=lambda: True)
