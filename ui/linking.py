"""The link of a page: it carries the session and the recipe's steps, and a new browser opens both again."""

from __future__ import annotations

import base64
import binascii
import zlib

import orjson
import streamlit as st
from pydantic import ValidationError

from curation.errors import DatasetError
from curation.recipe import Recipe
from curation.recipe.fitting import fit
from curation.recipe.session import Session
from curation.store import Dataset
from ui.reviewer import reviewer

SESSION, STEPS = "session", "steps"
FROM_LINK = "from a link"
_READ = "_link-read"
_LINKED = "_link-recipe"
_UNKNOWN = "_link-unknown"
# Links beyond some thousand characters do not survive chats and mail.
_LONGEST = 1_800
_MOST_BYTES = 256_000


def session_for(dataset: Dataset) -> Session:
    """The session in hand; in a new tab the link's, which without one is the data set's latest.

    A link from another machine names a session that is not here: its steps begin one of their own, so
    that nobody's work is written over.

    Raises:
        DatasetError: The session database cannot be used.
    """
    held = f"session-{dataset.id}"
    named = st.session_state.get(held)
    if named is None and not st.session_state.get(_READ):
        session = _linked(dataset)
    else:
        session = Session.open(dataset.id, named, who=reviewer())
    st.session_state[_READ] = True
    st.session_state[held] = session.id
    return session


def _linked(dataset: Dataset) -> Session:
    """The session of the link that this tab was opened with."""
    wanted, steps = st.query_params.get(SESSION), read_steps(st.query_params.get(STEPS, ""))
    try:
        session = Session.open(dataset.id, wanted, who=reviewer())
    except DatasetError:
        if wanted is None:
            raise
        if steps is None:
            st.session_state[_UNKNOWN] = True
            return Session.open(dataset.id, who=reviewer())
        session = Session.new(dataset.id, FROM_LINK, who=reviewer())
        session.change(fit(dataset, steps).recipe, FROM_LINK)
        return session
    if steps is not None:
        st.session_state[_LINKED] = (session.id, steps)
    return session


def write_link(session: Session, recipe: Recipe) -> None:
    """Bring the address up to date."""
    if st.query_params.get(SESSION) != session.id:
        st.query_params[SESSION] = session.id
    written = written_steps(recipe)
    if written != st.query_params.get(STEPS, ""):
        if written:
            st.query_params[STEPS] = written
        else:
            del st.query_params[STEPS]


def draw_link(dataset: Dataset, session: Session, recipe: Recipe) -> None:
    """In the sidebar: what the link this tab came by says otherwise, and the way to see it so."""
    if st.session_state.pop(_UNKNOWN, False):
        st.warning("The link's session is not on this machine; the latest one is shown.", icon="⚠️")
    of, linked = st.session_state.get(_LINKED, ("", None))
    if linked is None or of != session.id:
        return
    if _deeds(linked) == _deeds(recipe):
        st.session_state.pop(_LINKED)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="linked"):
        st.html('<div class="wn-note">The steps have changed since this link was made.</div>')
        st.button(
            "Show the link's",
            type="tertiary",
            key="link-take",
            on_click=_take,
            args=(dataset, session, linked),
        )
        st.button("Dismiss", type="tertiary", key="link-leave", on_click=_leave)


def _take(dataset: Dataset, session: Session, linked: Recipe) -> None:
    steps = fit(dataset, linked).recipe.steps
    session.change(session.recipe.model_copy(update={"steps": steps}), "the steps of a link")
    _leave()


def _leave() -> None:
    st.session_state.pop(_LINKED, None)


def written_steps(recipe: Recipe) -> str:
    """A recipe's steps for a link; empty where there are none, or too many for one."""
    steps = recipe.plain().get("steps")
    if not steps:
        return ""
    packed = zlib.compress(orjson.dumps(steps), 9)
    written = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return written if len(written) <= _LONGEST else ""


def read_steps(written: str) -> Recipe | None:
    """The steps of a link; None where there are none, or none that can be read."""
    if not written:
        return None
    try:
        packed = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        # A few bytes may hold gigabytes of zeros.
        plain = zlib.decompressobj().decompress(packed, _MOST_BYTES)
        return Recipe.model_validate({"steps": orjson.loads(plain)})
    except (binascii.Error, ValueError, zlib.error, ValidationError, RecursionError):
        return None


def _deeds(recipe: Recipe) -> object:
    return recipe.plain().get("steps")
