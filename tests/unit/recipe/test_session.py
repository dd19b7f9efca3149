"""Sessions: a log that only grows, a cursor, and two tabs that agree."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from curation.errors import DatasetError, RecipeError
from curation.recipe import CapStep, Recipe
from curation.recipe.session import Session, sessions_of


def capped(pairs: int) -> Recipe:
    return Recipe(steps=(CapStep(pairs=pairs),))


@pytest.fixture
def session(database: str) -> Session:
    return Session.open("set-1")


def test_a_new_session_is_empty_and_nothing_can_be_undone(session: Session) -> None:
    assert session.recipe == Recipe()
    assert not session.can_undo
    assert not session.can_redo
    assert session.undo() == Recipe()
    assert session.redo() == Recipe()


def test_a_change_outlives_the_object_that_made_it(session: Session) -> None:
    session.change(capped(1), "cap at 1")
    assert Session.open("set-1", session.id).recipe == capped(1)
    assert Session.open("set-1").id == session.id


def test_undo_and_redo_move_through_the_changes(session: Session) -> None:
    for pairs in (1, 2, 3):
        session.change(capped(pairs), f"cap at {pairs}")
    assert session.undo() == capped(2)
    assert session.undo() == capped(1)
    assert session.undo() == Recipe()
    assert not session.can_undo
    assert session.redo() == capped(1)
    assert session.redo() == capped(2)
    assert session.can_redo


def test_a_change_after_undo_starts_a_branch_and_the_old_one_stays_in_the_log(session: Session) -> None:
    session.change(capped(1), "one")
    session.change(capped(2), "two")
    session.undo()
    session.change(capped(3), "three")
    assert not session.can_redo
    assert session.undo() == capped(1)
    assert session.redo() == capped(3)
    log = session.history()
    assert [(event.label, event.parent) for event in log] == [("one", 0), ("two", 1), ("three", 1)]
    assert [event.current for event in log] == [False, False, True]
    assert log[1].recipe == capped(2)


def test_two_tabs_see_each_others_changes(session: Session) -> None:
    other = Session.open("set-1", session.id)
    session.change(capped(1), "one")
    assert other.recipe == capped(1)
    other.change(capped(2), "two")
    assert session.recipe == capped(2)
    assert session.undo() == capped(1)
    assert other.can_redo


def test_the_same_event_twice_is_one_event(session: Session) -> None:
    session.change(capped(1), "one", event_id="click-1")
    session.change(capped(2), "two", event_id="click-2")
    assert session.change(capped(1), "one", event_id="click-1") == capped(2)
    assert len(session.history()) == 2


def test_many_threads_lose_no_event(session: Session) -> None:
    def work(worker: int) -> None:
        mine = Session.open("set-1", session.id)
        for turn in range(5):
            mine.change(capped(turn + 1), f"{worker}-{turn}")

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = session.history()
    assert [event.seq for event in log] == list(range(1, 21))
    assert [event.parent for event in log] == list(range(20))


def test_data_sets_have_sessions_of_their_own(session: Session) -> None:
    second = Session.new("set-1", "second look")
    assert [info.name for info in sessions_of("set-1")] == ["second look", ""]
    assert Session.open("set-1").id == second.id
    assert Session.open("set-2").id not in {session.id, second.id}
    with pytest.raises(DatasetError, match="no session"):
        Session.open("set-2", session.id)


def test_a_deleted_database_is_made_anew(sqlite_home: Path) -> None:
    session = Session.open("set-1")
    for path in sqlite_home.glob("winnow.db*"):
        path.unlink()
    with pytest.raises(DatasetError, match="is gone"):
        session.change(capped(1), "one")
    assert Session.open("set-1").recipe == Recipe()


def test_a_damaged_database_is_one_sentence(sqlite_home: Path) -> None:
    sqlite_home.mkdir()
    (sqlite_home / "winnow.db").write_bytes(b"this is no database" * 99)
    with pytest.raises(DatasetError, match=r"cannot be used: .*not a database.*Check WINNOW_HOME"):
        Session.open("set-1")


def test_a_recipe_of_another_version_is_one_sentence(session: Session) -> None:
    with pytest.raises(RecipeError, match="another version"):
        session.change(Recipe.model_construct(steps=(), version=9), "future")
    assert session.undo() == Recipe()


def test_another_database_may_be_named(
    winnow_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINNOW_DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    Session.open("set-1").change(capped(1), "one")
    assert (tmp_path / "other.db").exists()
    monkeypatch.setenv("WINNOW_DATABASE_URL", "nonsense://x:secret@y/z")
    with pytest.raises(DatasetError, match="cannot be used") as caught:
        Session.open("set-1")
    assert "secret" not in str(caught.value)
