"""What an event holds that takes back, or does again, a change on which others' changes lie."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from curation.recipe.ledger import plain
from curation.recipe.log import RECIPE, Entry, Log
from curation.recipe.points import merged_as, stored_at

_REPEATED = ("target", "pair", "decision", "body")


def withdrawn(
    connection: sa.Connection, session_id: str, log: Log, cursor: int, last: Entry
) -> dict[str, Any]:
    """The recipe less one of its changes, where that was one.

    Raises:
        RecipeError: Somebody else has changed the same step since.
    """
    after, before = (stored_at(connection, session_id, log, seq) for seq in (last.seq, last.parent))
    if after == before:
        return {}
    theirs = stored_at(connection, session_id, log, cursor)
    return {"recipe_json": plain(merged_as(after, before, theirs, f"{last.label!r} cannot be taken back"))}


def repeated(
    connection: sa.Connection, session_id: str, log: Log, cursor: int, undone: Entry
) -> dict[str, Any]:
    """A change as it is done again.

    Raises:
        RecipeError: Somebody else has changed the same step since.
    """
    values = {name: getattr(undone, name) for name in _REPEATED} | {"again": undone.original}
    if undone.kind == RECIPE:
        before, after = (stored_at(connection, session_id, log, seq) for seq in (undone.parent, undone.seq))
        theirs = stored_at(connection, session_id, log, cursor)
        values["recipe_json"] = plain(
            merged_as(before, after, theirs, f"{undone.label!r} cannot be done again")
        )
    return values
