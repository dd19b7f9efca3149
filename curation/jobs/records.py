"""What a server's jobs leave in the database, so that work cut off by its end can be gone on with."""

from __future__ import annotations

import os
import socket
import time
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from curation.recipe.ledger import now
from curation.store.database import reading, writing
from curation.store.records import JOBS

_SECONDS_BETWEEN_NOTES = 2.0


@dataclass(frozen=True, slots=True)
class CutOff:
    """A job whose server ended before it did.

    Attributes:
        id: The record's.
        title: What people read while it ran.
        order: What it was told to do; the same order goes on from what it had stored.
        stage: What it did last.
        done: Units done of that stage.
        total: Units of the stage, 0 where unknown.
        started: When it began, UTC, ISO 8601.
    """

    id: str
    title: str
    order: dict[str, Any]
    stage: str
    done: int
    total: int
    started: str


class Record:
    """A running job's line in the database."""

    def __init__(self, name: str, title: str, order: dict[str, Any]) -> None:
        self.id = uuid.uuid4().hex
        self._noted = time.monotonic()
        values = {"id": self.id, "name": name, "title": title, "order_json": orjson.dumps(order).decode()}
        begun = {"state": "running", "stage": "starting", "done": 0, "total": 0, "started": now()}
        with writing() as connection:
            # One line a name: what ended, or was given up, is no use to anybody.
            connection.execute(JOBS.delete().where(JOBS.c.name == name))
            connection.execute(JOBS.insert().values(**values, **begun, host=_host(), pid=os.getpid()))

    def note(self, stage: str, done: int, total: int) -> None:
        """How far it is; written every few seconds at most."""
        if time.monotonic() - self._noted >= _SECONDS_BETWEEN_NOTES:
            self._noted = time.monotonic()
            self._write(stage=stage, done=done, total=total)

    def end(self, state: str, error: str = "") -> None:
        """How it ended."""
        self._write(state=state, ended=now(), error=error)

    def _write(self, **values: object) -> None:
        with writing() as connection:
            connection.execute(JOBS.update().where(JOBS.c.id == self.id).values(**values))


def cut_off(name: str) -> CutOff | None:
    """The job of that name that a server on this machine began and did not live to end."""
    wanted = (JOBS.c.name == name) & (JOBS.c.state == "running") & (JOBS.c.host == _host())
    with reading() as connection:
        row = connection.execute(sa.select(JOBS).where(wanted)).first()
    if row is None or (row.pid != os.getpid() and _lives(row.pid)):
        return None
    return CutOff(
        row.id, row.title, orjson.loads(row.order_json), row.stage, row.done, row.total, row.started
    )


def give_up(record_id: str) -> None:
    """Forget a job that was cut off."""
    with writing() as connection:
        connection.execute(JOBS.update().where(JOBS.c.id == record_id).values(state="given up", ended=now()))


def _host() -> str:
    return socket.gethostname()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
