"""The sessions of a data set: which one is open, its name, starting and switching."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from curation.recipe.session import Session, SessionInfo, sessions_of
from ui.notices import told
from ui.state import Desk
from ui.text import plural


def switch(desk: Desk, session_id: str) -> None:
    """Open another session of the data set; the next run shows it."""
    st.session_state[f"session-{desk.dataset.id}"] = session_id


def title_of(info: SessionInfo) -> str:
    """A session as a list names it."""
    begun = datetime.fromisoformat(info.created)
    return info.name or f"Session of {begun.day} {begun:%B %Y}"


def choose_session(desk: Desk) -> None:
    """In the sidebar: the session, where there are several."""
    known = sessions_of(desk.dataset.id)
    if len(known) > 1:
        _draw_choice(desk, known, "side")


def _draw_choice(desk: Desk, known: list[SessionInfo], where: str) -> None:
    titles = {info.id: f"{title_of(info)} · {plural(info.events, 'change')}" for info in known}
    key = f"choose-session-{where}"
    # Another tab, a branch or a link may have opened another one than this widget last held.
    st.session_state[key] = desk.session.id
    st.selectbox(
        "Session", list(titles), format_func=titles.__getitem__, key=key, on_change=_chosen, args=(desk, key)
    )


def _chosen(desk: Desk, key: str) -> None:
    switch(desk, st.session_state[key])


def draw_sessions(desk: Desk) -> None:
    """On the history page: the open session's name, the others, and a new one."""
    known = sessions_of(desk.dataset.id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _draw_choice(desk, known, "page")
        key = f"session-name-{desk.session.id}"
        st.session_state.setdefault(key, desk.session.name)
        st.text_input(
            "Its name",
            key=key,
            placeholder="give it a name",
            max_chars=120,
            on_change=_rename,
            args=(desk, key),
        )
        st.button(
            "New session",
            icon=":material/add:",
            key="new-session",
            help="Begin again with an empty recipe; this session is kept",
            on_click=_start,
            args=(desk, f"Session {len(known) + 1}"),
        )


def _rename(desk: Desk, key: str) -> None:
    with told():
        desk.session.rename(st.session_state[key].strip())


def _start(desk: Desk, name: str) -> None:
    with told():
        switch(desk, Session.new(desk.dataset.id, name, who=desk.session.who).id)
