"""The sessions of a data set, as a list."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from curation.store.database import reading
from curation.store.records import EVENTS, SESSIONS


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session in a list: its id, data set, name, when it was created and how many events it holds."""

    id: str
    dataset_id: str
    name: str
    created: str
    events: int


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
