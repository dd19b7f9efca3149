"""The sidebar of every page: data set, what is kept, filter pills, undo and redo."""

from __future__ import annotations

import streamlit as st

from curation.recipe import ContaminationStep, DeduplicateStep, DiverseStep, LeakStep, Recipe
from curation.store import DatasetInfo
from ui.filters import add_filter
from ui.sharing import draw_waiting
from ui.state import DATASET, OPEN_NEXT, Desk
from ui.text import escaped

_LAST = "_dataset-open"


def choose_dataset(known: list[DatasetInfo]) -> str | None:
    """The data set chosen in the sidebar, which the URL carries; the newest one at first."""
    if not known:
        st.sidebar.caption("No data set yet.")
        return None
    names = {info.id: info.name for info in known}
    # A load that ended in a page's body names its data set here, before the widget exists again.
    if (opened := st.session_state.pop(OPEN_NEXT, None)) in names:
        st.session_state[DATASET] = opened
    elif st.session_state.get(DATASET) not in names:
        # A switch to another page from a page's body forgets what the widget held, and empties the link.
        last = st.session_state.get(_LAST)
        st.session_state[DATASET] = last if last in names else _from_url(names)
    # Two loads of one file may share a name; then the id tells them apart.
    shown = {id_: name if list(names.values()).count(name) == 1 else id_ for id_, name in names.items()}
    chosen: str = st.sidebar.selectbox("Data set", list(names), format_func=shown.__getitem__, key=DATASET)
    st.session_state[_LAST] = chosen
    # Not bound to the widget: that would leave the newest one, today's default, out of the link.
    if st.query_params.get(DATASET) != chosen:
        st.query_params[DATASET] = chosen
    return chosen


def _from_url(names: dict[str, str]) -> str:
    """The data set a link names, by id or by name; the newest if it names none."""
    wanted = st.query_params.get(DATASET)
    if wanted is None or wanted in names:
        return wanted or next(iter(names))
    named = [id_ for id_, name in names.items() if name == wanted]
    if not named:
        st.sidebar.warning("The link's data set is not on this machine; the newest one is shown.", icon="⚠️")
    return (named or list(names))[0]


def draw_desk(desk: Desk) -> None:
    """What is kept, by which steps, and the way back."""
    outcome = desk.outcome
    with st.sidebar:
        noun = "pairs" if desk.dataset.info.counts.pairs else "answers"
        st.html(
            f'<div class="wn-count" data-testid="wn-count"><b>{outcome.pairs_kept:,}</b> of '
            f"{outcome.pairs_in:,} {noun}</div>"
        )
        for index, step in enumerate(desk.recipe.steps):
            _pill(desk, index, step.title, enabled=step.enabled)
        add_filter(desk)
        undo, redo = st.columns(2)
        undo.button(
            "Undo",
            shortcut="Ctrl+Z",
            width="stretch",
            disabled=not desk.session.can_undo,
            on_click=desk.undo,
            key="undo",
        )
        redo.button(
            "Redo",
            shortcut="Ctrl+Y",
            width="stretch",
            disabled=not desk.session.can_redo,
            on_click=desk.redo,
            key="redo",
        )
        if any(isinstance(step, ContaminationStep) for step in desk.waiting):
            st.warning(
                "A contamination step waits: its benchmarks were not searched for on this machine, or have"
                " changed. Open Contamination and look for them again.",
                icon="⏳",
            )
        if any(isinstance(step, DiverseStep) for step in desk.waiting):
            st.warning(
                "A diverse subset waits for embeddings: open Quality, Prompts, and make them.", icon="⏳"
            )
        draw_waiting(desk)
        if any(isinstance(step, DeduplicateStep | LeakStep) for step in desk.waiting):
            st.warning(
                "A duplicates step waits for its neighbours: open Duplicates and press Find.", icon="⏳"
            )


def _pill(desk: Desk, index: int, title: str, *, enabled: bool) -> None:
    with st.container(
        border=True,
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap=None,
        key=f"pill-{index}",
    ):
        st.html(f'<div class="wn-pill{"" if enabled else " off"}">{escaped(title)}</div>')
        st.button(
            "×",
            key=f"drop-{index}",
            type="tertiary",
            help="Remove this step",
            on_click=_drop,
            args=(desk, index, title),
        )


def _drop(desk: Desk, index: int, title: str) -> None:
    recipe: Recipe = desk.session.recipe
    if index < len(recipe.steps) and recipe.steps[index].title == title:
        desk.change(recipe.without_step(index), f"removed: {title}")
