"""The quality page: what is wrong with the whole set, each figure one click from its rows."""

from __future__ import annotations

import streamlit as st

from ui.quality.agreement import draw_agreement
from ui.quality.bias import draw_bias
from ui.quality.checks import draw_checks
from ui.quality.label_noise import draw_label_noise
from ui.quality.prompts import draw_prompts
from ui.state import Desk

__all__ = ["draw"]

TABS = {
    "Checks": draw_checks,
    "Bias": draw_bias,
    "Agreement": draw_agreement,
    "Label noise": draw_label_noise,
    "Prompts": draw_prompts,
}


def draw(desk: Desk) -> None:
    """The whole page; only the open tab computes."""
    st.caption(
        "Of the whole set, whatever the recipe removes. A number on a button opens the very rows it counts."
    )
    tabs = st.tabs(list(TABS), key="quality-tab", on_change="rerun")
    for tab, draw_tab in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab(desk)
