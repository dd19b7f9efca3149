"""Ctrl+Z and Ctrl+Y: undo and redo of the recipe, but of the text alone while one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

# A button takes one shortcut, U here, and Streamlit's with a modifier fire in text boxes too. So the
# habitual keys become those of the buttons, outside of texts; within them the browser undoes typing.
_SHIELD = """
const KEYS = { z: { key: "u", code: "KeyU" }, y: { key: "U", code: "KeyU", shiftKey: true } }
const shield = event => {
    const key = event.key.toLowerCase()
    const meant = (event.ctrlKey || event.metaKey) && !event.altKey && KEYS[event.shiftKey ? "y" : key]
    if (!meant || (key !== "z" && key !== "y")) return
    if (event.target.closest("input, textarea, [contenteditable=true]")) return
    event.preventDefault()
    document.body.dispatchEvent(new KeyboardEvent("keydown", { ...meant, bubbles: true, cancelable: true }))
}
export default function () {
    window.addEventListener("keydown", shield, true)
    return () => window.removeEventListener("keydown", shield, true)
}
"""


def shield_typing() -> None:
    """Have Ctrl+Z and Ctrl+Y undo and redo a step, and keep them out of text boxes."""
    with st.sidebar:
        _shield()(key="typing")


@st.cache_resource(show_spinner=False)
def _shield() -> Callable[..., Any]:
    return st.components.v2.component("typing_shield", js=_SHIELD)
