"""A curator's work on a data set: a log of changes and verdicts that only grows, and a cursor into it.

Undo and redo move the cursor over one's own changes, or add an event where another's lie on top. A
change after an undo hangs a new branch on the log; the old one stays in ``history``. Nothing is held in
memory that could be lost or go stale, so two tabs, and several people, on one session always agree.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from curation.errors import DatasetError
from curation.recipe import log as kinds
from curation.recipe.history import Comparison, Event, compared, event_of
from curation.recipe.ledger import (
    append,
    cursor_of,
    given,
    last_of,
    log_of,
    move,
    named,
    now,
    plain,
    recipe_at,
    verdict_values,
)
from curation.recipe.log import START, Log
from curation.recipe.points import Point, checked, merged_as, point_at, stored_at
from curation.recipe.recipe import Recipe
from curation.recipe.resolving import without_verdicts
from curation.recipe.sessions import SessionInfo, sessions_of
from curation.recipe.taking_back import repeated, withdrawn
from curation.recipe.verdict import LABELS, Given, Rule, Verdict
from curation.store.database import reading, writing
from curation.store.records import SESSIONS

__all__ = ["Comparison", "Event", "Point", "Session", "SessionInfo", "sessions_of"]


class Session:
    """One session, by its id, in the hands of one reviewer; see the module's docstring.

    Attributes:
        id: The session's id.
        dataset_id: The data set it is about.
        who: The reviewer in whose name things are done here; empty where nobody gave a name.
    """

    def __init__(self, session_id: str, dataset_id: str, who: str = "") -> None:
        self.id = session_id
        self.dataset_id = dataset_id
        self.who = who
        self._seen: int | None = None

    @classmethod
    def open(cls, dataset_id: str, session_id: str | None = None, *, who: str = "") -> Session:
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
            return cls(found, dataset_id, who)
        if session_id is None:
            return cls.new(dataset_id, who=who)
        raise DatasetError(
            f"There is no session {session_id!r} of the data set {dataset_id}",
            next="Open the data set without a session, or start a new one",
        )

    @classmethod
    def new(cls, dataset_id: str, name: str = "", *, who: str = "") -> Session:
        """A new, empty session."""
        with writing() as connection:
            return cls(_made(connection, dataset_id, name), dataset_id, who)

    @property
    def name(self) -> str:
        """The session's name; may be empty."""
        with reading() as connection:
            cursor_of(connection, self.id)
            found = connection.execute(sa.select(SESSIONS.c.name).where(SESSIONS.c.id == self.id))
            return str(found.scalar_one())

    def rename(self, name: str) -> None:
        """Give the session another name; no event, for nothing else changes."""
        with writing() as connection:
            cursor_of(connection, self.id, to_write=True)
            connection.execute(SESSIONS.update().where(SESSIONS.c.id == self.id).values(name=name))

    @property
    def at(self) -> int:
        """The event at which the session stands, 0 before the first: what a change is based on."""
        with reading() as connection:
            return cursor_of(connection, self.id)

    @property
    def recipe(self) -> Recipe:
        """The recipe now, empty at the start; the standing verdicts are its last step."""
        point = self.point()
        self._seen = point.seq
        return point.recipe

    @property
    def events(self) -> int:
        """How many events there are."""
        with reading() as connection:
            return len(log_of(connection, self.id))

    def point(self, seq: int | None = None) -> Point:
        """Everything that stands now, or stood at an event.

        Raises:
            DatasetError: There is no such event.
        """
        with reading() as connection:
            cursor = cursor_of(connection, self.id)
            log = log_of(connection, self.id)
            return point_at(connection, self.id, log, cursor if seq is None else checked(log, seq))

    def change(
        self, recipe: Recipe, label: str, event_id: str | None = None, *, based_on: int | None = None
    ) -> Recipe:
        """Make ``recipe`` the current one; on disk before this returns.

        What others did to the recipe meanwhile stays, as long as it was to other steps. A verdicts step
        that is gone, or says something else than it did, takes the place of the verdicts given so far.

        Args:
            recipe: The whole recipe after the change, verdicts included.
            label: What was done, for the history.
            event_id: Names the event; a second change under the same name is the first one again.
            based_on: The event that the change was made from; None for the one at which ``recipe`` was last
                read from this object, or where it never was, for the latest.

        Returns:
            The session's recipe now.

        Raises:
            RecipeError: Somebody else changed the same step meanwhile; nothing is written.
        """
        name = event_id or uuid.uuid4().hex
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            log = log_of(connection, self.id)
            if not named(connection, self.id, [name]):
                seen = self._seen if based_on is None else based_on
                base = checked(log, cursor if seen is None else seen)
                values = self._changed(connection, log, cursor, base, recipe)
                append(
                    connection, self.id, [self._event(len(log), cursor, kinds.RECIPE, label, name) | values]
                )
        self._seen = None
        return self.point().recipe

    def _changed(
        self, connection: sa.Connection, log: Log, cursor: int, base: int, recipe: Recipe
    ) -> dict[str, Any]:
        point = point_at(connection, self.id, log, base)
        was = point.stored
        parted = without_verdicts(recipe, point.recipe, was)
        stored = parted.stored
        if base != cursor:
            theirs = stored_at(connection, self.id, log, cursor)
            stored = merged_as(was, stored, theirs, "The recipe cannot be changed so")
        return {"recipe_json": plain(stored), "target": base if parted.clearing and base else None}

    def decide(self, verdict: Verdict, event_id: str | None = None, *, blind: bool = False) -> int:
        """Write down a verdict of this reviewer's, in place of an earlier one on the same pair.

        Args:
            verdict: The verdict.
            event_id: Names the event; a second verdict under the same name is the first one again.
            blind: It is part of an audit: it is counted there and decides nothing.

        Returns:
            The number of its event.
        """
        return self.decide_all([verdict], [event_id or uuid.uuid4().hex], blind=blind)[0]

    def decide_all(
        self, verdicts: Iterable[Verdict], event_ids: Iterable[str], *, blind: bool = False
    ) -> list[int]:
        """Several verdicts in one transaction; see ``decide``."""
        mine = (Given(verdict, self.who, "", START) for verdict in verdicts)
        return self.adopt(mine, event_ids, blind=blind)

    def adopt(self, verdicts: Iterable[Given], event_ids: Iterable[str], *, blind: bool = False) -> list[int]:
        """Verdicts given elsewhere, each by its own reviewer at its own time, in one transaction.

        Args:
            verdicts: The verdicts; without a time they are given now.
            event_ids: Names their events, as for ``decide``.
            blind: They are part of an audit.

        Returns:
            The numbers of their events.
        """
        kind = kinds.AUDIT if blind else kinds.VERDICT
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            # Not the whole log: writing a verdict takes as long after thousands as at first.
            last = last_of(connection, self.id)
            names = list(event_ids)
            seqs = named(connection, self.id, names)
            values: list[dict[str, Any]] = []
            for one, name in zip(verdicts, names, strict=True):
                if name not in seqs:
                    event = self._event(last, cursor, kind, LABELS[one.verdict.decision], name)
                    event |= {"who": one.who} | ({"at": one.at} if one.at else {})
                    values.append(event | verdict_values(one.verdict))
                    cursor = last = seqs[name] = event["seq"]
            append(connection, self.id, values)
        return [seqs[name] for name in names]

    def set_rule(self, rule: Rule, event_id: str | None = None) -> None:
        """Say how several reviewers' verdicts become one."""
        name = event_id or uuid.uuid4().hex
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            log = log_of(connection, self.id)
            if not named(connection, self.id, [name]):
                event = self._event(len(log), cursor, kinds.RULE, f"several verdicts: {rule.kind}", name)
                append(connection, self.id, [event | {"body": rule.model_dump_json()}])

    def undo(self) -> Recipe:
        """``take_back``, and the session's recipe after it."""
        self.take_back()
        return self.recipe

    def redo(self) -> Recipe:
        """``do_again``, and the session's recipe after it."""
        self.do_again()
        return self.recipe

    def take_back(self) -> Event | None:
        """Take back the last change of this reviewer that stands; nobody else's.

        Returns:
            What was taken back; None where there was nothing.

        Raises:
            RecipeError: Somebody else has changed the same step since; nothing is taken back.
        """
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            log = log_of(connection, self.id)
            last = log.undoable(cursor, self.who)
            if last is not None and last.seq == cursor:
                move(connection, self.id, last.parent)
            elif last is not None:
                event = self._event(len(log), cursor, kinds.WITHDRAWAL, f"took back: {last.label}")
                values = {"target": last.seq, **withdrawn(connection, self.id, log, cursor, last)}
                append(connection, self.id, [event | values])
        return event_of(self.id, last, cursor, stands=False)

    def do_again(self) -> Event | None:
        """Have the change stand again that this reviewer took back last.

        Returns:
            The change; None where there was nothing.

        Raises:
            RecipeError: Somebody else has changed the same step since; nothing is changed.
        """
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            log = log_of(connection, self.id)
            undone = log.redoable(cursor, self.who)
            if undone is not None:
                back = log.way_back(cursor, undone)
                if back is None:
                    event = self._event(len(log), cursor, undone.kind, undone.label)
                    values = repeated(connection, self.id, log, cursor, undone)
                    append(connection, self.id, [event | values])
                else:
                    move(connection, self.id, back)
        return event_of(self.id, undone, cursor, stands=True)

    def undoable(self) -> Event | None:
        """What undo would take back."""
        with reading() as connection:
            cursor = cursor_of(connection, self.id)
            log = log_of(connection, self.id)
            return event_of(self.id, log.undoable(cursor, self.who), cursor, stands=True)

    def redoable(self) -> Event | None:
        """What redo would do again."""
        with reading() as connection:
            cursor = cursor_of(connection, self.id)
            log = log_of(connection, self.id)
            return event_of(self.id, log.redoable(cursor, self.who), cursor, stands=False)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo."""
        return self.undoable() is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to do again."""
        return self.redoable() is not None

    def jump(self, seq: int, event_id: str | None = None) -> Recipe:
        """Have everything as it was at an event, 0 for the start; undo comes back from there.

        Raises:
            DatasetError: There is no such event.
        """
        name = event_id or uuid.uuid4().hex
        with writing() as connection:
            cursor = cursor_of(connection, self.id, to_write=True)
            log = log_of(connection, self.id)
            if checked(log, seq) != cursor and not named(connection, self.id, [name]):
                to = f"to event {seq}: {log[seq].label}" if seq else "to the start"
                event = self._event(len(log), cursor, kinds.JUMP, f"went back {to}", name)
                append(connection, self.id, [event | {"target": seq}])
        return self.recipe

    def branch(self, seq: int, name: str = "") -> Session:
        """A new session that begins with what stood at an event of this one, who did it and when included.

        Raises:
            DatasetError: There is no such event.
        """
        with writing() as connection:
            cursor_of(connection, self.id)
            log = log_of(connection, self.id)
            session_id = _made(connection, self.dataset_id, name)
            values = []
            for number, entry in enumerate(log.surviving(checked(log, seq)), 1):
                value = entry._asdict() | {"seq": number, "parent": number - 1, "target": None, "again": None}
                if value.pop("has_recipe"):
                    recipe = recipe_at(connection, self.id, entry.seq)
                    value |= {"kind": kinds.RECIPE, "recipe_json": plain(recipe)}
                values.append(value)
            append(connection, session_id, values)
        return Session(session_id, self.dataset_id, self.who)

    def compare(self, a: int, b: int) -> Comparison:
        """What differs from the state at one event to the state at another.

        Raises:
            DatasetError: There is no such event.
        """
        return compared(self.point(a), self.point(b))

    def history(self) -> list[Event]:
        """Every event there ever was, in order, undone branches among them."""
        with reading() as connection:
            cursor = cursor_of(connection, self.id)
            log = log_of(connection, self.id)
        standing = log.standing(cursor)
        return [Event.of(self.id, entry, cursor, stands=entry.seq in standing) for entry in log.entries]

    def verdict_on(self, pair: str) -> tuple[int, Given | None]:
        """The event at which the session stands, and this reviewer's standing verdict on a pair there."""
        with reading() as connection:
            cursor = cursor_of(connection, self.id)
            log = log_of(connection, self.id)
        seq = log.state(cursor).verdicts.get((pair, self.who))
        return cursor, None if seq is None else given(log[seq])

    def verdicts(self) -> list[Given]:
        """The verdicts that stand now: one a reviewer and pair, in the order they were given."""
        return list(self.point().verdicts)

    def _event(
        self, last: int, cursor: int, kind: str, label: str, event_id: str | None = None
    ) -> dict[str, Any]:
        return {
            "seq": last + 1,
            "parent": cursor,
            "kind": kind,
            "who": self.who,
            "event_id": event_id or uuid.uuid4().hex,
            "label": label,
        }


def _made(connection: sa.Connection, dataset_id: str, name: str) -> str:
    session_id = uuid.uuid4().hex[:12]
    row = {"id": session_id, "dataset_id": dataset_id, "name": name, "created": now(), "cursor": START}
    connection.execute(SESSIONS.insert().values(**row))
    return session_id
