from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.leaks import leaks_of
from curation.errors import RecipeError
from curation.similarity import group, neighbours_of
from tests.unit.analysis.conftest import Build, pair


def test_equal_prompts_in_two_splits_are_one_leak(measured: Build) -> None:
    dataset = measured(
        {
            "train": [pair("Same question?", "a", "b"), pair("same question", "c", "d"), pair("x", "a", "b")],
            "test": [pair("Same question", "a", "b")],
        }
    )
    found = leaks_of(dataset)
    assert found.groups == 1
    assert found.rows == {"train": 2, "test": 1}
    leak = next(found.leaks())
    assert len(leak.prompts) == 3
    assert leak.rows == {"train": 2, "test": 1}
    assert found.repair().sum() == 2
    assert found.as_json("train")["dropped"] == {"train": 0, "test": 1}


def test_a_repair_leaves_no_leak_and_keeps_a_row_of_every_group(measured: Build) -> None:
    dataset = measured(
        {
            "train": [pair(p, "a", "b") for p in ("one", "two", "three", "four")],
            "validation": [pair(p, "a", "b") for p in ("one", "two")],
            "test": [pair(p, "a", "b") for p in ("one", "three", "five")],
        }
    )
    found = leaks_of(dataset)
    assert next(found.leaks()).rows == {"train": 1, "test": 1, "validation": 1}
    assert list(found.leaks(1, 1)) == list(found.leaks())[1:2]
    left = ~found.repair()
    assert leaks_of(dataset, alive=left).groups == 0
    splits = [split for split, kept in zip(dataset.pairs["split"].to_pylist(), left, strict=True) if kept]
    assert sorted(splits) == ["test", "test", "test", "train", "validation"]


def test_near_groups_leak_whole(measured: Build) -> None:
    texts = ("How do I boil an egg properly at home", "How do I boil an egg proprely at home")
    dataset = measured({"train": [pair(texts[0], "a", "b")], "test": [pair(texts[1], "a", "b")]})
    assert leaks_of(dataset).groups == 0
    graph = neighbours_of(dataset, "lexical")
    groups = group(graph, 0.8, np.zeros(2), grouping="connected")
    assert leaks_of(dataset, groups).groups == 1


def test_one_split_cannot_leak(measured: Build) -> None:
    found = leaks_of(measured([pair("a", "x", "y"), pair("A", "x", "y")]))
    assert (found.groups, found.repair().sum(), list(found.leaks())) == (0, 0, [])


def test_an_unknown_split_cannot_keep(measured: Build) -> None:
    dataset = measured({"train": [pair("a", "x", "y")], "test": [pair("a", "x", "y")]})
    with pytest.raises(RecipeError, match=r"splits are 'train', 'test'|splits are 'test', 'train'"):
        leaks_of(dataset).repair("dev")
