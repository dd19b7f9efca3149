"""History: the recipe step by step, and the story of the session."""

import streamlit as st

from ui import recipe
from ui.empty import desk_or_stop

TABS = {"Recipe": recipe.draw_recipe, "Story": recipe.draw_story}

st.title("History", anchor=False)
desk = desk_or_stop()
tabs = st.tabs(list(TABS), key="history-tab", bind="query-params")
for tab, draw in zip(tabs, TABS.values(), strict=True):
    if tab.open:
        with tab:
            draw(desk)
