"""Decisions about single prompts, what is compared, and the threshold that leaves a wanted number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from curation.errors import RecipeError
from curation.recipe import DeduplicateStep, Outcome, Recipe, apply, compared
from curation.store import Dataset

Make = Callable[..., Dataset]


@pytest.fixture
def asked(make: Make) -> Dataset:
    """Three spellings of one question with growing margins, and another question."""
    prompts = ["What is a cat?", "what is a  CAT", "What is a cat", "Name a river"]
    rows = [
        {"prompt": p, "chosen": f"a{'!' * i}", "rejected": "b", "score_chosen": i + 1, "score_rejected": 0}
        for i, p in enumerate(prompts)
    ]
    return make(rows, "asked")


def run(dataset: Dataset, **settings: Any) -> Outcome:
    return apply(dataset, Recipe(steps=(DeduplicateStep(method="exact", **settings),)))


def key(dataset: Dataset, prompt: int) -> str:
    found: str = dataset.prompts["key"][prompt].as_py()
    return found


def test_without_decisions_the_best_of_the_group_stays(asked: Dataset) -> None:
    assert run(asked).kept_ids.tolist() == [2, 3]


def test_prompts_set_apart_are_not_merged(asked: Dataset) -> None:
    outcome = run(asked, apart=[(key(asked, 0), key(asked, 2))])
    assert outcome.kept_ids.tolist() == [0, 2, 3]
    assert outcome.reasons(1) == [f"duplicate of {key(asked, 2)} at 1.00"]


def test_prompts_put_together_are_merged_and_say_so(asked: Dataset) -> None:
    outcome = run(asked, together=[(key(asked, 3), key(asked, 2))])
    assert outcome.kept_ids.tolist() == [3]
    assert outcome.reasons(2) == [f"put together with {key(asked, 3)} by hand"]


def test_a_prompt_that_stays_goes_before_the_better_one(asked: Dataset) -> None:
    assert run(asked, stay=[key(asked, 0)]).kept_ids.tolist() == [0, 3]
    assert run(asked, stay=[key(asked, i) for i in range(3)]).kept_ids.tolist() == [0, 1, 2, 3]


def test_decisions_of_another_revision_are_counted_and_passed_over(asked: Dataset) -> None:
    stranger = "0123456789abcdef"
    step = DeduplicateStep(method="exact", stay=(stranger,), apart=((stranger, key(asked, 0)),))
    assert compared(asked, step).decisions.unknown == 2
    assert apply(asked, Recipe(steps=(step,))).kept_ids.tolist() == [2, 3]


def test_a_pair_cannot_be_apart_and_together() -> None:
    text = "steps: [{kind: deduplicate, apart: [[%s, %s]], together: [[%s, %s]]}]"
    one, other = "'0000000000000001'", "'0000000000000002'"
    with pytest.raises(RecipeError, match="either apart or together"):
        Recipe.from_yaml(f"version: 1\n{text % (one, other, other, one)}")


def test_a_key_is_16_hex_digits() -> None:
    with pytest.raises(RecipeError, match="stay"):
        Recipe.from_yaml("version: 1\nsteps: [{kind: deduplicate, stay: [cat]}]")


def test_other_things_than_the_user_turns_can_be_compared(make: Make) -> None:
    system = {"role": "system", "content": "Answer in French."}
    asked, again = ({"role": "user", "content": text} for text in ("Why?", "why"))
    answer = {"role": "assistant", "content": "Because."}
    other = {"role": "assistant", "content": "No idea."}
    talk = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}]
    prompts = [[asked], [system, again], [*talk, asked]]
    dataset = make([{"chosen": [*p, answer], "rejected": [*p, other]} for p in prompts])
    kept = {
        unit: run(dataset, unit=unit, keep="first").kept_ids.tolist()
        for unit in ("user", "last_user", "system_user", "answers")
    }
    assert kept == {"user": [0, 2], "last_user": [0], "system_user": [0, 1, 2], "answers": [0]}


def test_prompts_without_a_best_answer_are_not_each_others_duplicates(make: Make) -> None:
    prompts = ("one", "two", "three", "four")
    rows = [{"prompt": p, "response_a": "x", "response_b": "y", "winner": "tie"} for p in prompts]
    rows[3]["winner"] = "model_a"
    assert run(make(rows), unit="answers").pairs_kept == 4


def test_the_same_comparison_serves_groups_curve_and_target(asked: Dataset) -> None:
    of = compared(asked, DeduplicateStep(method="lexical", threshold=0.8))
    assert of.groups().duplicates.tolist() == [0, 1]
    assert of.curve([0.8, 1.0]).duplicates.tolist() == [2, 2]
    assert (of.target(share=0.5).kept, of.target(kept=4).exact) == (2, False)
