"""The workspace's database: transactions whole or not at all, its tables brought to today's."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from curation.errors import DatasetError
from curation.store import database as module
from curation.store.database import close, database_url, reading, writing
from curation.store.records import EVENTS, METADATA, SESSIONS
from curation.store.upgrading import HEAD, version_of

# The tables as they were before they had a version.
FIRST = """
CREATE TABLE sessions (
    id VARCHAR(32) NOT NULL PRIMARY KEY,
    dataset_id VARCHAR(200) NOT NULL,
    name TEXT NOT NULL,
    created VARCHAR(40) NOT NULL,
    cursor INTEGER NOT NULL
);
CREATE INDEX ix_sessions_dataset_id ON sessions (dataset_id);
CREATE TABLE events (
    session_id VARCHAR(32) NOT NULL,
    seq INTEGER NOT NULL,
    event_id VARCHAR(64) NOT NULL,
    parent INTEGER NOT NULL,
    label TEXT NOT NULL,
    recipe_json TEXT NOT NULL,
    at VARCHAR(40) NOT NULL,
    PRIMARY KEY (session_id, seq),
    UNIQUE (session_id, event_id),
    FOREIGN KEY(session_id) REFERENCES sessions (id)
);
INSERT INTO sessions VALUES ('s1', 'set-1', 'first look', '2026-01-01T00:00:00+00:00', 2);
INSERT INTO events VALUES ('s1', 1, 'e1', 0, 'one', '{"version":1}', '2026-01-01T00:00:01+00:00');
INSERT INTO events VALUES
    ('s1', 2, 'e2', 1, 'two', '{"version":1,"steps":[{"kind":"cap","pairs":2}]}',
     '2026-01-01T00:00:02+00:00');
"""

SESSION = {"id": "s1", "dataset_id": "set-1", "name": "", "created": "2026", "cursor": 0}


def event(seq: int, name: str = "") -> dict[str, object]:
    return {
        "session_id": "s1",
        "seq": seq,
        "event_id": name or f"e{seq}",
        "parent": 0,
        "label": "x",
        "at": "2026",
    }


def unversioned(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in FIRST.split(";\n"):
            if statement.strip():
                connection.execute(sa.text(statement.replace(":", "\\:")))
    engine.dispose()


def test_the_tables_that_the_migrations_make_are_those_that_the_program_uses(database: str) -> None:
    with reading() as connection:
        assert version_of(connection) == HEAD
        found = sa.inspect(connection)
        for table in METADATA.sorted_tables:
            columns = {column["name"]: column for column in found.get_columns(table.name)}
            assert list(columns) == [column.name for column in table.columns]
            assert {name: column["nullable"] for name, column in columns.items()} == {
                column.name: column.nullable for column in table.columns
            }
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]


def test_a_database_without_a_version_keeps_all_that_is_in_it(database: str, winnow_home: Path) -> None:
    winnow_home.mkdir(exist_ok=True)
    unversioned(database)
    with reading() as connection:
        rows = connection.execute(sa.select(EVENTS).order_by(EVENTS.c.seq)).all()
        session = connection.execute(sa.select(SESSIONS)).one()
    assert tuple(session) == ("s1", "set-1", "first look", "2026-01-01T00:00:00+00:00", 2)
    assert [(row.seq, row.event_id, row.parent, row.label, row.kind, row.who) for row in rows] == [
        (1, "e1", 0, "one", "recipe", ""),
        (2, "e2", 1, "two", "recipe", ""),
    ]
    assert rows[1].recipe_json == '{"version":1,"steps":[{"kind":"cap","pairs":2}]}'
    assert rows[1].at == "2026-01-01T00:00:02+00:00"


@pytest.mark.parametrize("old", [True, False])
def test_an_event_has_one_row_in_an_old_database_as_in_a_new_one(
    database: str, winnow_home: Path, old: bool
) -> None:
    if old:
        winnow_home.mkdir(exist_ok=True)
        unversioned(database)
    else:
        with writing() as connection:
            connection.execute(SESSIONS.insert().values(SESSION))
            connection.execute(EVENTS.insert().values(event(1)))
    with pytest.raises(DatasetError, match="cannot be used"), writing() as connection:
        connection.execute(EVENTS.insert().values(event(9, "e1")))


def test_a_database_of_a_later_version_is_left_alone(database: str) -> None:
    with writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '99'"))
    close()
    with pytest.raises(DatasetError, match="later version of Winnow"), reading():
        pass


def test_several_may_be_the_first_to_open_it(database: str) -> None:
    program = (
        "from curation.store.database import reading\n"
        "from curation.store.upgrading import version_of\n"
        "with reading() as connection:\n"
        "    print(version_of(connection))"
    )
    several = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [one.communicate()[0].strip() for one in several] == [HEAD] * 2


def test_a_transaction_that_fails_leaves_nothing(database: str) -> None:
    with pytest.raises(ZeroDivisionError), writing() as connection:
        connection.execute(SESSIONS.insert().values(SESSION))
        raise ZeroDivisionError
    with reading() as connection:
        assert connection.execute(sa.select(SESSIONS)).all() == []


def test_a_reader_sees_one_state_throughout(database: str) -> None:
    with reading() as before:
        assert before.execute(sa.select(SESSIONS)).all() == []
        with writing() as connection:
            connection.execute(SESSIONS.insert().values(SESSION))
        assert before.execute(sa.select(SESSIONS)).all() == []
    with reading() as after:
        assert len(after.execute(sa.select(SESSIONS)).all()) == 1


def locked_for(seconds: float, path: Path) -> threading.Thread:
    """Another program that holds the SQLite file for a while; it has it when this returns."""
    held = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            held.set()
            time.sleep(seconds)
            other.execute("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    return thread


def test_a_database_that_is_locked_for_a_while_is_waited_for(sqlite_home: Path) -> None:
    with reading():
        pass
    other = locked_for(0.6, sqlite_home / "winnow.db")
    started = time.monotonic()
    with writing() as connection:
        connection.execute(SESSIONS.insert().values(SESSION))
    assert time.monotonic() - started > 0.3
    other.join()
    with reading() as connection:
        assert len(connection.execute(sa.select(SESSIONS)).all()) == 1


def test_a_database_that_stays_locked_is_one_sentence(
    database: str, winnow_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2 if database.startswith("sqlite") else 1)
    with writing() as connection:
        connection.execute(SESSIONS.insert().values(SESSION))
    with writing() as first:
        first.execute(sa.select(SESSIONS.c.cursor).with_for_update()).all()
        with (
            pytest.raises(DatasetError, match=r"is busy.*Nothing was written; try again\."),
            writing() as connection,
        ):
            connection.execute(sa.select(SESSIONS.c.cursor).with_for_update()).all()


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(sqlite_home: Path) -> None:
    with writing() as connection:
        connection.execute(SESSIONS.insert().values(SESSION))
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(DatasetError, match=r"cannot be written.*is full.*free some space") as caught:  # noqa: SIM117
        with writing() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.execute(EVENTS.insert().values(event(1)))
            connection.execute(EVENTS.insert().values(event(2) | {"body": "x" * 200_000}))
    assert "\n" not in str(caught.value)
    close()
    with reading() as connection:
        assert connection.execute(sa.select(EVENTS)).all() == []


def test_a_url_without_a_driver_means_psycopg(winnow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        monkeypatch.setenv("WINNOW_DATABASE_URL", f"{scheme}://me@here/db")
        assert database_url() == "postgresql+psycopg://me@here/db"


def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(
    winnow_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("WINNOW_DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/db")
    with pytest.raises(DatasetError, match="cannot be used") as caught, reading():
        pass
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
