"""The workspace's database: its tables, and transactions on it.

SQLite in ``$WINNOW_HOME/winnow.db`` by default, in WAL mode so that readers and the one writer do not
wait for each other; any other database by ``WINNOW_DATABASE_URL``.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from curation.errors import DatasetError
from curation.settings import settings

BUSY_SECONDS = 15

METADATA = sa.MetaData()

SESSIONS = sa.Table(
    "sessions",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("dataset_id", sa.String(200), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created", sa.String(40), nullable=False),
    sa.Column("cursor", sa.Integer, nullable=False),
)
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("session_id", sa.String(32), sa.ForeignKey("sessions.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("event_id", sa.String(64), nullable=False),
    sa.Column("parent", sa.Integer, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("recipe_json", sa.Text, nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.UniqueConstraint("session_id", "event_id"),
)


def database_url() -> str:
    """The SQLAlchemy URL in use."""
    return settings().database_url or f"sqlite:///{settings().home / 'winnow.db'}"


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A transaction that only reads, seeing one state throughout.

    Raises:
        DatasetError: The database cannot be opened or read.
    """
    with _transaction("DEFERRED") as connection:
        yield connection


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """A transaction that writes: on disk when the block ends well, undone when it does not.

    Raises:
        DatasetError: The database cannot be opened or written.
    """
    with _transaction("IMMEDIATE") as connection:
        yield connection


@contextmanager
def _transaction(mode: str) -> Iterator[sa.Connection]:
    url = database_url()
    try:
        with _engine(url).execution_options(winnow_begin=mode).begin() as connection:
            yield connection
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        raise _as_dataset_error(error, url) from error


@dataclass(frozen=True, slots=True)
class _Opened:
    """A database in use, and what tells its file from another one at the same path."""

    engine: sa.Engine
    inode: int


_opened: dict[str, _Opened] = {}
_lock = threading.Lock()


def _engine(url: str) -> sa.Engine:
    """The engine for a URL, its tables there; made anew if the file has been deleted since."""
    with _lock:
        known = _opened.get(url)
        if known is not None and known.inode == _inode(known.engine) != 0:
            return known.engine
        if known is not None:
            known.engine.dispose()
        _tidy()
        engine = _make(url)
        with engine.execution_options(winnow_begin="IMMEDIATE").begin() as connection:
            METADATA.create_all(connection)
        _opened[url] = _Opened(engine, _inode(engine))
        return engine


def _make(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _inode(engine: sa.Engine) -> int:
    """The database file's number; 0 where the file is missing, −1 for a database that is no file."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return -1
    try:
        return Path(engine.url.database).stat().st_ino
    except OSError:
        return 0


def _forget() -> None:
    """Leave a parent's connections to the parent: SQLite's must not be used across a fork."""
    for opened in _opened.values():
        opened.engine.dispose(close=False)
    _opened.clear()


def close() -> None:
    """Close every connection; the next transaction opens anew."""
    with _lock:
        for opened in _opened.values():
            opened.engine.dispose()
        _opened.clear()


@cache
def _tidy() -> None:
    """See to it, once, that connections end with the process and stay out of forked ones."""
    atexit.register(close)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget)


def _on_connect(connection: Any, _record: Any) -> None:
    # Python's sqlite3 would begin transactions by itself, too late for a consistent read.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: sa.Connection) -> None:
    mode = connection.get_execution_options().get("winnow_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _as_dataset_error(error: Exception, url: str) -> DatasetError:
    where = _shown(url)
    said = str(getattr(error, "orig", None) or error).split("\n")[0]
    if "locked" in said or "busy" in said:
        return DatasetError(
            f"The session database {where} is busy",
            why=f"another program has held it for over {BUSY_SECONDS} seconds",
            next="Try again",
        )
    return DatasetError(
        f"The session database {where} cannot be used",
        why=said,
        next="Check WINNOW_HOME or WINNOW_DATABASE_URL, the disk's space and the file's permissions",
    )


def _shown(url: str) -> str:
    """The URL less its password."""
    try:
        return sa.engine.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "at WINNOW_DATABASE_URL"
