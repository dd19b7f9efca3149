from __future__ import annotations

import numpy as np
import pytest

from curation.errors import Cancelled
from curation.similarity.nearest import nearest, top_of_rows
from curation.similarity.projection import STEPS, layout


def clouds(each: int = 40, clouds: int = 3, dim: int = 16) -> np.ndarray:
    """Unit vectors in tight clouds far from each other, one cloud after the other."""
    rng = np.random.default_rng(1)
    centres = np.eye(dim, dtype=np.float32)[:clouds]
    found = np.repeat(centres, each, axis=0) + rng.normal(0, 0.05, (clouds * each, dim))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_what_is_near_among_the_vectors_is_near_on_the_plane() -> None:
    plane = layout(clouds())
    cloud = np.repeat(np.arange(3), 40)
    far = np.linalg.norm(plane[:, None] - plane[None], axis=2)
    np.fill_diagonal(far, np.inf)
    assert (cloud[far.argmin(axis=1)] == cloud).all()
    assert plane.shape == (120, 2)
    assert np.abs(plane).max() < 3


def test_the_same_seed_draws_the_same_plane_and_another_seed_another() -> None:
    first = layout(clouds(12), seed=7)
    assert np.array_equal(first, layout(clouds(12), seed=7))
    assert not np.array_equal(first, layout(clouds(12), seed=8))


@pytest.mark.parametrize("vectors", [0, 1, 2, 3, 5])
def test_a_handful_of_vectors_has_places_too(vectors: int) -> None:
    plane = layout(clouds(5)[:vectors])
    assert plane.shape == (vectors, 2)
    assert np.isfinite(plane).all()


def test_equal_vectors_do_not_all_lie_on_one_point() -> None:
    plane = layout(np.repeat(clouds(1)[:1], 30, axis=0))
    assert np.isfinite(plane).all()
    assert len(np.unique(plane, axis=0)) == 30


def test_vectors_of_zeros_are_placed_as_well() -> None:
    assert np.isfinite(layout(np.zeros((20, 8), np.float32))).all()


def test_progress_is_told_to_the_end_and_a_stop_is_heard() -> None:
    told: list[tuple[str, int, int]] = []
    layout(clouds(5), progress=lambda *what: told.append(what))
    assert told[-1] == ("laying out", STEPS, STEPS)
    assert ("comparing", 1, 1) in told
    with pytest.raises(Cancelled):
        layout(clouds(5), cancelled=lambda: True)


def test_the_nearest_are_exact_and_never_the_vector_itself() -> None:
    vectors = clouds(100)
    found = nearest(vectors, 5)
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    best = -np.sort(-scores, axis=1)[:, :5]
    assert np.allclose(found.cosine, best, atol=1e-6)
    assert not (found.ids == np.arange(len(vectors))[:, None]).any()


def test_wide_rows_are_ranked_as_exactly_as_narrow_ones() -> None:
    scores = np.random.default_rng(2).normal(size=(4, 5_003)).astype(np.float32)
    columns, values = top_of_rows(scores, 7)
    assert np.array_equal(values, -np.sort(-scores, axis=1)[:, :7])
    assert np.array_equal(np.take_along_axis(scores, columns, 1), values)
