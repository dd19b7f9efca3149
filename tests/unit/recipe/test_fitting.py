"""A recipe laid on another data set: what fits goes on, and what does not is told in one list."""

from __future__ import annotations

from collections.abc import Callable

from curation.recipe import (
    All,
    CapStep,
    CheckStep,
    Compare,
    DeduplicateStep,
    DropStep,
    FilterStep,
    Not,
    Recipe,
    SourceRef,
    VerdictsStep,
    apply,
)
from curation.recipe.fitting import fit
from curation.store import Dataset, Pairing

Make = Callable[..., Dataset]
GONE = "0123456789abcdef"


def test_a_recipe_that_fits_goes_on_unchanged(rated: Dataset) -> None:
    recipe = Recipe(steps=(FilterStep(where=Compare(field="turns", op=">=", value=1)), CapStep(pairs=1)))
    fitted = fit(rated, recipe)
    assert fitted.recipe == recipe
    assert fitted.unmatched == ()


def test_a_step_on_a_field_that_is_missing_is_switched_off_and_told(rated: Dataset) -> None:
    honest = FilterStep(where=Compare(field="chosen.honesty", op=">", value=1))
    unknown = CheckStep(check="no_such_check")
    fitted = fit(rated, Recipe(steps=(honest, unknown, CapStep(pairs=1))))
    assert [step.enabled for step in fitted.recipe.steps] == [False, False, True]
    assert [(one.title, one.off) for one in fitted.unmatched] == [(honest.title, True), (unknown.title, True)]
    assert "chosen.honesty" in fitted.unmatched[0].why
    assert apply(rated, fitted.recipe).pairs_kept > 0


def test_contents_that_are_not_here_are_counted_and_the_step_stays_on(rated: Dataset) -> None:
    pair, prompt = rated.pairs["key"][0].as_py(), rated.prompts["key"][0].as_py()
    listed = All(all=(Not(**{"not": Compare(field="prompt.key", op="in", value=(prompt, GONE))}),))
    steps = (
        DropStep(keys=(pair, GONE)),
        FilterStep(where=listed),
        DeduplicateStep(method="exact", stay=(GONE,)),
        VerdictsStep(keep=(pair,), drop=(GONE,)),
    )
    fitted = fit(rated, Recipe(steps=steps))
    assert all(step.enabled for step in fitted.recipe.steps)
    assert [one.why for one in fitted.unmatched] == [
        "1 of the 2 pairs that it names is not in this data set.",
        "1 of the 2 prompts that it names is not in this data set.",
        "1 of the 1 prompts that it names is not in this data set.",
        "1 of the 2 pairs that it names is not in this data set.",
    ]


def test_another_source_or_pairing_rule_is_told(rated: Dataset) -> None:
    recipe = Recipe(source=SourceRef(spec="/elsewhere/other.jsonl"), pairing=Pairing(min_margin=1.0))
    assert [one.title for one in fit(rated, recipe).unmatched] == ["source", "pairing"]
    same = Recipe(source=SourceRef(spec="/elsewhere/rated.jsonl"), pairing=rated.info.pairing)
    assert fit(rated, same).unmatched == ()
