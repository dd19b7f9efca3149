"""Datasets: load a source, see how it was understood, and what did not fit."""

import streamlit as st

from ui import datasets
from ui.state import current

st.title("Datasets", anchor=False)
datasets.draw_loading()
desk = current()
if desk is not None:
    st.subheader("The open data set", anchor=False)
    understood, quarantine, workspace = st.tabs(
        ["How it was understood", f"Quarantine ({desk.dataset.info.counts.rows_quarantined:,})", "Workspace"],
        key="dataset-tab",
        on_change="rerun",
    )
    if understood.open:
        with understood:
            datasets.draw_understood(desk)
    if quarantine.open:
        with quarantine:
            datasets.draw_quarantine(desk)
    if workspace.open:
        with workspace:
            datasets.draw_workspace()
