"""Editing a pair's texts: each with what it was beside it, and what changed marked."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from curation.recipe import Decision, Edit, Given
from curation.store import Dataset
from ui.diff import inline_diff
from ui.review import acting
from ui.review.reading import SIDES, row_of
from ui.review.round import Round
from ui.text import escaped

MOST_CHARS = 200_000


@dataclass(frozen=True)
class Original:
    """One text of a pair as the data set has it, and as this reviewer last left it."""

    name: str
    title: str
    text: str
    left: str


def originals(dataset: Dataset, pair_id: int, own: Given | None) -> list[Original]:
    """The texts of a pair that can be edited: the prompt's last user turn and both answers.

    Where the reviewer swapped the sides, the answers are those of after the swap.
    """
    row = row_of(dataset, pair_id)
    edit = own.verdict.edit if own is not None else None
    users = [turn.content for turn in dataset.messages(row["prompt_id"]) if turn.role == "user"]
    found = [("prompt", "Prompt, last user turn", users[-1] if users else None)]
    sides = SIDES[::-1] if swapped(own) else SIDES
    for name, side in zip(SIDES, sides, strict=True):
        response = row[f"{side}_id"]
        # Turns that only one side has are no part of its answer's text.
        found.append((name, name.title(), None if response is None else dataset.text(response)))
    return [
        Original(name, title, text, (getattr(edit, name) if edit else None) or text)
        for name, title, text in found
        if text is not None
    ]


def swapped(own: Given | None) -> bool:
    """Whether the reviewer turned the sides round."""
    return own is not None and own.verdict.decision == "swap"


def draw_editor(dataset: Dataset, found: Round) -> None:
    """The texts, each beside its original."""
    own = found.mine(found.key)
    texts = originals(dataset, found.pair_id, own)
    if swapped(own):
        st.caption("The sides are swapped, as you decided; the texts are those of after the swap.")
    for one in texts:
        key = f"text-{one.name}-{found.visit}"
        lines = max(one.text.count("\n") + len(one.text) // 60, 3)
        height = min(90 + 22 * lines, 360)
        left, right = st.columns(2, gap="medium")
        with left:
            st.session_state.setdefault(key, one.left)
            st.text_area(one.title, key=key, height=height, max_chars=MOST_CHARS)
        with right:
            now = st.session_state[key] or ""
            # Of a long text what changed is to be seen without a search for it.
            marked, compared = inline_diff(now, one.text, only_differences=now != one.text)
            shown = marked if compared else escaped(one.text)
            head = "Against the original" if now != one.text else "The original"
            st.html(
                f'<div class="wn-title">{head}</div>'
                f'<div class="wn-text wn-original" tabindex="0" style="max-height:{height}px">{shown}</div>'
            )
    with st.container(horizontal=True, vertical_alignment="center", key="review-bar"):
        st.button(
            "Save the edit",
            type="primary",
            shortcut="Ctrl+Enter",
            key=f"save-{found.visit}",
            on_click=_save,
            args=(dataset, found, found.key, found.visit),
        )
        st.button(
            "Cancel", shortcut="Esc", key="edit-cancel", on_click=acting.toggle, args=(found, "editing")
        )
        if found.problem:
            st.html(f'<div class="wn-problem" role="alert">{escaped(found.problem)}</div>', width="content")


def _save(dataset: Dataset, found: Round, key: str, visit: int) -> None:
    # Read here and not where the button was drawn: words typed just before the press count.
    own = found.mine(key)
    changed = {
        one.name: now
        for one in originals(dataset, found.row_of(key), own)
        if (now := st.session_state.get(f"text-{one.name}-{visit}", one.text)) != one.text
    }
    if not changed:
        found.problem = "Nothing is changed: these are the original texts."
        return
    decision: Decision = "swap" if swapped(own) else "edit"
    acting.decide(found, key, visit, decision, Edit(**changed))
