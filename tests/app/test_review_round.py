"""A round of reviewing by itself: what presses store, and that it stays what a new reading would be."""

from __future__ import annotations

import numpy as np

from curation.recipe import Edit, Given, Verdict
from curation.recipe.session import Session
from curation.review import Queue, of_rows
from curation.store import Dataset, open_dataset
from tests.app.test_review import ROWS, Load
from ui.review import acting
from ui.review.round import Round


def test_undo_and_redo_leave_the_round_as_it_would_be_read_anew(loaded: Load) -> None:
    found, _ = _round(loaded(ROWS))
    for _ in range(2):
        for decision in ("keep", "drop", "flag"):
            acting.decide(found, found.key, found.visit, decision)
            found.read(found.session.point())
        for walk in (acting.undo, acting.undo, acting.redo, acting.undo, acting.undo, acting.redo):
            walk(found)
            assert found.known == found.session.at
            fresh, _ = _round(found.session.dataset_id)
            assert {pair: cast for pair, cast in found.votes.items() if cast} == fresh.votes
            assert found.left.tolist() == fresh.left.tolist()


def test_an_undo_beside_another_reviewer_is_read_from_the_log(loaded: Load) -> None:
    found, dataset = _round(loaded(ROWS))
    pair = found.key
    acting.decide(found, pair, found.visit, "keep")
    Session.open(dataset, who="Ben").decide(Verdict(pair=pair, decision="drop"))
    acting.undo(found)
    assert found.session.at != found.known
    found.read(found.session.point())
    assert {who: one.verdict.decision for who, one in found.votes[pair].items()} == {"Ben": "drop"}


def test_the_same_press_again_stores_nothing(loaded: Load) -> None:
    found, dataset = _round(loaded(ROWS))
    key, visit = found.key, found.visit
    acting.decide(found, key, visit, "keep")
    acting.decide(found, key, visit, "keep")
    acting.decide(found, key, visit, "drop")
    assert [one.verdict.decision for one in _given(dataset)] == ["keep"]


def test_an_edit_is_stored_beside_the_original(loaded: Load) -> None:
    found, dataset = _round(loaded(ROWS))
    acting.decide(found, found.key, found.visit, "edit", Edit(chosen="Yes."))
    given = _given(dataset)[0].verdict
    assert given.edit is not None and given.edit.chosen == "Yes."
    assert Session.open(dataset).recipe.steps[-1].kind == "verdicts"


def test_what_others_did_meanwhile_is_read(loaded: Load) -> None:
    found, dataset = _round(loaded(ROWS))
    other = Session.open(dataset, who="Ben")
    other.decide(Verdict(pair=found.key, decision="drop"))
    acting.decide(found, found.key, found.visit, "keep")
    assert found.session.at != found.known
    found.read(found.session.point())
    first = found.queue.keys[0]
    assert {who: one.verdict.decision for who, one in found.votes[first].items()} == {
        "Ben": "drop",
        "": "keep",
    }


def test_next_undecided_begins_again_at_the_top(loaded: Load) -> None:
    found, _ = _round(loaded(ROWS))
    found.go(5)
    acting.decide(found, found.key, found.visit, "keep")
    assert found.at == 0
    assert found.done == 1


def _round(dataset_id: str) -> tuple[Round, str]:
    dataset = open_dataset(dataset_id)
    session = Session.open(dataset_id)
    found = Round(_all(dataset), session)
    found.read(session.point())
    found.go(0)
    return found, dataset_id


def _all(dataset: Dataset) -> Queue:
    return of_rows(dataset, np.arange(len(dataset.pairs)), "kept", "All kept pairs")


def _given(dataset: str) -> list[Given]:
    return Session.open(dataset).verdicts()
