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
