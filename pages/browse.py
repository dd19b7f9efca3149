"""Browse: page through the kept pairs or some rows of the set, search them, read one side by side."""

import streamlit as st

from ui import browse, selection
from ui.empty import desk_or_stop, nothing_kept

st.title("Browse", anchor=False)
desk = desk_or_stop()
shown = selection.shown(desk)
if shown is not None:
    selection.draw_banner(desk, shown)
if shown is not None or not nothing_kept(desk):
    found = browse.draw_search(desk, shown)
    if len(found):
        browse.draw_list(desk, found, shown)
        browse.draw_chosen(desk, found)
    elif shown is not None and not len(shown.ids):
        st.info("No pair is among these rows. Close the list to see all that is kept.")
    else:
        st.info(
            f"No {'kept pair' if shown is None else 'pair of these'} holds these words."
            " Try fewer, or clear the search."
        )
