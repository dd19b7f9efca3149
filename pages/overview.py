"""Overview: what is in the data set, and in what the recipe keeps of it."""

import streamlit as st

from ui import overview
from ui.empty import desk_or_stop, nothing_kept

st.title("Overview", anchor=False)
desk = desk_or_stop()
overview.draw_counts(desk)
if not nothing_kept(desk):
    overview.draw_findings(desk)
    scope = overview.draw_scope(desk)
    distributions, correlation, splits = st.tabs(
        ["Distributions", "Means and correlations", "Splits and sources"],
        key="overview-tab",
        on_change="rerun",
    )
    if distributions.open:
        with distributions:
            overview.draw_distributions(scope)
    if correlation.open:
        with correlation:
            overview.draw_correlations(scope)
    if splits.open:
        with splits:
            overview.draw_splits(desk)
