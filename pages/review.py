"""Review: one pair at a time, decided by key or by mouse; blind audits; where reviewers differ."""

import streamlit as st

from ui import review
from ui.empty import desk_or_stop

st.title("Review", anchor=False)
review.draw(desk_or_stop())
