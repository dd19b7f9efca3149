"""The duplicates page: settings, the job, and all that a move of the threshold redraws."""

from __future__ import annotations

import streamlit as st

from curation.similarity import Neighbours
from ui.duplicates.conflicts import draw_conflicts
from ui.duplicates.counts import draw_adding, draw_counts
from ui.duplicates.decided import draw_decisions
from ui.duplicates.finding import found_or_offer
from ui.duplicates.groups import draw_groups
from ui.duplicates.leaks import draw_leaks
from ui.duplicates.near_pairs import draw_border, draw_lookalikes
from ui.duplicates.other_set import draw_merging, draw_other
from ui.duplicates.settings import Settings, chosen_step, draw_settings, follow
from ui.duplicates.threshold import draw_landscape, draw_slider, draw_target
from ui.duplicates.trial import CHANGED, step_in, tried
from ui.state import Desk

__all__ = ["draw"]

TABS = {
    "Groups": draw_groups,
    "At the threshold": draw_border,
    "Look-alikes": draw_lookalikes,
    "Conflicts": draw_conflicts,
    "Leaks": draw_leaks,
    "Another data set": draw_other,
    "Your decisions": draw_decisions,
}


def draw(desk: Desk) -> None:
    """The whole page, for a desk on which something is left."""
    st.session_state.pop(CHANGED, None)
    step = step_in(desk.recipe)
    follow(desk.dataset.id, step)
    settings = draw_settings(step)
    draw_merging(desk)
    neighbours = found_or_offer(desk, settings)
    if neighbours is not None:
        _draw_found(desk, settings, neighbours)


@st.fragment
def _draw_found(desk: Desk, settings: Settings, neighbours: Neighbours) -> None:
    """All that the threshold moves; the sidebar and the settings stand still meanwhile."""
    if st.session_state.pop(CHANGED, False):
        st.rerun()
    left, right = st.columns([0.36, 0.64], gap="large", vertical_alignment="top")
    with left:
        draw_slider(settings, neighbours)
        trial = tried(desk, chosen_step(step_in(desk.recipe)))
        if settings.method != "exact":
            draw_target(desk, trial)
        draw_adding(trial)
    if settings.method != "exact":
        with right:
            draw_landscape(trial)
    draw_counts(trial)
    tabs = st.tabs(list(TABS), key="duplicates-tab", on_change="rerun")
    for tab, draw_tab in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab(trial)
