from __future__ import annotations

import numpy as np
import pytest

from benchmarks.pair_searches import CONTENDERS, Found, brute_force, of_rows, winnow
from benchmarks.vector_sets import synthetic


def pairs_of(found: Found) -> set[tuple[int, int]]:
    return {(min(a, b), max(a, b)) for a, b in zip(*(side.tolist() for side in found), strict=True)}


@pytest.fixture(scope="module")
def vectors():
    return synthetic(1_500)


def test_winnow_finds_what_brute_force_finds(vectors):
    truth = pairs_of(brute_force(vectors, 0.9))
    assert truth
    assert pairs_of(winnow(vectors, 0.9)) == truth


def test_the_truth_of_some_rows_is_all_their_pairs(vectors):
    rows = np.arange(0, 1_500, 7)
    chosen = set(rows.tolist())
    truth = {pair for pair in pairs_of(brute_force(vectors, 0.9)) if chosen & set(pair)}
    assert pairs_of(of_rows(vectors, rows, 0.9)) == truth


def test_contenders_have_names_of_their_own():
    names = [contender.name for contender in CONTENDERS]
    assert len(set(names)) == len(names)
