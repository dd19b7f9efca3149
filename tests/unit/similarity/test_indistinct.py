from __future__ import annotations

import numpy as np

from curation.similarity.indistinct import MOST_ALIKE, indistinct


def unit_rows(n: int, d: int = 32) -> np.ndarray:
    rows = np.random.default_rng(2).normal(size=(n, d)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_only_rows_with_too_many_twins_are_indistinct():
    vectors = np.concatenate([unit_rows(50), np.tile(unit_rows(1), (MOST_ALIKE + 1, 1))[:, ::-1]])
    lost = indistinct(vectors)
    assert not lost[:50].any()
    assert lost[50:].all()
    assert not indistinct(vectors[:-1]).any()


def test_the_last_bits_of_a_sum_make_no_difference():
    twins = np.tile(unit_rows(1), (200, 1))
    noise = np.random.default_rng(3).normal(scale=1e-7, size=twins.shape).astype(np.float32)
    assert indistinct(twins + noise, most=150).mean() > 0.9


def test_near_rows_are_told_apart():
    base = np.tile(unit_rows(1), (300, 1))
    near = base + np.random.default_rng(3).normal(scale=0.02, size=base.shape).astype(np.float32)
    assert not indistinct(near / np.linalg.norm(near, axis=1, keepdims=True), most=2).any()


def test_no_rows_and_rows_without_a_number_are_no_trouble():
    assert len(indistinct(np.empty((0, 8), np.float32))) == 0
    assert not indistinct(np.full((3, 8), np.nan, np.float32), most=5).any()
