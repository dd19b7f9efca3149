"""A curator's work on a data set: a log of recipes that only grows, and a cursor into it.

Undo and redo move the cursor. A change after an undo hangs a new branch on the log; the old one
stays in ``history``. Nothing is held in memory, so two tabs on one session always agree.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
import sqlalchemy as sa
from pydantic import ValidationError

from curation.errors import DatasetError, RecipeError
from curation.recipe.database import EVENTS, SESSIONS, reading, writing
from curation.recipe.recipe import Recipe

START = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One change in the log.

    Attributes:
        seq: Its number, counted from 1.
        parent: The event it followed, 0 for the empty recipe.
        label: What the curator did, in words.
        at: When, UTC, ISO 8601.
        current: Whether the cursor stands here.
        recipe_json: The whole recipe after it.
    """

    seq: int
    parent: int
    label: str
    at: str
    current: bool
    recipe_json: str

    @property
    def recipe(self) -> Recipe:
        """The recipe after this event."""
        return _parsed(self.recipe_json)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session in a list: its id, data set, name, when it was created and how many events it holds."""

    id: str
    dataset_id: str
    name: str
    created: str
    events: int


class Session:
    """One session, by its id; see the module's docstring."""

    def __init__(self, session_id: str, dataset_id: str) -> None:
        self.id = session_id
        self.dataset_id = dataset_id

    @classmethod
    def open(cls, dataset_id: str, session_id: str | None = None) -> Session:
        """A session by id; without one the data set's latest, or a new one if it has none.

        Raises:
            DatasetError: There is no such session of this data set, or the database cannot be used.
        """
        of_dataset = SESSIONS.c.dataset_id == dataset_id
        wanted = of_dataset if session_id is None else of_dataset & (SESSIONS.c.id == session_id)
        latest = (
            sa.select(SESSIONS.c.id).where(wanted).order_by(SESSIONS.c.created.desc(), SESSIONS.c.id).limit(1)
        )
        with reading() as connection:
            found = connection.execute(latest).scalar()
        if found is not None:
            return cls(found, dataset_id)
        if session_id is None:
            return cls.new(dataset_id)
        raise DatasetError(
            f"There is no session {session_id!r} of the data set {dataset_id}",
            next="Open the data set without a session, or start a new one",
        )

    @classmethod
    def new(cls, dataset_id: str, name: str = "") -> Session:
        """A new, empty session."""
        session_id = uuid.uuid4().hex[:12]
        row = {"id": session_id, "dataset_id": dataset_id, "name": name, "created": _now(), "cursor": START}
        with writing() as connection:
            connection.execute(SESSIONS.insert().values(**row))
        return cls(session_id, dataset_id)

    @property
    def recipe(self) -> Recipe:
        """The recipe at the cursor; empty at the start."""
        at_cursor = (
            sa.select(EVENTS.c.recipe_json)
            .join(SESSIONS, SESSIONS.c.id == EVENTS.c.session_id)
            .where(SESSIONS.c.id == self.id, EVENTS.c.seq == SESSIONS.c.cursor)
        )
        with reading() as connection:
            found = connection.execute(at_cursor).scalar()
        return Recipe() if found is None else _parsed(found)

    def change(self, recipe: Recipe, label: str, event_id: str | None = None) -> Recipe:
        """Make ``recipe`` the current one; on disk before this returns.

        Args:
            recipe: The whole recipe after the change.
            label: What was done, for the history.
            event_id: Names the event; a second change under the same name is the first one again.

        Returns:
            The session's recipe now.
        """
        name = event_id or uuid.uuid4().hex
        with writing() as connection:
            cursor = self._cursor(connection)
            known = sa.select(EVENTS.c.seq).where(EVENTS.c.session_id == self.id, EVENTS.c.event_id == name)
            if connection.execute(known).scalar() is None:
                last = sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.session_id == self.id)
                seq = (connection.execute(last).scalar() or START) + 1
                connection.execute(
                    EVENTS.insert().values(
                        session_id=self.id,
                        seq=seq,
                        event_id=name,
                        parent=cursor,
                        label=label,
                        recipe_json=orjson.dumps(recipe.plain()).decode(),
                        at=_now(),
                    )
                )
                self._move(connection, seq)
        return self.recipe

    def undo(self) -> Recipe:
        """Back to the recipe before the last change; at the start nothing happens."""
        return self._walk(self._parent)

    def redo(self) -> Recipe:
        """Forward to the latest change made from here; at the end nothing happens."""
        return self._walk(self._child)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        with reading() as connection:
            return self._parent(connection, self._cursor(connection)) is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to do again."""
        with reading() as connection:
            return self._child(connection, self._cursor(connection)) is not None

    def history(self) -> list[Event]:
        """Every change ever made, in order, undone branches among them."""
        columns = (EVENTS.c.seq, EVENTS.c.parent, EVENTS.c.label, EVENTS.c.at, EVENTS.c.recipe_json)
        query = sa.select(*columns).where(EVENTS.c.session_id == self.id).order_by(EVENTS.c.seq)
        with reading() as connection:
            cursor = self._cursor(connection)
            rows = connection.execute(query).all()
        return [Event(r.seq, r.parent, r.label, r.at, r.seq == cursor, r.recipe_json) for r in rows]

    def _walk(self, to: Callable[[sa.Connection, int], int | None]) -> Recipe:
        with writing() as connection:
            target = to(connection, self._cursor(connection))
            if target is not None:
                self._move(connection, target)
        return self.recipe

    def _parent(self, connection: sa.Connection, cursor: int) -> int | None:
        query = sa.select(EVENTS.c.parent).where(EVENTS.c.session_id == self.id, EVENTS.c.seq == cursor)
        found: int | None = connection.execute(query).scalar()
        return found

    def _child(self, connection: sa.Connection, cursor: int) -> int | None:
        mine = (EVENTS.c.session_id == self.id) & (EVENTS.c.parent == cursor)
        found: int | None = connection.execute(sa.select(sa.func.max(EVENTS.c.seq)).where(mine)).scalar()
        return found

    def _cursor(self, connection: sa.Connection) -> int:
        # The row lock makes a second writer wait; SQLite, which has none, locks as it begins.
        query = sa.select(SESSIONS.c.cursor).where(SESSIONS.c.id == self.id).with_for_update()
        cursor = connection.execute(query).scalar()
        if cursor is None:
            raise DatasetError(f"The session {self.id!r} is gone from the database", next="Start a new one")
        return int(cursor)

    def _move(self, connection: sa.Connection, seq: int) -> None:
        connection.execute(SESSIONS.update().where(SESSIONS.c.id == self.id).values(cursor=seq))


def sessions_of(dataset_id: str) -> list[SessionInfo]:
    """A data set's sessions, the newest first."""
    events = sa.func.count(EVENTS.c.seq)
    query = (
        sa.select(SESSIONS.c.id, SESSIONS.c.dataset_id, SESSIONS.c.name, SESSIONS.c.created, events)
        .outerjoin(EVENTS, EVENTS.c.session_id == SESSIONS.c.id)
        .where(SESSIONS.c.dataset_id == dataset_id)
        .group_by(SESSIONS.c.id, SESSIONS.c.dataset_id, SESSIONS.c.name, SESSIONS.c.created)
        .order_by(SESSIONS.c.created.desc(), SESSIONS.c.id)
    )
    with reading() as connection:
        return [SessionInfo(*row) for row in connection.execute(query)]


def _parsed(text: str) -> Recipe:
    try:
        return Recipe.model_validate_json(text)
    except ValidationError as error:
        raise RecipeError(
            "The session's recipe cannot be read",
            why="it was written by another version, or damaged",
            next="Undo, or start a new session",
        ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
