"""The bar below a pair: what can be done with it, by mouse and by key, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from curation.recipe import Decision
from curation.review.audit import Pick, shows_rejected_first
from ui.review import acting
from ui.review.round import Round
from ui.text import escaped


@dataclass(frozen=True)
class Choice:
    """One decision: its button, key and words for the help."""

    decision: Decision
    label: str
    key: str
    does: str
    sides: bool = False


CHOICES = (
    Choice("keep", "Keep", "1", "The pair is good as it is."),
    Choice("drop", "Drop", "2", "The pair goes."),
    Choice("swap", "Swap", "3", "The rejected answer is the better one: the sides change places.", True),
    Choice("tie", "Tie", "4", "Neither answer is better: the pair goes, as a tie.", True),
)
ASIDE = (
    Choice("flag", "Flag", "F", "Undecided; to come back to, under the queue Flagged."),
    Choice("skip", "Skip", "S", "Undecided; not asked again in this queue."),
)
PICKS: tuple[tuple[Pick, str, str], ...] = (
    ("a", "A is better", "1"),
    ("b", "B is better", "2"),
    ("tie", "Tie, or cannot say", "3"),
    ("skip", "Skip", "S"),
)


def draw_bar(found: Round, *, whole: bool) -> None:
    """The decisions; ``whole`` pairs have both answers."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review-bar"):
        if found.blind:
            _draw_blind(found)
        else:
            _draw_open(found, whole=whole)
        st.button(
            "Help",
            shortcut="H",
            key="review-help",
            type="tertiary",
            on_click=acting.toggle,
            args=(found, "helping"),
        )
        _draw_said(found)


def _draw_open(found: Round, *, whole: bool) -> None:
    for choice in CHOICES:
        _draw_choice(found, choice, off=choice.sides and not whole)
    st.button(
        "Edit",
        shortcut="E",
        key=f"decide-edit-{found.visit}",
        on_click=acting.toggle,
        args=(found, "editing"),
        type="primary" if _chose(found, "edit") else "secondary",
    )
    for choice in ASIDE:
        _draw_choice(found, choice)


def _chose(found: Round, decision: Decision) -> bool:
    own = found.mine(found.key)
    return own is not None and own.verdict.decision == decision


def _draw_choice(found: Round, choice: Choice, *, off: bool = False) -> None:
    # The key holds the visit: a second press of it is about the pair that was shown, and counts once.
    st.button(
        choice.label,
        shortcut=choice.key,
        key=f"decide-{choice.decision}-{found.visit}",
        disabled=off,
        on_click=acting.decide,
        args=(found, found.key, found.visit, choice.decision),
        type="primary" if _chose(found, choice.decision) else "secondary",
    )


def _draw_blind(found: Round) -> None:
    turned = shows_rejected_first(found.key, found.seed or 0)
    means: dict[Pick, Decision] = {
        "a": "swap" if turned else "keep",
        "b": "keep" if turned else "swap",
        "tie": "tie",
        "skip": "skip",
    }
    for picked, label, key in PICKS:
        st.button(
            label,
            shortcut=key,
            key=f"decide-{picked}-{found.visit}",
            type="primary" if _chose(found, means[picked]) else "secondary",
            on_click=acting.pick,
            args=(found, found.key, found.visit, picked),
        )


def _draw_said(found: Round) -> None:
    """What was done last, or why it was not."""
    if found.problem:
        said = f'<div class="wn-problem" role="alert">{escaped(found.problem)}</div>'
    else:
        told = found.said or "Nothing decided yet in this visit."
        said = f'<div class="wn-note" role="status" data-testid="wn-said">{escaped(told)}</div>'
    # Told last of all: whose buttons these are.
    st.html(f'<div class="wn-bar-of" data-pair="{found.key}">{said}</div>', width="content")
    st.button(
        "Undo",
        key="review-undo",
        type="tertiary",
        icon=":material/undo:",
        on_click=acting.undo,
        args=(found,),
    )
