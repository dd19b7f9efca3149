"""Groups of duplicates: how large they are, and the list of them, one open at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import streamlit as st

from curation.similarity import Groups
from ui import charts
from ui.duplicates.figures import group_sizes
from ui.duplicates.members import draw_members
from ui.duplicates.texts import badges, text_of
from ui.duplicates.trial import Trial
from ui.text import escaped, plural, shortened

A_PAGE = 8
OPEN = "open-group"
ORDERS = {"biggest": "Biggest first", "weakest": "Weakest first"}


def draw_groups(trial: Trial) -> None:
    """The groups at the threshold."""
    groups = trial.groups
    if not groups.groups:
        st.write("No group at this threshold: no prompt is a duplicate of another.")
        return
    left, right = st.columns([0.55, 0.45], gap="large")
    with right:
        charts.draw(
            group_sizes(groups.sizes()), key="group-sizes", alt="Groups by the number of their prompts"
        )
    with left:
        st.caption(
            "The one that stays is marked *kept*. Every other prompt of a group goes, with its pairs, as a"
            " duplicate of that one."
        )
        order = st.segmented_control(
            "Order",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            default="biggest",
            required=True,
            key="groups-order",
            label_visibility="collapsed",
        )
    kept = ordered(groups, str(order))
    pages = -(-len(kept) // A_PAGE)
    number = min(st.session_state.get("groups-page", 1), pages)
    opened = _opened(trial)
    for leader in kept[(number - 1) * A_PAGE : number * A_PAGE].tolist():
        _draw_group(trial, leader, opened=leader == opened)
    if pages > 1:
        st.pagination(pages, key="groups-page")


def ordered(groups: Groups, order: str) -> npt.NDArray[np.int32]:
    """The kept prompts, those of the biggest groups first, or of the most doubtful."""
    if order == "weakest":
        near = np.nan_to_num(groups.similarity, nan=groups.neighbours.floor)
        weakest = np.ones(groups.groups, np.float32)
        np.minimum.at(weakest, np.searchsorted(groups.kept, groups.keepers), near)
        return groups.kept[np.lexsort((groups.kept, weakest))]
    return groups.kept[np.lexsort((groups.kept, -groups.sizes()))]


def _opened(trial: Trial) -> int | None:
    """The kept prompt of the open group, also after another of its prompts is kept instead."""
    key = st.session_state.get(OPEN)
    if key is None:
        return None
    prompt: int = pc.index(trial.desk.dataset.prompts["key"], key).as_py()
    return trial.groups.kept_of(prompt) if prompt >= 0 else None


def _draw_group(trial: Trial, leader: int, *, opened: bool) -> None:
    groups = trial.groups
    members = groups.members_of(leader)
    weakest, floor = groups.weakest_of(leader), groups.neighbours.floor
    lowest = f"below {floor:.2f}" if groups.chained_of(leader) and weakest <= floor else f"{weakest:.2f}"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            facts = badges(f"{len(members):,} prompts", f"weakest {lowest}")
            text = "" if opened else escaped(shortened(text_of(trial, leader), 200))
            st.html(f'{facts}<div class="wn-text">{text}</div>')
            st.button(
                "Close group" if opened else "Open group",
                key=f"group-{leader}",
                on_click=_open,
                args=(None if opened else trial.key_of(leader),),
            )
        if not opened:
            return
        chained = groups.chained_of(leader)
        if chained:
            st.warning(
                f"{plural(chained, 'prompt')} of this group joined by a chain: the weakest similarity to the"
                f" kept one is {lowest}.",
                icon="⚠️",
            )
        draw_members(trial, leader, members)


def _open(key: str | None) -> None:
    st.session_state[OPEN] = key
    st.session_state.pop("members-more", None)
