"""Which pairs are judged, and that folds never part a group."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.noise.pairs import JudgedPairs, judged_pairs
from tests.unit.analysis.noise.conftest import Build, pairs


def made(groups: list[int]) -> JudgedPairs:
    count = len(groups)
    keys = np.random.default_rng(0).integers(2**63, size=count).astype(np.uint64)
    return JudgedPairs(
        np.arange(count), [""] * count, [""] * count, [""] * count, keys, np.array(groups, np.int64)
    )


@given(st.lists(st.integers(0, 12), min_size=1, max_size=80), st.integers(1, 10), st.integers(0, 3))
def test_a_group_is_never_parted(groups: list[int], count: int, seed: int) -> None:
    fold = made(groups).folds(count, seed)
    assert fold.min() >= 0
    assert fold.max() < count
    assert all(len(set(fold[np.array(groups) == group].tolist())) == 1 for group in groups)


def test_folds_are_of_like_size_and_change_with_the_seed() -> None:
    several = made(list(range(1_000)))
    sizes = np.bincount(several.folds(10, 0))
    assert sizes.tolist() == [100] * 10
    assert (several.folds(10, 0) != several.folds(10, 1)).any()


def test_prompts_that_are_equal_after_folding_are_one_group(built: Build) -> None:
    rows = pairs(3)
    rows[1]["prompt"], rows[2]["prompt"] = "Why is it so?", "why is it so"
    groups = judged_pairs(built(rows)).groups
    assert len(set(groups.tolist())) == 2


def test_the_caller_may_put_near_duplicates_together(built: Build) -> None:
    dataset = built(pairs(4))
    together = judged_pairs(dataset, groups=np.array([0, 0, 1, 1]))
    assert np.bincount(together.groups).tolist() == [2, 2]


def test_equal_answers_and_removed_rows_are_left_out(built: Build) -> None:
    rows = pairs(4)
    rows[0]["rejected"] = rows[0]["chosen"]
    dataset = built(rows)
    alive = np.array([True, True, True, False])
    assert sorted(judged_pairs(dataset, alive).rows.tolist()) == [1, 2]
