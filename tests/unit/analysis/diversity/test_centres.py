"""Farthest-first traversal: the same as one at a time, within twice the best, stoppable."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.analysis.diversity import centres
from curation.analysis.diversity.centres import farthest_first
from curation.analysis.team import Team, team
from curation.errors import Cancelled
from tests.unit.analysis.diversity.conftest import clouds, unit


def one_at_a_time(vectors: np.ndarray, size: int, first: int) -> list[int]:
    near = vectors @ vectors[first]
    near[first] = np.inf
    order = [first]
    while len(order) < size:
        order.append(int(near.argmin()))
        np.maximum(near, vectors @ vectors[order[-1]], out=near)
        near[order[-1]] = np.inf
    return order


@pytest.mark.parametrize("candidates", [1, 3, 16, 512])
def test_rounds_choose_what_one_at_a_time_would(
    candidates: int, workers: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centres, "_CANDIDATES", candidates)
    vectors = clouds(300)
    order, _ = farthest_first(vectors, 120, 5, workers)
    assert order.tolist() == one_at_a_time(vectors, 120, 5)


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(0, 30))
def test_every_size_chooses_distinct_rows_and_covers_all(size: int, seed: int) -> None:
    with team() as workers:
        vectors = clouds(12, 4, seed)
        order, cover = farthest_first(vectors, size, seed % 12, workers)
    assert len(set(order.tolist())) == size
    nearest = (1 - vectors @ vectors[order].T).min(axis=1)
    assert np.allclose(cover.distance, np.maximum(nearest, 0), atol=1e-6)
    assert set(cover.owner.tolist()) <= set(order.tolist())


@settings(max_examples=25)
@given(st.integers(0, 200), st.integers(1, 4))
def test_the_largest_chord_is_at_most_twice_the_best_possible(seed: int, size: int) -> None:
    vectors = clouds(9, 3, seed)
    with team() as workers:
        _, cover = farthest_first(vectors, size, 0, workers)
    chords = np.sqrt(np.maximum(2 - 2 * vectors @ vectors.T, 0))
    best = min(chords[:, list(chosen)].min(axis=1).max() for chosen in combinations(range(9), size))
    assert np.sqrt(2 * cover.distance.max()) <= 2 * best + 1e-3


def test_of_equally_far_vectors_the_first_row_is_chosen(workers: Team) -> None:
    vectors = unit(np.array([[1, 0], [0, 1], [0, 1], [0, -1], [0, 1.0]]))
    order, _ = farthest_first(vectors, 3, 0, workers)
    assert order.tolist() == [0, 1, 3]


def test_equal_vectors_are_all_chosen_in_the_end(workers: Team) -> None:
    order, cover = farthest_first(unit(np.ones((7, 3))), 7, 4, workers)
    assert sorted(order.tolist()) == list(range(7))
    assert cover.distance.tolist() == [0] * 7


def test_it_can_be_stopped(workers: Team) -> None:
    with pytest.raises(Cancelled):
        farthest_first(clouds(20), 5, 0, workers, cancelled=lambda: True)


def test_progress_ends_at_the_size(workers: Team) -> None:
    told: list[tuple[str, int, int]] = []
    farthest_first(clouds(40), 11, 0, workers, progress=lambda *at: told.append(at))
    assert told[-1][1:] == (11, 11)
