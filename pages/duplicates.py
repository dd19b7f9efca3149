"""Duplicates: near-duplicate prompts, a live threshold, and what would go."""

import streamlit as st

from ui import duplicates
from ui.empty import desk_or_stop, nothing_kept

st.title("Duplicates", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    duplicates.draw(desk)
