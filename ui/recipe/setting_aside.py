"""Removing the verdicts step: asked first, for it sets aside what several people may have decided."""

from __future__ import annotations

import streamlit as st

from curation.recipe.points import Point
from curation.recipe.resolving import decisions_in
from ui.notices import told
from ui.state import Desk
from ui.text import plural

VERDICTS = "verdicts"
_ASKED = "_setting-aside"


def ask(desk: Desk, where: str) -> None:
    """Put the question where the step was to be removed; the next run shows it."""
    with told():
        st.session_state[_ASKED] = (desk.session.id, where, _counted(desk.session.point()))


def draw_question(desk: Desk, where: str) -> None:
    """What goes, whose it is, and that it comes back; nothing where nobody asked."""
    of, at, sentence = st.session_state.get(_ASKED, ("", "", ""))
    if (of, at) != (desk.session.id, where):
        return
    with st.container(border=True, key=f"set-aside-{where}"):
        st.text(sentence)
        with st.container(horizontal=True):
            st.button(
                "Set them aside", type="primary", key=f"set-aside-yes-{where}", on_click=_go, args=(desk,)
            )
            st.button("Leave them", type="tertiary", key=f"set-aside-no-{where}", on_click=_leave)


def _counted(point: Point) -> str:
    """How many verdicts of how many reviewers go with the step."""
    reviewers = len({one.who for one in point.verdicts})
    gone = (
        [f"{plural(len(point.verdicts), 'verdict')} of {plural(reviewers, 'reviewer')}"] if reviewers else []
    )
    if brought := len(decisions_in(point.stored.steps)):
        gone.append(f"{plural(brought, 'decision')} that came with a recipe")
    return f"This sets aside {' and '.join(gone) or 'no verdict'}. Undo brings them back."


def _go(desk: Desk) -> None:
    """Take the step out, whatever has been decided since the question."""
    _leave()
    recipe = desk.session.recipe
    steps = tuple(step for step in recipe.steps if step.kind != VERDICTS)
    if steps != recipe.steps:
        with told():
            desk.change(recipe.model_copy(update={"steps": steps}), "set aside all verdicts")


def _leave() -> None:
    st.session_state.pop(_ASKED, None)
