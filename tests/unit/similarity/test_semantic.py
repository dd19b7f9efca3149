from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled
from curation.similarity import products
from curation.similarity.semantic import near_pairs


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def clustered(n: int, dim: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(n // 10, 1), dim))
    return unit(centres[rng.integers(0, len(centres), n)] + 0.4 * rng.standard_normal((n, dim)))


def brute(vectors: np.ndarray, floor: float) -> set[tuple[int, int]]:
    scores = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    return set(zip(*(x.tolist() for x in np.nonzero(np.triu(scores >= floor, 1))), strict=True))


def pairs_of(found: products.Pairs) -> set[tuple[int, int]]:
    return set(zip(found.a.tolist(), found.b.tolist(), strict=True))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(1, 90), st.sampled_from([0.3, 0.8, 0.9]), st.integers(0, 9))
def test_pairs_equal_brute_force_with_the_bound_in_use(n, dim, floor, seed):
    vectors = clustered(n, dim, seed) if n else np.empty((0, dim), np.float32)
    small, products._SMALL = products._SMALL, 0
    try:
        found = near_pairs(vectors, floor)
    finally:
        products._SMALL = small
    borderline = brute(vectors, floor - 1e-6) - brute(vectors, floor + 1e-6)
    assert pairs_of(found) - borderline == brute(vectors, floor) - borderline


def test_pairs_equal_brute_force_over_several_blocks(monkeypatch):
    monkeypatch.setattr(products, "_SMALL", 0)
    vectors = clustered(1_500, 96)
    found = near_pairs(vectors, 0.85)
    assert pairs_of(found) == brute(vectors, 0.85)
    assert (np.diff(found.a) >= 0).all()
    assert (found.a < found.b).all()


def test_rows_with_nan_or_zeros_are_near_nothing():
    vectors = clustered(20, 8)
    vectors[3] = np.nan
    vectors[4] = 0
    vectors[5] = np.inf
    found = near_pairs(vectors, 0.1)
    assert not {3, 4, 5} & set(found.a.tolist() + found.b.tolist())
    assert pairs_of(found) == {
        p for p in brute(np.nan_to_num(vectors, posinf=0), 0.1) if not {3, 4, 5} & set(p)
    }


@pytest.mark.parametrize("n", [0, 1])
def test_no_rows_or_one_row_have_no_pairs(n):
    assert len(near_pairs(np.ones((n, 4), np.float32), 0.9).a) == 0


def test_identical_rows_are_all_pairs_at_cosine_one():
    found = near_pairs(np.tile(clustered(1, 16), (50, 1)), 0.9)
    assert len(found.a) == 50 * 49 // 2
    assert found.cosine.max() <= 1.0


def test_too_many_pairs_raise_the_floor_and_the_result_says_so():
    vectors = clustered(400, 8)
    found = near_pairs(vectors, 0.1, limit=500)
    assert len(found.a) <= 500
    assert found.floor > 0.1
    assert pairs_of(found) == brute(vectors, found.floor)


def test_the_raised_floor_is_the_lowest_that_fits_whatever_the_order_of_the_rows():
    vectors = clustered(1_500, 8)
    found = near_pairs(vectors, 0.1, limit=5_000)
    assert len(near_pairs(vectors, found.floor - 2**-16).a) > 5_000 >= len(found.a)
    shuffled = np.random.default_rng(1).permutation(len(vectors))
    again = near_pairs(vectors[shuffled], 0.1, limit=5_000)
    assert (again.floor, len(again.a)) == (found.floor, len(found.a))


def test_it_reports_progress_and_can_be_cancelled():
    told = []
    near_pairs(clustered(1_100, 8), 0.9, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(Cancelled):
        near_pairs(clustered(10, 8), 0.9, cancelled=lambda: True)
