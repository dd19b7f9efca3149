"""A mapping being drafted: the rows it is tried on, where its widgets begin, and how it is opened."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import streamlit as st

from curation.errors import CurationError, SchemaError
from curation.schemas import Mapping, recognise
from curation.schemas.direction import AmbiguousDirection
from curation.schemas.starting import starting_mapping
from curation.sources import RawRow
from curation.store import Dataset
from curation.store.preview import first_rows, quarantined_rows
from ui.asked import Asked

DRAFT = "_draft"
FAILED = "_failed"
LOOKED_AT = 200
UNDECIDED = {"first_is": (), "second_is": (), "positive_is": None}


@dataclass(frozen=True)
class Draft:
    """One opening of the mapping editor.

    Attributes:
        token: Tells its widgets from those of another opening.
        asked: The source.
        files: The names of the source's files.
        rows: The rows it is tried on.
        quarantined: Numbers of the rows that did not fit when the source was last loaded.
        mapping: Where the widgets begin.
        why: How that mapping came about, a sentence.
    """

    token: str
    asked: Asked
    files: tuple[str, ...]
    rows: tuple[RawRow, ...]
    quarantined: frozenset[int]
    mapping: Mapping
    why: str


@dataclass(frozen=True)
class Failed:
    """A source that could not be loaded, and why.

    ``rows`` are its first rows where the error is a question about them.
    """

    asked: Asked
    error: CurationError
    rows: tuple[dict[str, Any], ...] = ()


def failed() -> Failed | None:
    """What did not work last; None once it is dismissed or something else is loaded."""
    found: Failed | None = st.session_state.get(FAILED)
    return found


def fail(asked: Asked, error: CurationError) -> None:
    """Keep what did not work, to be shown on every run until it is dismissed."""
    rows: tuple[dict[str, Any], ...] = ()
    if isinstance(error, AmbiguousDirection):
        try:
            rows = tuple(row.data for row in first_rows(asked.source(), LOOKED_AT) if row.data is not None)
        except CurationError as worse:
            error = worse
    st.session_state[FAILED] = Failed(asked, error, rows)


def dismiss() -> None:
    """Forget what did not work."""
    st.session_state.pop(FAILED, None)


def draft() -> Draft | None:
    """The draft in hand; None where the editor is closed."""
    found: Draft | None = st.session_state.get(DRAFT)
    return found


def close_draft() -> None:
    """Close the editor."""
    st.session_state.pop(DRAFT, None)


def open_draft(
    asked: Asked, mapping: Mapping | None = None, dataset: Dataset | None = None, *, why: str = ""
) -> None:
    """Open the editor on a source; where that fails, what failed is kept to be shown.

    Args:
        asked: The source.
        mapping: Where to begin; recognised if not given.
        dataset: The data set whose quarantined rows are to be tried again.
        why: How the mapping came about.
    """
    dismiss()
    try:
        source = asked.source()
        rows = first_rows(source, LOOKED_AT)
        if mapping is None:
            mapping, why = _begin(rows)
    except CurationError as error:
        fail(asked, error)
        return
    again = quarantined_rows(dataset, LOOKED_AT) if dataset else ()
    known = {row.number for row in rows}
    rows += tuple(row for row in again if row.number not in known)
    files = tuple(shard.name for shard in source.shards)
    numbers = frozenset(row.number for row in again)
    st.session_state[DRAFT] = Draft(secrets.token_hex(4), asked, files, rows, numbers, mapping, why)


def redraft(found: Draft, mapping: Mapping, why: str) -> None:
    """Begin anew from another mapping, on the same rows."""
    st.session_state[DRAFT] = Draft(
        secrets.token_hex(4), found.asked, found.files, found.rows, found.quarantined, mapping, why
    )


def _begin(rows: tuple[RawRow, ...]) -> tuple[Mapping, str]:
    readable = [row.data for row in rows if row.data is not None]
    try:
        known = recognise(readable)
    except AmbiguousDirection as doubt:
        # Everything but the direction is known; that much the curator need not say again.
        return doubt.readings[0].mapping.model_copy(update=UNDECIDED), f"{doubt.what}."
    except SchemaError as error:
        return starting_mapping(readable), f"{error.what}."
    return known.mapping, f"Recognised as {known.mapping.family}: {known.why}."
