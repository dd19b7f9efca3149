"""Map: prompts on a plane, near ones near each other; search by meaning and words; pick and filter."""

import streamlit as st

from ui import map as prompt_map
from ui import prompt_set, search_box
from ui.empty import desk_or_stop, nothing_kept

st.title("Map", anchor=False)
desk = desk_or_stop()
if not nothing_kept(desk):
    found = search_box.draw_box(desk)
    drawn = prompt_map.drawn_or_offer(desk)
    if drawn is None and found is not None:
        search_box.draw_found(desk, found)
    elif drawn is not None:
        left, right = st.columns([0.64, 0.36], gap="medium")
        with left:
            picked = prompt_map.draw_map(desk, drawn, found)
        with right:
            prompt_map.draw_picked(desk, picked)
            if found is not None:
                search_box.draw_found(desk, found)
            prompt_map.draw_topics(desk, drawn, folded=found is not None)
    prompt_set.draw_opened(desk)
