"""Text boxes reached without the mouse: T goes to the note, E to the texts; Enter and Esc leave the note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

# Streamlit's shortcuts press buttons alone. From the page's top it would take forty Tabs to the note.
_REACH = """
const NOTE = "[class*='st-key-note-'] input"
const TEXTS = "[class*='st-key-text-prompt-'] textarea, [class*='st-key-text-chosen-'] textarea"
const whenThere = (what, left) => {
    const box = document.querySelector(what)
    if (box) box.focus()
    else if (left) setTimeout(whenThere, 50, what, left - 1)
}
const reach = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (event.target.matches?.(NOTE)) {
        // What was typed is taken first.
        if (key === "enter" || key === "escape") setTimeout(() => event.target.blur(), 0)
    } else if (!event.target.closest?.("input, textarea, [contenteditable=true]")) {
        if (key === "t" && document.querySelector(NOTE)) {
            event.preventDefault()
            whenThere(NOTE, 0)
        } else if (key === "e" && document.querySelector("[class*='st-key-decide-edit-']")) {
            whenThere(TEXTS, 60)
        }
    }
}
export default function () {
    window.addEventListener("keydown", reach, true)
    return () => window.removeEventListener("keydown", reach, true)
}
"""


def reach_by_key() -> None:
    """Have the text boxes of the page within reach of the keyboard."""
    with st.sidebar:
        _reach()(key="reaching")


@st.cache_resource(show_spinner=False)
def _reach() -> Callable[..., Any]:
    return st.components.v2.component("review_reaching", js=_REACH)
