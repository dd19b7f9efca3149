"""Contamination: benchmark questions among the prompts, what they share, and what would go."""

import streamlit as st

from ui import benchmarks, contamination
from ui.empty import desk_or_stop, nothing_kept

st.title("Contamination", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    benchmarks.draw_settings(desk)
    benchmarks.draw_progress(desk)
    found = contamination.findings_shown(desk)
    if found is not None:
        contamination.draw_table(found)
        contamination.draw_names(found)
        step = contamination.draw_verdict(desk, found)
        contamination.draw_found(desk, found, step)
