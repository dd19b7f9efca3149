"""Who works here: the login where there is one, else a name given once, which the link keeps."""

from __future__ import annotations

import streamlit as st

LINK = "reviewer"
MOST = 60
_NAME, _TYPED = "_reviewer", "reviewer-name"


def reviewer() -> str:
    """The reviewer's name; empty where nobody gave one, which is enough for a single curator."""
    if signed := _signed_in():
        return signed
    name: str = st.session_state.setdefault(_NAME, _tidy(st.query_params.get(LINK, "")))
    # A switch of pages empties the link.
    if name and st.query_params.get(LINK) != name:
        st.query_params[LINK] = name
    return name


def named(who: str, here: str) -> str:
    """A reviewer as others read it, told to the one named ``here``."""
    if who == here:
        return "you"
    return who or "unnamed"


def draw_reviewer() -> None:
    """Ask for the name once; nothing waits for it."""
    name = reviewer()
    with st.popover(name or "me", icon=":material/person:", help="Whose verdicts these are"):
        if _signed_in():
            st.text(f"Signed in as {name}")
            return
        st.session_state.setdefault(_TYPED, name)
        st.text_input(
            "Your name",
            key=_TYPED,
            max_chars=MOST,
            placeholder="me",
            on_change=_rename,
        )
        st.caption(
            "Needed only where several people review: each has verdicts of their own, and Undo takes back"
            " one's own alone. The link carries the name."
        )


def _rename() -> None:
    name = _tidy(st.session_state[_TYPED])
    st.session_state[_NAME] = name
    if not name:
        st.query_params.pop(LINK, None)


def _signed_in() -> str:
    """The name of whoever signed in; empty where nobody can."""
    if not getattr(st.user, "is_logged_in", False):
        return ""
    return _tidy(str(st.user.get("name") or st.user.get("email") or ""))


def _tidy(name: str) -> str:
    return " ".join(name.split())[:MOST]
