"""What is compared, by which stages, and which prompt of a group stays."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from curation.jobs import FLOOR
from curation.recipe import DeduplicateStep
from curation.recipe.deduplication import floor_for
from curation.similarity import EXACT_UP_TO, POLICIES

UNITS = {
    "user": "All user turns",
    "last_user": "The last user turn",
    "system_user": "System and user turns",
    "answers": "The best answers",
}
UNITS_EXPLAINED = {
    "user": "The same question under another system turn is a duplicate.",
    "last_user": "Whatever was said before it.",
    "system_user": "Another system turn is another ask.",
    "answers": "Prompts are near where the answers chosen for them are near copies, whatever they ask.",
}
METHODS = {
    "staged": "All three",
    "exact": "Exact",
    "lexical": "Lexical",
    "semantic": "Semantic",
}
METHODS_EXPLAINED = {
    "staged": "Equal texts, then shared character 3-grams (typos), then sentence embeddings (meaning).",
    "exact": "Equal after folding Unicode form, letter case, punctuation and white space.",
    "lexical": "Character 3-grams in common (Jaccard): typos and small edits. No model needed.",
    "semantic": "Cosine of sentence embeddings: the same meaning in other words.",
}
KEEP = {policy.name: policy.title for policy in POLICIES}
SEARCHES = {"auto": "Automatic", "exact": "Exact", "fast": "Fast"}
WIDGETS = ("unit", "method", "keep", "grouping", "lookalikes", "threshold", "search", "seed")
SEEN = "_duplicates-seen"


@dataclass(frozen=True)
class Settings:
    """What decides which prompts are near: one neighbour graph each."""

    method: str
    unit: str
    floor: float
    search: str = "auto"


def follow(dataset_id: str, step: DeduplicateStep | None) -> None:
    """Set the widgets to the recipe's step when it is first seen, and when it was changed elsewhere."""
    stands = None if step is None else {name: getattr(step, name) for name in WIDGETS}
    if stands is not None and st.session_state.get(SEEN) != (dataset_id, stands):
        st.session_state.update(stands)
    st.session_state[SEEN] = (dataset_id, stands)


def draw_settings(step: DeduplicateStep | None) -> Settings:
    """The widgets above the threshold.

    Args:
        step: The recipe's own, whose threshold may lie below the usual floor.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.selectbox(
            "What is compared",
            list(UNITS),
            format_func=UNITS.__getitem__,
            key="unit",
            width=210,
            persist_state="session",
        )
        method = st.segmented_control(
            "Compare by",
            list(METHODS),
            format_func=METHODS.__getitem__,
            default="staged",
            required=True,
            key="method",
            persist_state="session",
        )
        keep = st.selectbox(
            "Of each group keep",
            list(KEEP),
            format_func=KEEP.__getitem__,
            key="keep",
            width=260,
            persist_state="session",
        )
        with st.popover("More"):
            _draw_more(keep)
    st.caption(f"{UNITS_EXPLAINED[unit]} {METHODS_EXPLAINED[str(method)]}")
    floor = FLOOR if step is None else min(FLOOR, floor_for(step.threshold))
    return Settings(str(method), unit, floor, st.session_state.get("search", "auto"))


def _draw_more(keep: str) -> None:
    st.segmented_control(
        "Groups",
        ["leader", "connected"],
        default="leader",
        required=True,
        key="grouping",
        persist_state="session",
        help="leader: every member is near the kept one. connected: chains count too.",
    )
    st.toggle(
        "Merge look-alikes too",
        key="lookalikes",
        persist_state="session",
        help="They differ in a number, a negation, a name, code or a language.",
    )
    st.segmented_control(
        "Search",
        list(SEARCHES),
        format_func=SEARCHES.__getitem__,
        default="auto",
        required=True,
        key="search",
        persist_state="session",
        help="Exact loses no pair, but its time grows with the square of the prompts. Fast may lose a few and"
        f" measures how many. Automatic is exact up to {EXACT_UP_TO:,} prompts.",
    )
    st.number_input("Seed", 0, 2**31, 0, key="seed", persist_state="session", disabled=keep != "random")


def chosen_step(step: DeduplicateStep | None) -> DeduplicateStep:
    """The step as the widgets stand, also where one moved just before a click.

    Args:
        step: The recipe's own, whose decisions, name and model go on.
    """
    chosen = st.session_state
    settings = {name: chosen[name] for name in WIDGETS if name in chosen}
    if settings.get("method") == "exact":
        settings["threshold"] = 1.0
    stands = {} if step is None else step.model_dump()
    return DeduplicateStep.model_validate(stands | settings | {"enabled": True})
