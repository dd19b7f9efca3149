"""Reading and writing a session's log in the database, within a transaction that is given.

Events never change, so those read once are kept; each look reads only what came since.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa
from pydantic import ValidationError

from curation.errors import DatasetError, RecipeError
from curation.recipe.log import START, Entry, Log
from curation.recipe.recipe import Recipe
from curation.recipe.verdict import Edit, Given, Rule, Verdict
from curation.store.records import EVENTS, SESSIONS

_COLUMNS = (
    *(EVENTS.c[name] for name in Entry._fields if name != "has_recipe"),
    EVENTS.c.recipe_json.is_not(None).label("has_recipe"),
)
_SESSIONS_KEPT = 16
_NAMES_AT_ONCE = 500
_kept: OrderedDict[str, Log] = OrderedDict()
_lock = threading.Lock()


def now() -> str:
    """This moment, UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def cursor_of(connection: sa.Connection, session_id: str, *, to_write: bool = False) -> int:
    """The event at which a session stands; a second writer waits here for the first.

    Raises:
        DatasetError: The session is gone.
    """
    query = sa.select(SESSIONS.c.cursor).where(SESSIONS.c.id == session_id)
    # SQLite, which has no row locks, locks as the transaction begins.
    cursor = connection.execute(query.with_for_update() if to_write else query).scalar()
    if cursor is None:
        raise DatasetError(f"The session {session_id!r} is gone from the database", next="Start a new one")
    return int(cursor)


def log_of(connection: sa.Connection, session_id: str) -> Log:
    """All events of a session."""
    with _lock:
        known = _kept.get(session_id, Log())
    # From the last known one on, to see that it is still there: the file may be an older copy now.
    first = max(len(known), 1)
    rows = _rows(connection, session_id, first)
    if known.entries:
        if rows and rows[0].event_id == known[first].event_id:
            rows = rows[1:]
        else:
            known, rows = Log(), _rows(connection, session_id, 1)
    if not rows and known.entries:
        return known
    log = Log((*known.entries, *rows))
    with _lock:
        _kept[session_id] = log
        _kept.move_to_end(session_id)
        while len(_kept) > _SESSIONS_KEPT:
            _kept.popitem(last=False)
    return log


def _rows(connection: sa.Connection, session_id: str, first: int) -> list[Entry]:
    wanted = (EVENTS.c.session_id == session_id) & (EVENTS.c.seq >= first)
    found = connection.execute(sa.select(*_COLUMNS).where(wanted).order_by(EVENTS.c.seq))
    # SQLite tells true from false as 1 from 0.
    return [Entry._make((*row[:-1], bool(row[-1]))) for row in found]


def last_of(connection: sa.Connection, session_id: str) -> int:
    """The number of a session's last event, 0 for none."""
    last = sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.session_id == session_id)
    return int(connection.execute(last).scalar() or START)


def named(connection: sa.Connection, session_id: str, event_ids: list[str]) -> dict[str, int]:
    """Those of some event ids that are there, and their numbers."""
    found: dict[str, int] = {}
    for start in range(0, len(event_ids), _NAMES_AT_ONCE):
        some = event_ids[start : start + _NAMES_AT_ONCE]
        wanted = (EVENTS.c.session_id == session_id) & EVENTS.c.event_id.in_(some)
        rows = connection.execute(sa.select(EVENTS.c.event_id, EVENTS.c.seq).where(wanted))
        found.update((row.event_id, row.seq) for row in rows)
    return found


def append(connection: sa.Connection, session_id: str, values: list[dict[str, Any]]) -> None:
    """Write events and move the cursor to the last one; ``seq`` and ``parent`` are the caller's."""
    if not values:
        return
    for value in values:
        value.setdefault("at", now())
    connection.execute(EVENTS.insert(), [{**_NOTHING, "session_id": session_id, **value} for value in values])
    move(connection, session_id, values[-1]["seq"])


_NOTHING = {"recipe_json": None, "target": None, "again": None, "pair": None, "decision": None, "body": None}


def move(connection: sa.Connection, session_id: str, seq: int) -> None:
    """Put the cursor on an event."""
    connection.execute(SESSIONS.update().where(SESSIONS.c.id == session_id).values(cursor=seq))


def recipe_at(connection: sa.Connection, session_id: str, seq: int) -> Recipe:
    """The recipe that an event holds, less the session's verdicts; the empty one for 0.

    Raises:
        RecipeError: It cannot be read.
    """
    if seq == START:
        return Recipe()
    wanted = (EVENTS.c.session_id == session_id) & (EVENTS.c.seq == seq)
    return _parsed(connection.execute(sa.select(EVENTS.c.recipe_json).where(wanted)).scalar_one())


def plain(recipe: Recipe) -> str:
    """A recipe as it is stored."""
    return orjson.dumps(recipe.plain()).decode()


@lru_cache(maxsize=64)
def _parsed(text: str) -> Recipe:
    try:
        return Recipe.model_validate_json(text)
    except ValidationError as error:
        raise RecipeError(
            "The session's recipe cannot be read",
            why="it was written by another version, or damaged",
            next="Undo, or start a new session",
        ) from error


def verdict_values(verdict: Verdict) -> dict[str, Any]:
    """A verdict as columns of its event; what few verdicts have goes into the body."""
    rest = verdict.model_dump(exclude={"pair", "decision"}, exclude_defaults=True)
    body = orjson.dumps(rest).decode() if rest else None
    return {"pair": verdict.pair, "decision": verdict.decision, "body": body}


@lru_cache(maxsize=1 << 16)
def given(entry: Entry) -> Given:
    """The verdict that an event holds."""
    rest = orjson.loads(entry.body) if entry.body else {}
    if edit := rest.get("edit"):
        rest["edit"] = Edit.model_construct(**{"prompt": None, "chosen": None, "rejected": None, **edit})
    known = {"edit": None, "note": None, "seconds": None, "queue": None, **rest}
    # What was checked as it was written is not checked again: thousands are read at once.
    verdict = Verdict.model_construct(
        pair=entry.pair, decision=entry.decision, **{**known, "tags": tuple(rest.get("tags", ()))}
    )
    return Given(verdict, entry.who, entry.at, entry.seq)


def rule_in(log: Log, seq: int) -> Rule:
    """The rule that an event holds; unanimity for 0."""
    return Rule.model_validate_json(log[seq].body or "{}") if seq else Rule()
