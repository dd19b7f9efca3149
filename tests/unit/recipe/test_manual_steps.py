"""Steps that drop pairs by hand, repair leaks, and exclude what another data set holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from curation.errors import DatasetError, RecipeError
from curation.recipe import DropStep, ExcludeStep, FilterStep, LeakStep, Outcome, Recipe, apply
from curation.recipe.conditions import Compare
from curation.recipe.removal import check_step
from curation.store import Dataset

Make = Callable[..., Dataset]


def run(dataset: Dataset, *steps: Any) -> Outcome:
    return apply(dataset, Recipe(steps=steps))


def rows(*prompts: str, split: str | None = None) -> list[dict[str, Any]]:
    more = {"split": split} if split else {}
    return [{"prompt": p, "chosen": f"yes {i}", "rejected": "no", **more} for i, p in enumerate(prompts)]


def test_dropped_pairs_are_gone_and_unknown_keys_hit_nothing(make: Make) -> None:
    dataset = make(rows("a", "b", "c"))
    key = dataset.pairs["key"][1].as_py()
    outcome = run(dataset, DropStep(keys=(key, "0123456789abcdef"), note="wrong verdict"))
    assert outcome.kept_ids.tolist() == [0, 2]
    assert outcome.steps[0].name == "without 2 pairs dropped by hand"
    assert run(dataset, DropStep(keys=())).pairs_kept == 3


def test_a_leaking_prompt_stays_in_the_evaluation_split_alone(make: Make) -> None:
    dataset = make([*rows("Same?", "Other", split="train"), *rows("same", split="test")])
    assert run(dataset, LeakStep()).kept_ids.tolist() == [1, 2]
    assert run(dataset, LeakStep(keep="train")).kept_ids.tolist() == [0, 1]


def test_a_leak_is_one_only_among_rows_that_are_still_there(make: Make) -> None:
    dataset = make([*rows("Same?", "Other", split="train"), *rows("same", split="test")])
    no_test = FilterStep(where=Compare(field="split", op="!=", value="test"))
    assert run(dataset, no_test, LeakStep()).kept_ids.tolist() == [0, 1]


def test_a_split_that_is_not_there_cannot_keep(make: Make) -> None:
    dataset = make([*rows("a", split="train"), *rows("a", split="test")])
    with pytest.raises(RecipeError, match="no split 'dev'"):
        check_step(dataset, LeakStep(keep="dev"))
    with pytest.raises(RecipeError, match="no split 'dev'"):
        run(dataset, LeakStep(keep="dev"))


def test_prompts_of_another_data_set_are_excluded(make: Make) -> None:
    other = make(rows("What is a cat?", "Name a river"), "other")
    dataset = make(rows("what is a cat", "Where is Rome?", "what is a CAT!"), "mine")
    outcome = run(dataset, ExcludeStep(dataset="other"))
    assert outcome.kept_ids.tolist() == [1]
    assert outcome.steps[0].name == "without equal prompts of other"
    assert run(dataset, ExcludeStep(dataset=other.id)).kept_ids.tolist() == [1]


def test_near_prompts_are_excluded_where_asked_and_look_alikes_kept(make: Make) -> None:
    make(rows("How many legs does a spider have in total?"), "other")
    dataset = make(
        rows("How many legs does a spider have in totla?", "How many legs does a spiders have in total"),
        "mine",
    )
    near = ExcludeStep(dataset="other", method="lexical", threshold=0.8)
    assert run(dataset, near).pairs_kept < run(dataset, ExcludeStep(dataset="other")).pairs_kept == 2


def test_a_name_that_comes_to_mean_another_data_set_is_looked_up_again(make: Make) -> None:
    dataset = make(rows("a", "b"), "mine")
    make(rows("a"), "other")
    assert run(dataset, ExcludeStep(dataset="other")).kept_ids.tolist() == [1]
    make(rows("b"), "other")
    assert run(dataset, ExcludeStep(dataset="other")).kept_ids.tolist() == [0]


def test_a_data_set_cannot_exclude_itself_or_one_that_is_not_there(make: Make) -> None:
    dataset = make(rows("a"), "mine")
    with pytest.raises(RecipeError, match="itself"):
        run(dataset, ExcludeStep(dataset="mine"))
    with pytest.raises(DatasetError, match="no data set 'nowhere'"):
        run(dataset, ExcludeStep(dataset="nowhere"))
