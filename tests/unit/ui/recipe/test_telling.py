"""Events told in sentences."""

from __future__ import annotations

from datetime import UTC

import pytest

from curation.recipe import CapStep, CheckStep, Compare, DeduplicateStep, FilterStep, Recipe, Verdict
from curation.recipe.history import Event
from curation.recipe.verdict import Given
from ui.recipe.telling import lines_of, told

AT = "2026-03-01T14:02:00+00:00"
HELPFUL = FilterStep(where=Compare(field="chosen.helpfulness", op=">=", value=3))
NEAR, CAP, CHECK = DeduplicateStep(), CapStep(pairs=1), CheckStep(check="tie")


def event(seq: int, kind: str = "recipe", who: str = "", decision: str = "keep", **more: object) -> Event:
    verdict = Verdict.model_validate({"pair": f"{seq:016x}", "decision": decision})
    given = Given(verdict, who, AT, seq) if kind in ("verdict", "audit") else None
    values = {"label": "label", "current": False, "at": AT, **more}
    return Event(seq, seq - 1, kind=kind, who=who, given=given, **values)  # type: ignore[arg-type]


def sentence(before: tuple[object, ...], after: tuple[object, ...], **how: int) -> str:
    recipes = [Recipe.model_validate({"steps": steps}) for steps in (before, after)]
    return told(lines_of([event(1)], UTC)[0], *recipes, **how)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((), (HELPFUL,), "You kept only: chosen.helpfulness ≥ 3"),
        ((), (CAP,), "You added the step “at most 1 a prompt (largest margin)”"),
        ((HELPFUL, CHECK), (CHECK,), "You took out “chosen.helpfulness ≥ 3”"),
        ((CHECK,), (CHECK.model_copy(update={"enabled": False}),), "You switched off “without tie”"),
        ((CHECK,), (CHECK.model_copy(update={"name": "no ties"}),), "You named “without tie” “no ties”"),
        ((CHECK,), (CHECK.model_copy(update={"note": "why"}),), "You noted on “without tie”: why"),
        ((CHECK, HELPFUL), (HELPFUL, CHECK), "You moved “"),
        ((), (HELPFUL, CHECK), "You label"),
    ],
)
def test_a_change_is_told_by_what_it_did(
    before: tuple[object, ...], after: tuple[object, ...], expected: str
) -> None:
    assert sentence(before, after).startswith(expected)


def test_near_duplicates_are_told_with_their_number() -> None:
    assert sentence((), (NEAR,), fewer=312) == "You dropped 312 near-duplicates (staged, 0.9)"


def test_verdicts_given_in_a_row_are_one_line() -> None:
    mine = [event(n, "verdict", "Ann", "drop" if n == 2 else "keep") for n in (1, 2, 3)]
    other = event(4, "verdict", "Bob")
    lines = lines_of([*mine, other, event(5)], UTC)
    assert [len(line.events) for line in lines] == [3, 1, 1]
    nothing = Recipe()
    assert told(lines[0], nothing, nothing, "Ann") == "You judged 3 pairs: 2 kept, 1 dropped"
    assert told(lines[1], nothing, nothing, "Ann") == "Bob judged 1 pair: 1 kept"
    assert (lines[0].before, lines[0].last.seq) == (0, 3)


def test_an_undone_line_is_told_from_one_that_stands() -> None:
    lines = lines_of([event(1, current=True), event(2, stands=False)], UTC)
    assert [(line.current, line.undone) for line in lines] == [(True, False), (False, True)]
