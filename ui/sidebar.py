"""The sidebar of every page: data set, what is kept, filter pills, undo and redo."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from curation.recipe import ContaminationStep, DeduplicateStep, DiverseStep, LeakStep, Recipe, Step
from curation.store import DatasetInfo
from ui.filters import add_filter
from ui.linking import draw_link
from ui.notices import told
from ui.recipe.sessions import choose_session
from ui.recipe.setting_aside import VERDICTS, ask, draw_question
from ui.sharing import draw_waiting
from ui.state import DATASET, OPEN_NEXT, Desk
from ui.text import escaped, label

_LAST, _LIVE = "_dataset-open", "_sidebar-live"
Act = Callable[[], None]
# More pills than these scroll in a box of so many pixels, so that undo stays in sight.
_MOST_UNFOLDED, _FOLDED = 8, 380


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


def draw_desk(desk: Desk, *, live: bool = False) -> None:
    """The session, what is kept, by which steps, and the way back.

    Args:
        desk: The desk.
        live: Leave room for what the page itself brings up to date, see ``draw_live``.
    """
    with st.sidebar:
        choose_session(desk)
        draw_link(desk.dataset, desk.session, desk.recipe)
        count = st.container(key="kept")
        if not live:
            # Before the pills: whoever sees those sees the count that goes with them.
            _draw_count(count, desk, desk.outcome.pairs_kept)
        _draw_unfit(desk)
        many = len(desk.recipe.steps) > _MOST_UNFOLDED
        with st.container(height=_FOLDED if many else "content", border=False, key="pills"):
            for index, step in enumerate(desk.recipe.steps):
                _pill(desk, index, step, live=live)
        add_filter(desk)
        back = st.container(key="back")
        st.session_state[_LIVE] = (count, back)
        if not live:
            with back:
                _draw_back(desk, desk.undo, desk.redo)
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


def _draw_unfit(desk: Desk) -> None:
    """Each step that this data set cannot be asked, why, and the way to go on without it."""
    for at, one in enumerate(desk.unfit):
        with st.container(border=True, key=f"unfit-{at}"):
            said = "A step does not fit this data set; it is left out."
            st.html(f'<div class="wn-problem" role="alert">{said}</div>')
            st.text(f"{one.step.title}\n{one.why}")
            st.button("Switch it off", key=f"unfit-off-{at}", on_click=_switch_off, args=(desk, one.step))


def _switch_off(desk: Desk, step: Step) -> None:
    recipe: Recipe = desk.session.recipe
    if step in recipe.steps:
        off = step.model_copy(update={"enabled": False})
        with told():
            desk.change(recipe.with_step_at(recipe.steps.index(step), off), f"switched off: {step.title}")


def draw_still(desk: Desk) -> None:
    """What is kept, and the way back."""
    draw_live(desk, desk.outcome.pairs_kept, desk.undo, desk.redo)


def draw_live(desk: Desk, kept: int, undo: Act, redo: Act) -> None:
    """The same from within a page's fragment, where verdicts change it with every key.

    Args:
        desk: The desk.
        kept: How many rows are kept now.
        undo: What Undo does.
        redo: What Redo does.
    """
    count, back = st.session_state[_LIVE]
    _draw_count(count, desk, kept)
    with back:
        _draw_back(desk, undo, redo)


def _draw_count(place: DeltaGenerator, desk: Desk, kept: int) -> None:
    noun = "pairs" if desk.dataset.info.counts.pairs else "answers"
    place.html(
        f'<div class="wn-count" data-testid="wn-count"><b>{kept:,}</b> of '
        f"{desk.outcome.pairs_in:,} {noun}</div>"
    )


def _draw_back(desk: Desk, take_back: Act, do_again: Act) -> None:
    """Undo and redo, each saying what it would do."""
    undo, redo = st.columns([0.42, 0.58], gap="small")
    for place, name, shortcut, event, act, verb in (
        (undo, "Undo", "U", desk.session.undoable(), take_back, "Take back"),
        (redo, "Redo", "Shift+U", desk.session.redoable(), do_again, "Do again"),
    ):
        place.button(
            name,
            shortcut=shortcut,
            width="stretch",
            disabled=event is None,
            help=None if event is None else f"{verb}: {label(event.label, 120)}",
            on_click=_walk,
            args=(act,),
            key=name.lower(),
        )


def _walk(act: Act) -> None:
    with told():
        act()


def _pill(desk: Desk, index: int, step: Step, *, live: bool) -> None:
    # The page changes the verdicts after this is drawn: what they come to is not said.
    shown = "reviewed by hand" if live and step.kind == VERDICTS and not step.name else step.title
    with st.container(
        border=True,
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        gap=None,
        key=f"pill-{index}",
    ):
        st.html(f'<div class="wn-pill{"" if step.enabled else " off"}">{escaped(shown)}</div>')
        by_hand = step.kind == VERDICTS
        st.button(
            "×",
            key=f"drop-{index}",
            type="tertiary",
            help="Set all verdicts aside" if by_hand else "Remove this step",
            on_click=ask if by_hand else _drop,
            args=(desk, "side") if by_hand else (desk, index, step),
        )
    if by_hand:
        draw_question(desk, "side")


def _drop(desk: Desk, index: int, step: Step) -> None:
    recipe: Recipe = desk.session.recipe
    if index < len(recipe.steps) and recipe.steps[index].title == step.title:
        with told():
            desk.change(recipe.without_step(index), f"removed: {recipe.steps[index].title}")
