"""What is wrong with a recipe's text: every mistake, each with its line."""

from __future__ import annotations

import pytest

from curation.errors import RecipeError
from curation.recipe import Recipe
from curation.recipe.yaml_text import Problem, TextError

SEVERAL = """version: 1
steps:
  - kind: filter
    where: {field: turns, op: "~", value: 2}
  - kind: cap
    pears: 1
  - kind: chek
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(TextError) as raised:
        Recipe.from_yaml(text)
    return raised.value.problems


def test_every_mistake_is_told_with_its_line_the_misspelt_ones_first() -> None:
    found = problems(SEVERAL)
    assert [problem.line for problem in found] == [6, 4, 5, 7]
    assert found[0] == Problem(
        6,
        "steps[2].pears",
        "is not a setting; did you mean 'pairs'?"
        " Settings here are name, enabled, note, kind, per, pairs, keep, seed",
    )
    assert found[-1].said.startswith("there is no kind 'chek'; did you mean 'check'? Kinds are 'filter',")


def test_the_error_itself_names_the_first_and_counts_the_others() -> None:
    with pytest.raises(RecipeError, match=r"line 6: steps\[2\]\.pears: .*\(and 3 more\)"):
        Recipe.from_yaml(SEVERAL)


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("{anny: []}", "'any'"),
        ("{field: a, op: '>', othr: b}", "'other'"),
        ("{field: a, op: '>', other: b, tims: 2}", "'times'"),
        ("{all: [{not: {field: a, op: '==', valu: 1}}]}", "'value'"),
    ],
)
def test_a_misspelt_setting_of_a_condition_gets_the_right_one(where: str, meant: str) -> None:
    [first, *_] = problems(f"steps:\n  - kind: filter\n    where: {where}\n")
    assert first.line == 3
    assert f"did you mean {meant}?" in first.said


def test_a_text_that_is_no_yaml_has_one_problem_at_its_line() -> None:
    [problem] = problems("steps:\n  - kind: cap\n   pairs: 1\n")
    assert problem.line == 3
    assert str(problem).startswith("line 3: ")
