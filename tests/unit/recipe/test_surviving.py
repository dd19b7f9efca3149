"""Whatever is done to a session comes to the same as doing only what still stands of it, in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.recipe import Recipe, SampleStep, Verdict
from curation.recipe.log import AUDIT, JUMP, RECIPE, VERDICT, WITHDRAWAL, Entry, Log
from curation.recipe.session import Session

Doing = tuple[str, str, int, int]

doings = st.lists(
    st.tuples(
        st.sampled_from(["step", "keep", "drop", "keep", "drop", "undo", "undo", "redo", "jump", "branch"]),
        st.sampled_from(["anna", "bob"]),
        st.integers(0, 3),
        st.integers(0, 40),
    ),
    max_size=20,
)
several = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# A server's transactions take longer, and the log is the same.
few = settings(several, max_examples=4)


def done(session: Session, doing: Doing) -> Session:
    """Do one thing; a branch is gone on with."""
    what, who, number, event = doing
    mine = Session(session.id, "set-1", who)
    if what == "step":
        # Steps that differ by name alone: none of them clashes with another.
        name = f"step {mine.events}"
        mine.change(mine.recipe.with_step(SampleStep(pairs=5, name=name)), name)
    elif what in ("keep", "drop"):
        mine.decide(Verdict.model_validate({"pair": f"{number:016x}", "decision": what}))
    elif what in ("undo", "redo"):
        getattr(mine, what)()
    elif what == "jump":
        mine.jump(event % (mine.events + 1))
    else:
        return mine.branch(event % (mine.events + 1))
    return session


def worked(what: list[Doing]) -> Session:
    session = Session.new("set-1")
    for doing in what:
        session = done(session, doing)
    return session


def content(recipe: Recipe) -> list[str]:
    return sorted(step.model_dump_json() for step in recipe.steps)


def any_sequence_equals_replaying_what_survives(what: list[Doing]) -> None:
    session = worked(what)
    replayed = Session.new("set-1")
    for event in session.history():
        mine = Session(replayed.id, "set-1", event.who)
        if event.stands and event.given is not None:
            mine.decide(event.given.verdict)
        elif event.stands and event.kind == RECIPE:
            added = [step for step in event.recipe.steps if step.name == event.label]
            mine.change(mine.recipe.with_step(*added), event.label)
    assert content(replayed.recipe) == content(session.recipe)
    assert [one.verdict for one in replayed.verdicts()] == [one.verdict for one in session.verdicts()]


def undo_takes_nobody_elses_and_redo_gives_all_back(what: list[Doing]) -> None:
    session = worked(what)
    anna = Session(session.id, "set-1", "anna")
    before, undone = content(session.recipe), anna.undoable()
    anna.undo()
    if undone is None:
        assert content(session.recipe) == before
        return
    now = {event.seq: event.stands for event in session.history()}
    assert not now[undone.seq]
    anna.redo()
    assert content(session.recipe) == before
    assert Session(session.id, "set-1", "bob").history()[-1].seq == session.events


def undoing_everything_and_doing_it_again_ends_where_it_began(what: list[Doing]) -> None:
    session = Session.new("set-1")
    for name, _, number, event in what:
        session = done(session, (name, "anna", number, event))
    anna, before = Session(session.id, "set-1", "anna"), content(session.recipe)
    undone = 0
    while anna.can_undo:
        anna.undo()
        undone += 1
    assert session.recipe == Recipe()
    for _ in range(undone):
        anna.redo()
    assert content(session.recipe) == before


def a_branch_and_a_jump_come_to_the_same(what: list[Doing]) -> None:
    session = worked(what)
    for seq in range(0, session.events + 1, 4):
        there = session.point(seq).recipe
        assert session.branch(seq).recipe == there
        assert session.jump(seq) == there


PROPERTIES = (
    any_sequence_equals_replaying_what_survives,
    undo_takes_nobody_elses_and_redo_gives_all_back,
    undoing_everything_and_doing_it_again_ends_where_it_began,
    a_branch_and_a_jump_come_to_the_same,
)
Property = Callable[[list[Doing]], None]


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
@several
@given(what=doings)
def test_whatever_is_done(holds: Property, sqlite_home: Path, what: list[Doing]) -> None:
    holds(what)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
@few
@given(what=doings)
def test_whatever_is_done_on_a_server(holds: Property, server_home: Path, what: list[Doing]) -> None:
    holds(what)


def long_log(verdicts: int) -> Log:
    return Log(
        tuple(
            Entry(seq, seq - 1, VERDICT, "anna", f"e{seq}", "", "", pair=f"{seq:016x}", decision="keep")
            for seq in range(1, verdicts + 1)
        )
    )


def test_a_withdrawal_counts_after_it_and_not_for_a_jump_to_before_it() -> None:
    log = long_log(2)
    withdrawn = Entry(3, 2, WITHDRAWAL, "anna", "w", "", "", target=1)
    back = Entry(4, 3, JUMP, "bob", "j", "", "", target=2)
    log = Log((*log.entries, withdrawn, back))
    assert log.standing(3) == {2}
    assert log.standing(4) == {1, 2, 4}


def test_blind_verdicts_stand_beside_the_others() -> None:
    blind = Entry(3, 2, AUDIT, "anna", "a", "", "", pair="0" * 16, decision="swap")
    state = Log((*long_log(2).entries, blind)).state(3)
    assert (len(state.verdicts), state.audits) == (2, (3,))


def test_a_session_with_thousands_of_verdicts_is_read_at_once(winnow_home: Path) -> None:
    import time

    session = Session.new("set-1")
    verdicts = [Verdict(pair=f"{number:016x}", decision="keep") for number in range(5_000)]
    session.decide_all(verdicts, [f"e{number}" for number in range(5_000)])
    session.point()
    times = []
    for number in range(5):
        session.decide(Verdict(pair=f"{number:016x}", decision="drop"))
        started = time.process_time()
        assert len(session.recipe.steps[0].model_dump()["drop"]) == number + 1
        times.append(time.process_time() - started)
    # 50 ms on a quiet machine; here only that it is nowhere near a second.
    assert min(times) < 0.5
    print(f"read at 5,000 verdicts: {min(times) * 1000:.0f} ms")  # noqa: T201
