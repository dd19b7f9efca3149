from __future__ import annotations

import numpy as np

from curation.analysis.checks import find
from curation.analysis.conflicts import conflicts_of
from curation.similarity import group, neighbours_of
from tests.unit.analysis.conftest import Build, pair


def test_opposites_of_one_prompt_are_named_by_pair_and_key(measured: Build) -> None:
    dataset = measured(
        [pair("Which?", "A", "B"), pair("other", "A", "B"), pair("which", "b", "a"), pair("Which?", "A", "C")]
    )
    found = conflicts_of(dataset)
    assert [(one.kind, one.pairs, one.near) for one in found.conflicts] == [("opposite", (0, 2), True)]
    assert found.hit.tolist() == [True, False, True, False]
    keys = dataset.pairs["key"].to_pylist()
    assert found.keys(found.opposites[0]) == [keys[0], keys[2]]
    assert found.as_json()["conflicts"][0]["keys"] == [keys[0], keys[2]]


def test_a_cycle_is_told_in_its_order(measured: Build) -> None:
    dataset = measured([pair("p", "A", "B"), pair("p", "C", "A"), pair("p", "B", "C")])
    found = conflicts_of(dataset)
    assert found.opposites == ()
    assert sorted(found.cycles[0].pairs) == [0, 1, 2]
    assert not found.cycles[0].near


def test_what_the_check_hits_is_in_the_report(measured: Build) -> None:
    dataset = measured([pair("p", "A", "B"), pair("p", "B", "A"), pair("q", "A", "B")])
    assert conflicts_of(dataset).hit.tolist() == find(dataset, "conflict").tolist()


def test_near_duplicate_prompts_conflict_within_their_group(measured: Build) -> None:
    texts = ("How do I boil an egg properly at home", "How do I boil an egg proprely at home")
    dataset = measured([pair(texts[0], "A", "B"), pair(texts[1], "B", "A")])
    assert conflicts_of(dataset).conflicts == ()
    groups = group(neighbours_of(dataset, "lexical"), 0.8, np.zeros(2), grouping="connected")
    found = conflicts_of(dataset, groups)
    assert [one.near for one in found.conflicts] == [True]


def test_rows_that_are_gone_and_ties_conflict_with_nothing(measured: Build) -> None:
    rows = [
        {"prompt": "p", "response_a": "A", "response_b": "B", "winner": winner}
        for winner in ("model_a", "model_b", "tie")
    ]
    dataset = measured(rows)
    assert len(conflicts_of(dataset).opposites) == 1
    assert conflicts_of(dataset, alive=np.array([True, False, True])).conflicts == ()
