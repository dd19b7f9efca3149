"""Browse: page through the kept pairs, search them, read one side by side."""

import streamlit as st

from ui import browse
from ui.empty import desk_or_stop, nothing_kept

st.title("Browse", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    found = browse.draw_search(desk)
    if len(found):
        browse.draw_list(desk, found)
        browse.draw_chosen(desk, found)
    else:
        st.info("No kept pair holds these words. Try fewer, or clear the search.")
