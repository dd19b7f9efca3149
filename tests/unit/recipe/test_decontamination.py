"""The contamination step: what it drops, what it lets stay, and a benchmark that has changed."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.analysis.contamination import BenchmarkRef, open_benchmark
from curation.errors import RecipeError
from curation.recipe import CapStep, ContaminationStep, Recipe, apply
from curation.store import Dataset
from tests.unit.conftest import Make

ASKED = "How many bolts of blue and of white fiber does a robe take in all, then?"


@pytest.fixture
def quiz(tmp_path: Path) -> BenchmarkRef:
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(orjson.dumps({"question": ASKED, "answer": "3"}) + b"\n")
    return BenchmarkRef(name="quiz", spec=str(path))


@pytest.fixture
def pairs(make: Make) -> Dataset:
    prompts = [f"Tell me: {ASKED}", "Write a poem.", f"Tell me: {ASKED}", ASKED]
    return make([{"prompt": p, "chosen": f"Yes, {i}.", "rejected": "No."} for i, p in enumerate(prompts)])


def test_every_pair_of_a_prompt_that_holds_a_question_goes_and_says_why(
    pairs: Dataset, quiz: BenchmarkRef
) -> None:
    outcome = apply(pairs, Recipe(steps=(ContaminationStep(benchmarks=(quiz,)),)))
    assert outcome.kept_ids.tolist() == [1]
    assert outcome.pairs_in == outcome.pairs_kept + sum(step.removed for step in outcome.steps)
    assert outcome.reasons(2) == ["holds the question of quiz row 0 at 1.00"]
    assert outcome.funnel()["steps"] == [{"name": "without questions of quiz", "hit": 3, "removed": 3}]


def test_a_prompt_may_stay_although_it_was_found(pairs: Dataset, quiz: BenchmarkRef) -> None:
    key = pairs.prompts["key"][0].as_py()
    outcome = apply(pairs, Recipe(steps=(ContaminationStep(benchmarks=(quiz,), stay=(key,)),)))
    assert outcome.kept_ids.tolist() == [0, 1, 2]


def test_the_step_looks_at_every_pair_whatever_came_before(pairs: Dataset, quiz: BenchmarkRef) -> None:
    outcome = apply(pairs, Recipe(steps=(CapStep(pairs=1), ContaminationStep(benchmarks=(quiz,)))))
    assert [step.hit for step in outcome.steps] == [1, 3]
    assert [step.removed for step in outcome.steps] == [1, 2]


def test_a_recipe_comes_back_from_yaml_as_it_was(quiz: BenchmarkRef) -> None:
    pinned = open_benchmark(quiz).ref
    step = ContaminationStep(benchmarks=(pinned,), method="exact", n=5, answers=True, stay=("0" * 16,))
    recipe = Recipe(steps=(step,))
    assert Recipe.from_yaml(recipe.to_yaml()) == recipe


def test_the_default_threshold_is_the_methods_own(quiz: BenchmarkRef) -> None:
    assert ContaminationStep(benchmarks=(quiz,)).rule.threshold == 0.5
    assert ContaminationStep(benchmarks=(quiz,), method="embedding").rule.threshold == 0.9
    assert ContaminationStep(benchmarks=(quiz,), threshold=0.3).rule.threshold == 0.3


@pytest.mark.parametrize("change", ["changed", "cannot be opened"])
def test_a_benchmark_that_changed_or_went_away_is_one_sentence_even_after_a_search(
    change: str, pairs: Dataset, quiz: BenchmarkRef, make: Make
) -> None:
    step = ContaminationStep(benchmarks=(open_benchmark(quiz).ref,))
    apply(pairs, Recipe(steps=(step,)))
    if change == "changed":
        Path(quiz.spec).write_bytes(orjson.dumps({"question": "Another one entirely?"}) + b"\n")
    else:
        Path(quiz.spec).unlink()
    # Another step, so that nothing is remembered from before.
    again = step.model_copy(update={"stay": ("0" * 16,)})
    with pytest.raises(RecipeError, match=f"The benchmark quiz .*{change}"):
        apply(pairs, Recipe(steps=(again,)))


def test_a_step_without_benchmarks_is_refused_with_its_line() -> None:
    with pytest.raises(RecipeError, match="line 3: steps"):
        Recipe.from_yaml("version: 1\nsteps:\n  - {kind: contamination, benchmarks: []}\n")


def test_a_misspelt_setting_of_a_benchmark_is_named() -> None:
    text = "steps:\n  - kind: contamination\n    benchmarks:\n      - {name: q, spec: q.jsonl, colum: a}\n"
    with pytest.raises(RecipeError, match=r"line 4: .*colum: is not a setting"):
        Recipe.from_yaml(text)
