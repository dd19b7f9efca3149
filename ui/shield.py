"""Ctrl+Z and Ctrl+Y belong to the text while one types: there they must not undo a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

# Streamlit's shortcuts with a modifier fire in text boxes too. Caught on the way down, before its
# own listener; nothing is prevented, so the browser's undo of typing goes on working.
_SHIELD = """
const shield = event => {
    const key = event.key.toLowerCase()
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")
        && event.target.closest("input, textarea, [contenteditable=true]")) event.stopImmediatePropagation()
}
export default function () {
    window.addEventListener("keydown", shield, true)
    return () => window.removeEventListener("keydown", shield, true)
}
"""


def shield_typing() -> None:
    """Keep undo and redo out of text boxes."""
    with st.sidebar:
        _shield()(key="typing")


@st.cache_resource(show_spinner=False)
def _shield() -> Callable[..., Any]:
    return st.components.v2.component("typing_shield", js=_SHIELD)
