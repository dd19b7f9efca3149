"""Several people on one session: verdicts, undo of one's own alone, changes side by side, jumps, branches."""

from __future__ import annotations

import pytest

from curation.errors import DatasetError, RecipeError
from curation.recipe import (
    CapStep,
    CheckStep,
    Edit,
    Recipe,
    Rule,
    SampleStep,
    Verdict,
    VerdictsStep,
)
from curation.recipe.session import Session, sessions_of

CAP, TIES, SAMPLE = CapStep(pairs=1), CheckStep(check="tie"), SampleStep(pairs=5)


def key(number: int) -> str:
    return f"{number:016x}"


def keep(number: int) -> Verdict:
    return Verdict(pair=key(number), decision="keep")


def drop(number: int) -> Verdict:
    return Verdict(pair=key(number), decision="drop")


@pytest.fixture
def anna(database: str) -> Session:
    return Session.open("set-1", who="anna")


@pytest.fixture
def bob(anna: Session) -> Session:
    return Session.open("set-1", anna.id, who="bob")


def dropped(session: Session) -> list[int]:
    steps = [step for step in session.recipe.steps if isinstance(step, VerdictsStep)]
    return [int(pair, 16) for step in steps for pair in step.drop]


def test_the_standing_verdicts_are_the_last_step_of_the_recipe(anna: Session) -> None:
    anna.decide(drop(2))
    anna.decide(keep(1))
    anna.change(anna.recipe.with_step(CAP), "cap")
    written = Edit(chosen="Better.")
    anna.decide(Verdict(pair=key(3), decision="swap", edit=written))
    assert anna.recipe.steps == (
        CAP,
        VerdictsStep(keep=(key(1),), drop=(key(2),), swap=(key(3),), edit={key(3): written}),
    )


def test_a_reviewer_has_one_verdict_a_pair_and_the_later_one_counts(anna: Session) -> None:
    anna.decide(drop(1))
    anna.decide(keep(1))
    assert [one.verdict.decision for one in anna.verdicts()] == ["keep"]
    anna.undo()
    assert [one.verdict.decision for one in anna.verdicts()] == ["drop"]


def test_flags_and_skips_decide_nothing(anna: Session) -> None:
    anna.decide(Verdict(pair=key(1), decision="flag", note="look again", tags=("odd",)))
    anna.decide(Verdict(pair=key(2), decision="skip"))
    assert anna.recipe == Recipe()
    resolved = anna.point().resolved
    assert (resolved.flagged, resolved.skipped) == ({key(1)}, {key(2)})
    assert anna.verdicts()[0].verdict.note == "look again"
    assert anna.verdicts()[0].verdict.tags == ("odd",)


def test_the_same_verdict_sent_twice_is_one_event(anna: Session) -> None:
    first = anna.decide(drop(1), "key-1")
    anna.decide(drop(2), "key-2")
    assert anna.decide(drop(1), "key-1") == first
    assert len(anna.history()) == 2


def test_what_several_reviewers_said_is_resolved_by_the_rule(anna: Session, bob: Session) -> None:
    carla = Session.open("set-1", anna.id, who="carla")
    for reviewer, verdict in ((anna, drop(1)), (bob, drop(1)), (carla, keep(1)), (anna, drop(2))):
        reviewer.decide(verdict)
    assert dropped(anna) == [2]
    assert anna.point().resolved.disagreed == {key(1)}
    anna.set_rule(Rule(kind="majority"))
    assert dropped(bob) == [1, 2]
    anna.set_rule(Rule(kind="adjudicator", adjudicators=("carla",)))
    assert dropped(bob) == [2]
    assert anna.point().resolved.disagreed == frozenset()
    anna.undo()
    assert dropped(bob) == [1, 2]


def test_undo_takes_back_ones_own_and_never_anothers(anna: Session, bob: Session) -> None:
    anna.decide(drop(1))
    anna.decide(drop(2))
    bob.decide(drop(3))
    anna.undo()
    assert dropped(anna) == [1, 3]
    anna.undo()
    assert dropped(anna) == [3]
    assert not anna.can_undo
    assert dropped(anna) == [3]
    assert [event.who for event in anna.history() if event.stands] == ["bob"]
    anna.redo()
    assert dropped(bob) == [1, 3]
    anna.redo()
    assert dropped(bob) == [1, 2, 3]
    assert not anna.can_redo
    bob.undo()
    assert dropped(anna) == [1, 2]
    anna.undo()
    assert dropped(anna) == [1]


def test_undo_by_another_does_not_lose_what_one_may_redo(anna: Session, bob: Session) -> None:
    anna.decide(drop(1))
    bob.decide(drop(2))
    bob.undo()
    anna.undo()
    assert dropped(anna) == []
    bob.redo()
    assert dropped(anna) == [2]
    anna.redo()
    assert dropped(anna) == [1, 2]


def test_a_new_verdict_after_an_undo_leaves_nothing_to_redo(anna: Session, bob: Session) -> None:
    anna.decide(drop(1))
    bob.decide(drop(2))
    anna.undo()
    anna.decide(drop(3))
    assert not anna.can_redo
    assert dropped(anna) == [2, 3]


def test_the_tooltip_says_what_would_be_undone(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "at most one a prompt")
    bob.decide(drop(1))
    assert (undone := anna.undoable()) is not None
    assert undone.label == "at most one a prompt"
    anna.undo()
    assert (redone := anna.redoable()) is not None
    assert redone.label == "at most one a prompt"
    assert anna.undoable() is None


def test_changes_of_different_steps_made_side_by_side_are_merged(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP, TIES)), "two steps")
    start = anna.at
    bob.change(Recipe(steps=(CAP, TIES.model_copy(update={"enabled": False}))), "off", based_on=start)
    anna.change(Recipe(steps=(CapStep(pairs=3), TIES, SAMPLE)), "other cap", based_on=start)
    assert bob.recipe.steps == (CapStep(pairs=3), TIES.model_copy(update={"enabled": False}), SAMPLE)


def test_steps_added_side_by_side_are_both_there(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "cap", based_on=0)
    bob.change(Recipe(steps=(SAMPLE,)), "sample", based_on=0)
    assert anna.recipe.steps == (CAP, SAMPLE)


def test_changes_of_the_same_step_are_one_clear_error(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "cap")
    start = anna.at
    anna.change(Recipe(steps=(CapStep(pairs=2),)), "two", based_on=start)
    with pytest.raises(
        RecipeError, match=r"at most 1 a prompt.*by somebody else meanwhile.*make your change again"
    ):
        bob.change(Recipe(steps=(CapStep(pairs=3),)), "three", based_on=start)
    assert bob.recipe.steps == (CapStep(pairs=2),)
    bob.change(Recipe(steps=(CapStep(pairs=2),)), "two as well", based_on=start)


def test_a_recipe_read_before_anothers_change_does_not_overwrite_it(anna: Session, bob: Session) -> None:
    stale = anna.recipe
    bob.change(Recipe(steps=(CAP,)), "cap")
    anna.change(stale.with_step(SAMPLE), "sample")
    assert anna.recipe.steps == (CAP, SAMPLE)


def test_a_verdict_given_meanwhile_stands_in_no_changes_way(anna: Session, bob: Session) -> None:
    stale = anna.recipe
    bob.decide(drop(1))
    anna.change(stale.with_step(CAP), "cap")
    assert anna.recipe.steps == (CAP, VerdictsStep(drop=(key(1),)))


def test_undoing_a_change_under_anothers_change_leaves_the_others(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "cap")
    bob.change(bob.recipe.with_step(SAMPLE), "sample")
    anna.undo()
    assert bob.recipe.steps == (SAMPLE,)
    anna.redo()
    assert set(bob.recipe.steps) == {CAP, SAMPLE}


def test_undoing_what_another_changed_since_is_one_clear_error(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "cap")
    bob.change(Recipe(steps=(CapStep(pairs=2),)), "two")
    with pytest.raises(RecipeError, match="'cap' cannot be taken back"):
        anna.undo()
    assert anna.recipe.steps == (CapStep(pairs=2),)


def test_verdicts_that_are_deleted_come_back_by_undo(anna: Session, bob: Session) -> None:
    anna.decide(drop(1))
    bob.change(bob.recipe.without_step(0), "removed: verdicts")
    assert anna.recipe == Recipe()
    anna.decide(drop(2))
    assert dropped(anna) == [2]
    bob.undo()
    assert dropped(anna) == [1, 2]


def test_verdicts_that_came_with_a_recipe_count_where_nobody_here_decided(anna: Session) -> None:
    brought = VerdictsStep(drop=(key(1), key(2)), name="from the other machine")
    anna.change(Recipe(steps=(brought, CAP)), "imported")
    assert anna.recipe.steps == (CAP, brought)
    anna.decide(keep(1))
    assert anna.recipe.steps[-1] == VerdictsStep(
        keep=(key(1),), drop=(key(2),), name="from the other machine"
    )
    anna.change(anna.recipe.with_step(SAMPLE), "sample")
    assert anna.recipe.steps[:2] == (CAP, SAMPLE)
    anna.undo()
    anna.undo()
    assert anna.recipe.steps == (CAP, brought)


def test_the_verdicts_may_be_switched_off_and_named(anna: Session) -> None:
    anna.decide(drop(1))
    off = anna.recipe.steps[0].model_copy(update={"enabled": False, "note": "not yet"})
    anna.change(anna.recipe.with_step_at(0, off), "off")
    anna.decide(drop(2))
    assert anna.recipe.steps == (VerdictsStep(drop=(key(1), key(2)), enabled=False, note="not yet"),)
    assert len(anna.verdicts()) == 2


def test_a_jump_goes_anywhere_and_undo_comes_back(anna: Session, bob: Session) -> None:
    anna.decide(drop(1))
    anna.change(anna.recipe.with_step(CAP), "cap")
    bob.decide(drop(2))
    anna.jump(1)
    assert (dropped(anna), len(anna.recipe.steps)) == ([1], 1)
    anna.jump(0)
    assert anna.recipe == Recipe()
    bob.decide(drop(3))
    assert dropped(anna) == [3]
    anna.undo()
    assert dropped(anna) == [1, 3]
    anna.undo()
    assert dropped(anna) == [1, 2, 3]
    assert anna.recipe.steps[0] == CAP
    with pytest.raises(DatasetError, match="has no event 99"):
        anna.jump(99)


def test_a_branch_begins_with_what_stood_there_and_goes_its_own_way(anna: Session, bob: Session) -> None:
    anna.change(Recipe(steps=(CAP,)), "cap")
    anna.decide(drop(1))
    bob.decide(drop(2))
    bob.change(bob.recipe.with_step(SAMPLE), "sample")
    anna.undo()
    branch = anna.branch(anna.at, "another try")
    assert branch.id != anna.id
    assert (branch.name, branch.dataset_id) == ("another try", "set-1")
    assert branch.recipe == anna.recipe
    assert [(one.who, one.at) for one in branch.verdicts()] == [(one.who, one.at) for one in anna.verdicts()]
    branch.decide(drop(5))
    assert dropped(branch) == [2, 5]
    assert dropped(anna) == [2]
    Session.open("set-1", branch.id, who="bob").undo()
    assert SAMPLE not in branch.recipe.steps
    assert SAMPLE in anna.recipe.steps
    branch.rename("kept")
    assert [known.name for known in sessions_of("set-1")] == ["kept", ""]


def test_two_points_are_compared_step_by_step_and_verdict_by_verdict(anna: Session) -> None:
    anna.change(Recipe(steps=(CAP, TIES)), "two steps")
    anna.decide(drop(1))
    anna.decide(drop(2))
    before = anna.at
    anna.decide(keep(2))
    anna.decide(drop(3))
    anna.change(Recipe(steps=(CapStep(pairs=2), SAMPLE, *anna.recipe.steps[2:])), "other steps")
    found = anna.compare(before, anna.at)
    assert found.steps.changed == ((CAP, CapStep(pairs=2)),)
    assert (found.steps.removed, found.steps.added) == ((TIES,), (SAMPLE,))
    assert found.verdicts == {
        key(2): (("drop", None), ("keep", None)),
        key(3): (None, ("drop", None)),
    }


def test_blind_verdicts_are_counted_and_decide_nothing(anna: Session) -> None:
    anna.decide(keep(1))
    anna.decide(Verdict(pair=key(1), decision="swap", queue="audit-0"), blind=True)
    assert anna.recipe.steps == (VerdictsStep(keep=(key(1),)),)
    assert [one.verdict.decision for one in anna.point().audits] == ["swap"]
    anna.undo()
    assert anna.point().audits == ()


def test_a_clock_that_goes_backwards_changes_nothing(anna: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from curation.recipe import ledger

    times = iter(["2026-05-02T00:00:00+00:00", "2026-05-01T00:00:00+00:00"])
    monkeypatch.setattr(ledger, "now", lambda: next(times))
    anna.decide(drop(1))
    anna.decide(keep(1))
    assert [event.at[:10] for event in anna.history()] == ["2026-05-02", "2026-05-01"]
    assert [one.verdict.decision for one in anna.verdicts()] == ["keep"]


def test_an_event_knows_the_recipe_after_it(anna: Session) -> None:
    anna.decide(drop(1))
    anna.change(anna.recipe.with_step(CAP), "cap")
    first, second = anna.history()
    assert first.recipe.steps == (VerdictsStep(drop=(key(1),)),)
    assert second.recipe.steps == (CAP, VerdictsStep(drop=(key(1),)))
    assert first.given is not None
    assert (first.given.verdict, first.kind, first.who, first.label) == (
        drop(1),
        "verdict",
        "anna",
        "dropped a pair",
    )
