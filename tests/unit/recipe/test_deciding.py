"""Verdicts within a recipe: what they remove, swap, edit and do not find, and how they are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import RecipeError
from curation.recipe import CheckStep, Edit, Edits, Recipe, VerdictsStep, apply
from curation.store import Dataset

MISSING = "0123456789abcdef"
texts = st.none() | st.text(max_size=20)
edits = st.builds(Edit, prompt=texts, chosen=texts, rejected=st.text(max_size=20))
keys = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


@st.composite
def verdict_steps(draw: st.DrawFn) -> VerdictsStep:
    several = draw(st.lists(keys, unique=True, max_size=8))
    where = [draw(st.sampled_from(["keep", "drop", "tie", "swap", "edit", "swap and edit"])) for _ in several]
    lists = {
        name: tuple(key for key, what in zip(several, where, strict=True) if name in what.split())
        for name in ("keep", "drop", "tie", "swap")
    }
    written = {key: draw(edits) for key, what in zip(several, where, strict=True) if "edit" in what}
    return VerdictsStep(**lists, edit=written, enabled=draw(st.booleans()))


@given(st.lists(verdict_steps(), max_size=2))
def test_verdicts_survive_yaml(steps: list[VerdictsStep]) -> None:
    recipe = Recipe(steps=tuple(steps))
    again = Recipe.from_yaml(recipe.to_yaml())
    assert again == recipe
    assert again.hash == recipe.hash


def test_a_pair_has_one_decision() -> None:
    text = f"steps:\n  - kind: verdicts\n    drop: ['{MISSING}']\n    tie: ['{MISSING}']\n"
    with pytest.raises(RecipeError, match=r"line 2.*a pair has one decision, 0123456789abcdef has two"):
        Recipe.from_yaml(text)


def key(dataset: Dataset, row: int) -> str:
    found: str = dataset.pairs["key"][row].as_py()
    return found


def test_dropped_pairs_and_ties_go_and_the_funnel_sums(rated: Dataset) -> None:
    step = VerdictsStep(
        keep=(key(rated, 0),), drop=(key(rated, 1), MISSING), tie=(key(rated, 2),), swap=(key(rated, 6),)
    )
    outcome = apply(rated, Recipe(steps=(CheckStep(check="tie"), step)))
    assert outcome.kept_ids.tolist() == [0, 4, 5, 6]
    assert outcome.pairs_in == outcome.pairs_kept + sum(one.removed for one in outcome.steps)
    assert outcome.funnel()["steps"][1] == {
        "name": "5 reviewed by hand: 2 dropped, 1 tied, 1 swapped",
        "hit": 2,
        "removed": 2,
    }
    assert outcome.reasons(1) == ["dropped by hand"]
    assert outcome.reasons(2) == ["a tie by hand"]
    by_hand = outcome.steps[1].by_hand
    assert by_hand is not None
    assert by_hand.unmatched == (MISSING,)
    assert outcome.edits.rows.tolist() == [6]


def test_a_step_that_is_switched_off_changes_nothing(rated: Dataset) -> None:
    step = VerdictsStep(drop=(key(rated, 1),), swap=(key(rated, 0),), enabled=False)
    outcome = apply(rated, Recipe(steps=(step,)))
    assert outcome.pairs_kept == outcome.pairs_in
    assert not outcome.edits


def test_the_same_verdicts_in_two_steps_swap_twice(rated: Dataset) -> None:
    here = key(rated, 0)
    first = VerdictsStep(swap=(here,), edit={here: Edit(chosen="new")})
    outcome = apply(rated, Recipe(steps=(first, VerdictsStep(swap=(here,)))))
    assert outcome.edits.swapped.tolist() == []
    assert outcome.edits.texts == {0: Edit(rejected="new")}


def test_edits_of_some_rows_are_found_by_their_place() -> None:
    made = Edits(np.array([3]), {5: Edit(chosen="x")})
    assert made.turned(np.array([2, 3])).tolist() == [False, True]
    assert made.among(np.array([5, 6])) == [(0, Edit(chosen="x"))]
    assert made.rows.tolist() == [3, 5]
