"""The texts that were compared, as HTML: badges, one text, and two with what differs marked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from curation.similarity import unit_texts
from ui.diff import inline_diff, word_diff
from ui.duplicates.trial import Trial
from ui.state import Desk
from ui.text import escaped

# Above this many characters the stretches that two texts share are shortened.
LONG = 900


@st.cache_resource(max_entries=8, show_spinner=False)
def _texts(dataset_id: str, unit: str, _desk: Desk) -> list[str]:
    return unit_texts(_desk.dataset, unit)


def text_of(trial: Trial, prompt: int) -> str:
    """What of a prompt was compared."""
    if trial.step.unit == "user":
        text: str = trial.desk.dataset.prompts["text"][prompt].as_py()
        return text
    return _texts(trial.desk.dataset.id, trial.step.unit, trial.desk)[prompt]


def badges(*facts: Any) -> str:
    """Short facts in a row; empty ones are left out."""
    return "".join(f'<span class="wn-badge">{escaped(str(fact))}</span>' for fact in facts if fact)


def boxed(html: str) -> str:
    """Escaped text in a box that scrolls."""
    return f'<div class="wn-text wn-scroll wn-short wn-compared" tabindex="0">{html or "<i>empty</i>"}</div>'


def whole(text: str) -> str:
    """One text."""
    return boxed(escaped(text))


def beside(text: str, kept: str) -> str:
    """A text with what only it holds underlined and what only the kept one holds struck."""
    return boxed(inline_diff(text, kept, only_differences=len(text) + len(kept) > LONG)[0])


def both(one: str, other: str) -> str:
    """Two texts below each other, what differs marked in both."""
    left, right, _ = word_diff(one, other, only_differences=len(one) + len(other) > LONG)
    return boxed(left) + boxed(right)
