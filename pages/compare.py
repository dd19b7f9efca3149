"""Compare: two data sets, two splits, or before and after the recipe, every statistic side by side."""

import streamlit as st

from ui import compare
from ui.empty import desk_or_stop, nothing_kept

st.title("Compare", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    sides = compare.draw_choice(desk)
    if sides is not None:
        found = compare.compared(sides)
        compare.draw_said(found)
        compare.draw_counts(found)
        compare.draw_statistics(desk, sides, found)
        compare.draw_overlay(sides, found)
        compare.draw_rows(desk, sides, found)
        compare.draw_notes(found)
