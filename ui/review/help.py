"""The keys, explained on the page: a window over it would keep the keys from working."""

from __future__ import annotations

import streamlit as st

from ui.review.bar import ASIDE, CHOICES, PICKS
from ui.text import escaped

_WAYS = (
    ("J", "Next pair", ""),
    ("K", "Previous pair", ""),
    ("N", "Next undecided", "The next pair that you have not looked at."),
)
_REST = (
    ("U", "Undo", "Takes back your last change, and opens its pair. Ctrl+Z does the same."),
    ("Shift+U", "Redo", ""),
    ("H", "Help", "Shows and hides this."),
)
_NOTE = (("T", "Note", "Goes to the note below the pair; Enter comes back from it."),)
_EDIT = (("E", "Edit", "Opens the texts; Ctrl+Enter saves them, Esc leaves them as they were."),)


def draw_help(*, blind: bool) -> None:
    """Every key with what it does."""
    if blind:
        own = tuple((key, label, "") for _, label, key in PICKS)
    else:
        choices = [(one.key, one.label, one.does) for one in (*CHOICES, *ASIDE)]
        own = (*choices[: len(CHOICES)], *_EDIT, *choices[len(CHOICES) :], *_NOTE)
    rows = "".join(
        f"<tr><td><kbd>{key}</kbd></td><td>{escaped(label)}</td><td>{escaped(does)}</td></tr>"
        for key, label, does in (*own, *_WAYS, *_REST)
    )
    with st.container(border=True, key="review-keys"):
        st.html(
            f'<table class="wn-keys">{rows}</table><div class="wn-note">Keys rest while you type in a text'
            " box: press Tab or click beside it to go on. A decision opens the next undecided pair.</div>"
        )
