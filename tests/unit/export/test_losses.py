"""What a format leaves out is said before anything is written, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from curation.export import job_of, losses, target_named
from curation.export.splitting import Splitting
from curation.recipe import ExportOptions, Recipe, apply
from curation.store import Dataset

Make = Callable[..., Dataset]


def said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


@pytest.fixture
def mixed(make: Make) -> Dataset:
    """A plain question, one under a system turn, and one of two questions."""
    prompts = [
        [said("user", "Q")],
        [said("system", "S"), said("user", "R")],
        [said("user", "1"), said("assistant", "2"), said("user", "3")],
    ]
    rows = [
        {"chosen": [*prompt, said("assistant", "A")], "rejected": [*prompt, said("assistant", "B")]}
        for prompt in prompts
    ]
    return make(rows, "mixed")


def lost(dataset: Dataset, target: str, **options: Any) -> dict[str, int]:
    job = job_of(dataset, apply(dataset, Recipe()), Splitting(), ExportOptions(**options))
    return {loss.reason: loss.rows for loss in losses(target_named(target), job)}


def test_a_remedy_that_is_taken_leaves_nothing_out(mixed: Dataset) -> None:
    assert lost(mixed, "axolotl-rm") == {"several_turns": 1}
    assert lost(mixed, "axolotl-rm", turns="last") == {}
    assert lost(mixed, "axolotl-dpo") == {}
    assert lost(mixed, "axolotl-dpo", style="intel") == {"several_turns": 1}


def test_a_format_offers_only_what_it_takes(mixed: Dataset, rated: Dataset) -> None:
    job = job_of(mixed, apply(mixed, Recipe()), Splitting(), ExportOptions())
    [loss] = losses(target_named("axolotl-rm"), job)
    assert [(remedy.option, remedy.value) for remedy in loss.remedies] == [("turns", "last")]
    assert loss.why == "the format has no place for more than one question"
    job = job_of(rated, apply(rated, Recipe()), Splitting(), ExportOptions())
    assert {loss.reason: loss.remedies for loss in losses(target_named("trl-dpo"), job)} == {
        "no_partner": (),
        "tie": (),
    }


def test_the_sources_own_shape_tells_of_its_quarantine(rated: Dataset) -> None:
    assert lost(rated, "source") == {}


def pairs_lost(dataset: Dataset, target: str, **options: Any) -> dict[str, list[int]]:
    job = job_of(dataset, apply(dataset, Recipe()), Splitting(), ExportOptions(**options))
    return {loss.reason: loss.pairs.tolist() for loss in losses(target_named(target), job)}


def test_each_reason_names_its_own_pairs(mixed: Dataset, rated: Dataset) -> None:
    assert pairs_lost(mixed, "axolotl-rm") == {"several_turns": [2]}
    assert pairs_lost(mixed, "helpsteer") == {"system_turn": [1], "unrated": [0, 2]}
    ties = [at for at, tie in enumerate(rated.pairs["tie"].to_pylist()) if tie]
    alone = [at for at, other in enumerate(rated.pairs["rejected_id"].to_pylist()) if other is None]
    assert pairs_lost(rated, "trl-dpo") == {"no_partner": alone, "tie": ties}
    assert pairs_lost(rated, "trl-kto")["tie"] == ties


def test_a_reason_counted_in_answers_names_each_pair_once(make: Make) -> None:
    rows = [{"prompt": f"Q{at % 2}", "chosen": "A", "rejected": "B"} for at in range(4)]
    dataset = make(rows, "again")
    assert lost(
        dataset,
        "trl-kto",
    ) == {"repeated_answer": 4}
    assert pairs_lost(dataset, "trl-kto") == {"repeated_answer": [2, 3]}
    assert (lost(dataset, "helpsteer"), pairs_lost(dataset, "helpsteer")) == (
        {"unrated": 8},
        {"unrated": [0, 1, 2, 3]},
    )
