"""Two data sets in the worker: what they share is searched for and kept, and they are merged."""

from __future__ import annotations

import io
from typing import Any

import pytest

from curation.jobs import work
from curation.jobs.worker import Teller, run
from curation.recipe import ExcludeStep, Recipe, apply
from curation.recipe.exclusion import ready
from curation.store import open_dataset
from tests.unit.jobs.conftest import Write

NEAR = ExcludeStep(dataset="theirs", method="lexical", threshold=0.8)


@pytest.fixture
def two(winnow_home: object, jsonl: Write) -> tuple[str, str]:
    """Two data sets with a prompt that differs in a letter."""
    ours = [{"prompt": text, "chosen": "A", "rejected": "B"} for text in ("Name a river in France.", "Why?")]
    theirs = [{"prompt": text, "chosen": "C", "rejected": "D"} for text in ("Name a river in Frances.", "x")]
    made = [
        work.load(str(jsonl(rows, f"{name}.jsonl")), name=name).id
        for name, rows in (("ours", ours), ("theirs", theirs))
    ]
    return made[0], made[1]


def done(**order: Any) -> dict[str, Any]:
    return run(order, Teller(io.BytesIO()))


def test_what_was_searched_for_is_there_when_the_step_is_applied(two: tuple[str, str]) -> None:
    dataset = open_dataset(two[0])
    assert not ready(dataset, NEAR)
    assert ready(dataset, NEAR.model_copy(update={"method": "exact"}))
    assert done(work="shared", dataset=two[0], step=NEAR.model_dump(mode="json")) == {
        "dataset": two[0],
        "shared": 1,
    }
    assert ready(dataset, NEAR)
    assert ready(dataset, NEAR.model_copy(update={"threshold": 0.95}))
    assert not ready(dataset, NEAR.model_copy(update={"threshold": 0.7}))
    searched: list[str] = []
    outcome = apply(dataset, Recipe(steps=(NEAR,)), progress=lambda stage, *_: searched.append(stage))
    assert (outcome.pairs_kept, searched) == (1, [])


def test_two_are_merged_and_measured(two: tuple[str, str]) -> None:
    line = io.BytesIO()
    result = run({"work": "merge", "first": two[0], "second": two[1]}, Teller(line))
    merged = open_dataset(result["dataset"])
    assert merged.info.counts.pairs == 4
    assert "chosen.chars" in merged.fields
    assert b'"stage":"merging"' in line.getvalue()
    assert work.load(merged.info.source.spec, name=merged.info.name).id == merged.id
