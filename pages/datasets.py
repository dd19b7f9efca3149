"""Datasets: load a source, see how it was understood, correct that, and what did not fit."""

import streamlit as st

from ui import datasets, loading, mapping_editor, pairing_builder, quarantine
from ui.draft import draft
from ui.state import current

st.title("Datasets", anchor=False)
loading.draw_progress()
editing = draft()
if editing is not None:
    mapping_editor.draw_editor(editing)
    st.stop()
loading.draw_ways_in()
desk = current()
if desk is not None:
    st.subheader("The open data set", anchor=False)
    names = [
        "How it was understood",
        f"Quarantine ({desk.dataset.info.counts.rows_quarantined:,})",
        "Workspace",
    ]
    if pairs := pairing_builder.can_pair(desk.dataset):
        names.insert(1, "Pairing")
    tabs = dict(zip(names, st.tabs(names, key="dataset-tab", on_change="rerun"), strict=True))
    for name, tab in tabs.items():
        if not tab.open:
            continue
        with tab:
            if name == names[0]:
                datasets.draw_understood(desk)
            elif pairs and name == names[1]:
                pairing_builder.draw_builder(desk)
            elif name == "Workspace":
                datasets.draw_workspace()
            else:
                quarantine.draw_quarantine(desk)
