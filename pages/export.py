"""Export: choose a format, see what it carries and what not, write the files."""

import streamlit as st

from ui import export, export_seen
from ui.empty import desk_or_stop, nothing_kept

st.title("Export", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    chosen = export.draw_choice(desk)
    left, right = st.columns([0.45, 0.55], gap="large")
    with left:
        ready = export.draw_counts(desk, chosen)
        written = export.draw_write(desk, chosen, ready)
        export.draw_funnel(desk)
    with right:
        export.draw_rows(desk, chosen)
        export.draw_recipe(desk, chosen)
    if written is not None:
        export.draw_publishing(written)
    export_seen.draw_seen(desk, chosen)
