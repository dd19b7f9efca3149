"""What a page shows before there is anything to show."""

from __future__ import annotations

import streamlit as st

from curation.jobs import load
from curation.sources import SAMPLES
from ui.notices import told
from ui.pages import page_path
from ui.state import DATASET, Desk, current

STEPS = ("Load a set or open a sample", "Inspect it", "Filter and de-duplicate", "Export what is left")


def desk_or_stop() -> Desk:
    """The desk, or an empty state that opens the bundled sample in one click."""
    desk = current()
    if desk is None:
        draw_welcome()
        st.stop()
    return desk


def draw_welcome() -> None:
    """The empty state: what Winnow does, and one click to see it."""
    with st.container(border=True):
        st.subheader("Open something to curate", anchor=False)
        st.caption(" → ".join(STEPS))
        open_sample_buttons("welcome")
        st.page_link(
            page_path("datasets"), label="Load a file, an upload or a Hub data set", icon=":material/upload:"
        )


def open_sample_buttons(where: str) -> None:
    """One button a bundled sample."""
    with st.container(horizontal=True):
        for number, sample in enumerate(SAMPLES):
            st.button(
                f"Open sample: {sample.title}",
                type="primary" if where == "welcome" and number == 0 else "secondary",
                help=sample.description,
                key=f"sample-{sample.name}-{where}",
                on_click=_open_sample,
                args=(sample.name,),
            )


def _open_sample(name: str) -> None:
    with told():
        st.session_state[DATASET] = load(f"sample:{name}").id


def nothing_kept(desk: Desk) -> bool:
    """Say so, with the way back, where the steps leave nothing."""
    if desk.outcome.pairs_kept:
        return False
    with st.container(border=True):
        st.subheader("Nothing is left", anchor=False)
        st.write("The steps in the sidebar remove every pair. Remove one with × or undo the last.")
        st.button("Undo the last step", on_click=desk.undo, disabled=not desk.session.can_undo)
    return True
