"""Quality: the health report, what is wrong with this preference set, each figure one click from its rows."""

import streamlit as st

from ui import quality
from ui.empty import desk_or_stop

st.title("Quality", anchor=False)
quality.draw(desk_or_stop())
