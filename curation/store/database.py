"""The workspace's database: opening it, and transactions on it. Its tables are in ``records``.

SQLite in ``$WINNOW_HOME/winnow.db`` by default, in WAL mode so that readers and the one writer do not
wait for each other; PostgreSQL by ``WINNOW_DATABASE_URL``, through psycopg 3.
"""

from __future__ import annotations

import atexit
import os
import random
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from curation.errors import DatasetError
from curation.settings import settings
from curation.store.upgrading import upgrade

BUSY_SECONDS = 15
# Whoever waits for longer than this is told so.
PATIENT_SECONDS = 1.0
_LOOKING_SECONDS = 0.01
_DRIVERLESS = re.compile(r"^postgres(ql)?://")


def database_url() -> str:
    """The SQLAlchemy URL in use."""
    url = settings().database_url or f"sqlite:///{settings().home / 'winnow.db'}"
    return _DRIVERLESS.sub("postgresql+psycopg://", url)


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A transaction that only reads, seeing one state throughout.

    Raises:
        DatasetError: The database cannot be opened or read.
    """
    with _transaction(winnow_begin="DEFERRED", isolation_level="REPEATABLE READ") as connection:
        yield connection


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """A transaction that writes: on disk when the block ends well, undone when it does not.

    Raises:
        DatasetError: The database cannot be opened or written.
    """
    with _transaction(winnow_begin="IMMEDIATE", isolation_level="READ COMMITTED") as connection:
        yield connection


def on_waiting(told: Callable[[], None]) -> None:
    """Have ``told`` called, in the thread that waits, where a write waits for another program's."""
    global _told  # noqa: PLW0603 - one a process, like the engines
    _told = told


def _say_nothing() -> None:
    """Nobody wants to know."""


_told: Callable[[], None] = _say_nothing


@contextmanager
def _transaction(*, winnow_begin: str, isolation_level: str) -> Iterator[sa.Connection]:
    url = database_url()
    try:
        engine = _engine(url)
        # SQLite knows one level alone, and how a transaction begins; others know levels.
        how = {"winnow_begin": winnow_begin} if _is_sqlite(engine) else {"isolation_level": isolation_level}
        with engine.execution_options(**how).begin() as connection:
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
        try:
            with engine.execution_options(winnow_begin="IMMEDIATE").begin() as connection:
                upgrade(connection)
        except BaseException:
            engine.dispose()
            raise
        _opened[url] = _Opened(engine, _inode(engine))
        return engine


def _make(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        waiting = {"options": f"-c lock_timeout={BUSY_SECONDS}s"} if "+psycopg:" in url else {}
        return sa.create_engine(url, pool_pre_ping=True, connect_args=waiting)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _is_sqlite(engine: sa.Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _inode(engine: sa.Engine) -> int:
    """The database file's number; 0 where the file is missing, −1 for a database that is no file."""
    if not _is_sqlite(engine) or not engine.url.database:
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
    if mode == "IMMEDIATE":
        _in_turn(connection.connection.dbapi_connection)
    else:
        connection.exec_driver_sql(f"BEGIN {mode}")


def _in_turn(connection: Any) -> None:
    """Begin to write, however many want to.

    SQLite's own waiting looks the more seldom the longer it lasts, so that among many writers one may wait
    for ever; here it looks the more often.
    """
    started = time.monotonic()
    silent = True
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            waited = time.monotonic() - started
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited > BUSY_SECONDS:
                    raise
            if silent and waited > PATIENT_SECONDS:
                silent = False
                _told()
            time.sleep(random.uniform(0, _LOOKING_SECONDS / (1 + waited)))
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _as_dataset_error(error: Exception, url: str) -> DatasetError:
    where = f"The session database {_shown(url)}"
    said = str(getattr(error, "orig", None) or error).split("\n")[0]
    if "locked" in said or "busy" in said or "lock timeout" in said:
        return DatasetError(
            f"{where} is busy",
            why=f"another program has held it for over {BUSY_SECONDS} seconds",
            next="Nothing was written; try again",
        )
    if "is full" in said or "No space left" in said or "disk I/O" in said:
        return DatasetError(
            f"{where} cannot be written",
            why=f"the disk does not take it ({said})",
            next="Nothing was half-written; free some space, then try again",
        )
    if isinstance(error, ImportError) and "psycopg" in said:
        return DatasetError(
            f"{where} needs a driver", why=said, next="Install it: pip install 'psycopg[binary]'"
        )
    return DatasetError(
        f"{where} cannot be used",
        why=said,
        next="Check WINNOW_HOME or WINNOW_DATABASE_URL, the disk's space and the file's permissions",
    )


def _shown(url: str) -> str:
    """The URL less its password."""
    try:
        return sa.engine.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "at WINNOW_DATABASE_URL"
