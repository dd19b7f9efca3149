"""Duplicates: near-duplicate prompts, a live threshold, and what would go."""

import streamlit as st

from ui import duplicates
from ui.empty import desk_or_stop, nothing_kept

st.title("Duplicates", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    settings = duplicates.draw_settings()
    neighbours = duplicates.found_or_offer(desk, settings)
    if neighbours is not None:
        step = duplicates.draw_threshold(desk, settings, neighbours)
        trial = duplicates.tried(desk, step)
        duplicates.draw_counts(desk, step, trial, neighbours)
        groups, lookalikes, border = st.tabs(
            ["Groups", "Look-alikes", "At the threshold"], key="duplicates-tab", on_change="rerun"
        )
        if groups.open:
            with groups:
                duplicates.draw_groups(desk, trial)
        if lookalikes.open:
            with lookalikes:
                duplicates.draw_lookalikes(desk, trial)
        if border.open:
            with border:
                duplicates.draw_border(desk, step, neighbours)
