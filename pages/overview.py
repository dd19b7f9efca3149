"""Overview: what is in the data set, and in what the recipe keeps of it."""

import streamlit as st

from ui import distributions, overview
from ui.empty import desk_or_stop, nothing_kept

TABS = {
    "Distributions": distributions.draw_distributions,
    "Any field": distributions.draw_one,
    "Two fields": distributions.draw_two,
    "Means and correlations": distributions.draw_correlations,
    "Splits and sources": overview.draw_splits,
}

st.title("Overview", anchor=False)
desk = desk_or_stop()
overview.draw_counts(desk)
if not nothing_kept(desk):
    overview.draw_quality()
    scope = distributions.draw_scope(desk)
    tabs = st.tabs(list(TABS), key="overview-tab", on_change="rerun")
    for tab, draw in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(scope)
