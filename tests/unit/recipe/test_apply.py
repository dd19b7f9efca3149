"""Applying a recipe: nothing is lost, every removed row can say why, and the same gives the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled, RecipeError
from curation.recipe import (
    CapStep,
    CheckStep,
    Compare,
    DeduplicateStep,
    DropStep,
    FilterStep,
    LeakStep,
    Not,
    Outcome,
    Recipe,
    SampleStep,
    apply,
)
from curation.store import Dataset

Make = Callable[..., Dataset]


def run(dataset: Dataset, *steps: Any) -> Outcome:
    return apply(dataset, Recipe(steps=steps))


def over(margin: float, **about: Any) -> FilterStep:
    return FilterStep(where=Compare(field="margin.helpfulness", op=">=", value=margin), **about)


@pytest.fixture
def repeated(make: Make) -> Dataset:
    """Prompts that equal one another but for case and spaces, and one prompt with three pairs."""
    prompts = [
        "What is a cat?",
        "what is a  CAT",
        "What is a dog?",
        "Name a river",
        "Name a river",
        "Name a river",
    ]
    rows = [
        {"prompt": prompt, "chosen": f"a{'!' * i}", "rejected": "b", "score_chosen": i, "score_rejected": 0}
        for i, prompt in enumerate(prompts)
    ]
    return make(rows, "repeated")


def test_an_empty_recipe_keeps_everything(rated: Dataset) -> None:
    outcome = run(rated)
    assert outcome.funnel() == {"pairs_in": 7, "pairs_kept": 7, "steps": []}
    assert outcome.singles_kept == 2


def test_a_filter_counts_all_it_hits_and_removes_what_is_left(rated: Dataset) -> None:
    outcome = run(rated, over(1), over(2, name="clear"))
    assert outcome.funnel()["steps"] == [
        {"name": "margin.helpfulness ≥ 1", "hit": 3, "removed": 3},
        {"name": "clear", "hit": 4, "removed": 1},
    ]
    assert outcome.pairs_kept == 3
    assert outcome.reasons(3) == ["margin.helpfulness ≥ 1", "clear"]
    assert outcome.reasons(2) == ["clear"]
    assert outcome.reasons(0) == []


def test_a_step_that_is_switched_off_removes_nothing(rated: Dataset) -> None:
    outcome = run(rated, over(4, enabled=False))
    assert outcome.pairs_kept == 7
    assert outcome.steps[0].hit == 0


def test_a_check_drops_the_rows_it_hits(rated: Dataset) -> None:
    outcome = run(rated, CheckStep(check="tie"))
    assert outcome.steps[0].pair_ids.tolist() == [3]


def test_an_unknown_check_or_field_applies_nothing(rated: Dataset) -> None:
    with pytest.raises(RecipeError, match="did you mean 'tie'"):
        run(rated, CheckStep(check="ties"))
    with pytest.raises(RecipeError, match="no field 'margn"):
        run(rated, FilterStep(where=Compare(field="margn.helpfulness", op=">", value=1)))


def test_a_cap_keeps_the_clearest_pairs_of_each_prompt(repeated: Dataset) -> None:
    outcome = run(repeated, CapStep(pairs=1))
    assert outcome.kept_ids.tolist() == [0, 1, 2, 5]
    assert run(repeated, CapStep(pairs=2, keep="first")).kept_ids.tolist() == [0, 1, 2, 3, 4]


def test_a_cap_prefers_a_stated_preference_to_a_tie(make: Make) -> None:
    rows = [
        {"prompt": "p", "response_a": "x", "response_b": f"y{i}", "winner": winner}
        for i, winner in enumerate(["tie", "model_a"])
    ]
    assert run(make(rows), CapStep(pairs=1)).kept_ids.tolist() == [1]


def test_deduplication_removes_all_pairs_of_a_duplicate_and_says_of_which(repeated: Dataset) -> None:
    outcome = run(repeated, DeduplicateStep(method="exact"))
    assert outcome.kept_ids.tolist() == [1, 2, 3, 4, 5]
    kept = repeated.prompts["key"][1].as_py()
    assert outcome.reasons(0) == [f"duplicate of {kept} at 1.00"]


def test_deduplication_never_keeps_a_prompt_that_is_gone_already(repeated: Dataset) -> None:
    not_the_second = FilterStep(where=Not(not_=Compare(field="prompt", op="contains", value="CAT")))
    only_first = FilterStep(where=Compare(field="chosen.score", op="!=", value=1))
    outcome = run(repeated, only_first, DeduplicateStep(method="exact"))
    assert 0 in outcome.kept_ids
    assert run(repeated, not_the_second, DeduplicateStep(method="exact")).kept_ids.tolist() == [2, 3, 4, 5]


def test_a_smaller_sample_is_part_of_a_larger_one(repeated: Dataset) -> None:
    small, large = (set(run(repeated, SampleStep(pairs=n, seed=4)).kept_ids.tolist()) for n in (2, 4))
    assert len(small) == 2
    assert len(large) == 4
    assert small < large
    assert run(repeated, SampleStep(pairs=99)).pairs_kept == 6


def test_a_sample_goes_by_content_not_by_row_order(make: Make) -> None:
    rows = [{"prompt": f"p{i}", "chosen": "a", "rejected": "b"} for i in range(40)]
    one, two = make(rows, "one"), make(rows[::-1], "two")
    drawn = [
        {dataset.pairs["key"][i].as_py() for i in run(dataset, SampleStep(pairs=7)).kept_ids}
        for dataset in (one, two)
    ]
    assert drawn[0] == drawn[1]


def test_it_can_be_stopped(rated: Dataset) -> None:
    with pytest.raises(Cancelled):
        apply(rated, Recipe(steps=(over(1),)), cancelled=lambda: True)


any_step = st.one_of(
    st.builds(over, st.integers(-1, 5), enabled=st.booleans()),
    st.builds(CheckStep, check=st.sampled_from(["tie", "identical_pair", "repeated_pair"])),
    st.builds(CapStep, pairs=st.integers(1, 3), keep=st.sampled_from(["largest_margin", "first", "random"])),
    st.builds(SampleStep, pairs=st.integers(1, 8), seed=st.integers(0, 3)),
    st.builds(
        DeduplicateStep,
        method=st.just("exact"),
        unit=st.sampled_from(["user", "last_user", "system_user", "answers"]),
        keep=st.sampled_from(["first", "longest", "random"]),
    ),
    st.builds(LeakStep),
    st.builds(DropStep, keys=st.lists(st.sampled_from(["0123456789abcdef", "fedcba9876543210"]), max_size=2)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(steps=st.lists(any_step, max_size=5))
def test_rows_are_conserved_whatever_the_steps(rated: Dataset, steps: list[Any]) -> None:
    outcome = run(rated, *steps)
    assert outcome.pairs_in == outcome.pairs_kept + sum(step.removed for step in outcome.steps)
    removed = np.zeros(7, int)
    for step in outcome.steps:
        removed += step.removes
        assert not (step.removes & ~step.hits).any()
    assert ((removed == 1) == ~outcome.kept).all()
    for pair in range(7):
        assert bool(outcome.reasons(pair)) == (not outcome.kept[pair])
    again = run(rated, *steps)
    assert (again.kept == outcome.kept).all()
