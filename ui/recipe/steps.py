"""The recipe's steps as a list: what each does, and switching, naming, moving, editing and removing it."""

from __future__ import annotations

from hashlib import blake2b

import streamlit as st

from curation.errors import CurationError
from curation.recipe import FilterStep
from curation.recipe.removal import check_step
from curation.recipe.steps import AnyStep
from ui.pages import TITLES, page_path
from ui.recipe.builder import building, close_builder, draw_builder, open_builder
from ui.recipe.editing import drop_step, move_step, replace_step
from ui.recipe.funnel import Stage
from ui.recipe.setting_aside import VERDICTS, ask, draw_question
from ui.state import Desk
from ui.text import escaped

_OPEN = "_step-open"
# Where a step that is no filter is made and changed.
PAGES = {
    "deduplicate": "duplicates",
    "leak": "duplicates",
    "exclude": "duplicates",
    "contamination": "contamination",
    "check": "quality",
    "diverse": "quality",
    "verdicts": "review",
}


def draw_steps(desk: Desk, stages: list[Stage]) -> None:
    """Every step with its controls, and the builder where it belongs."""
    built = building(desk)
    if not stages:
        st.caption(
            "No step yet: all pairs are kept. Build a filter, or find duplicates, faults or leaks first."
        )
    for index, stage in enumerate(stages):
        # What reviewers decided stays last.
        last = index + 1 == len(stages) or stages[index + 1].step.kind == VERDICTS
        _draw_step(desk, index, stage, last=last)
        if built is not None and built.index == index:
            draw_builder(desk)
    if built is None:
        st.button(
            "Build a filter",
            type="primary",
            icon=":material/account_tree:",
            key="build",
            on_click=open_builder,
            args=(desk,),
        )
    elif built.index is None:
        draw_builder(desk)
    elif built.index >= len(stages):
        close_builder()


def _draw_step(desk: Desk, index: int, stage: Stage, *, last: bool) -> None:
    step = stage.step
    # What holds a value is keyed by the step's content, so that it never acts on another one after a move.
    key = f"step-{index}-{blake2b(step.model_dump_json().encode(), digest_size=6).hexdigest()}"
    unfit = "" if step.enabled else _unfit(desk, step)
    with st.container(border=True, key=f"step-{index}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.toggle(
                "On",
                value=step.enabled,
                key=f"on-{key}",
                label_visibility="collapsed",
                on_change=_switch,
                args=(desk, index, step),
                disabled=bool(unfit),
                help="Switch this step on or off",
                width="content",
            )
            st.html(_words(index, stage, unfit), width="stretch")
            for arrow, by, off, words in (
                ("↑", -1, index == 0 or step.kind == VERDICTS, "Move up"),
                ("↓", 1, last or step.kind == VERDICTS, "Move down"),
            ):
                st.button(
                    arrow,
                    type="tertiary",
                    key=f"move{by}-{index}",
                    disabled=off,
                    help=words,
                    on_click=move_step,
                    args=(desk, index, step, by),
                )
            st.button(
                "Edit",
                type="tertiary",
                key=f"edit-{index}",
                help="Name, comment and settings",
                on_click=_open,
                args=(desk, index),
            )
            st.button(
                "Remove",
                type="tertiary",
                key=f"delete-{index}",
                help="Remove this step; Undo brings it back",
                on_click=ask if step.kind == VERDICTS else drop_step,
                args=(desk, "page") if step.kind == VERDICTS else (desk, index, step),
            )
        if step.kind == VERDICTS:
            draw_question(desk, "page")
        if st.session_state.get(_OPEN) == (desk.dataset.id, index):
            _draw_words(desk, index, step, key)


def _unfit(desk: Desk, step: AnyStep) -> str:
    """Why a step cannot be switched on here; empty where it can."""
    try:
        check_step(desk.dataset, step)
    except CurationError as error:
        return error.sentences[0]
    return ""


def _words(index: int, stage: Stage, unfit: str) -> str:
    step = stage.step
    off = "" if step.enabled else " off"
    lines = [f'<div class="wn-step-title{off}"><span>{index + 1}.</span> {escaped(step.title)}</div>']
    if step.name:
        own = step.model_copy(update={"name": None}).title
        lines.append(f'<div class="wn-note">{escaped(own)}</div>')
    if step.note:
        lines.append(f'<div class="wn-note wn-remark">{escaped(step.note)}</div>')
    if not step.enabled:
        told = f"Off: {unfit}" if unfit else "Off: removes nothing."
    elif stage.unfit:
        told = f"Left out, for it does not fit: {stage.unfit}"
    elif stage.waiting:
        told = "Waits for what it compares; left out so far."
    else:
        told = f"hits {stage.hit:,} · removes {stage.removed:,} · {stage.left:,} left"
    lines.append(f'<div class="wn-note wn-figures">{escaped(told)}</div>')
    return "".join(lines)


def _switch(desk: Desk, index: int, step: AnyStep) -> None:
    way = "off" if step.enabled else "on"
    replace_step(desk, index, step, f"switched {way}: {step.title}", enabled=not step.enabled)


def _open(desk: Desk, index: int) -> None:
    """Unfold a step, or fold it again; a filter opens in the builder."""
    here = (desk.dataset.id, index)
    if st.session_state.get(_OPEN) == here:
        st.session_state.pop(_OPEN)
        close_builder()
        return
    st.session_state[_OPEN] = here
    close_builder()
    if isinstance(desk.recipe.steps[index], FilterStep):
        open_builder(desk, index)


def _draw_words(desk: Desk, index: int, step: AnyStep, key: str) -> None:
    """Name and comment, and where the settings are."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, name in (("Name", "name"), ("Comment", "note")):
            st.text_input(
                label,
                value=getattr(step, name) or "",
                key=f"{name}-{key}",
                placeholder=step.model_copy(update={"name": None}).title[:80]
                if name == "name"
                else "why it is here",
                on_change=_write,
                args=(desk, index, step, name, f"{name}-{key}"),
            )
    if isinstance(step, FilterStep):
        return
    page = PAGES.get(step.kind)
    if page in TITLES:
        st.page_link(
            page_path(page), label=f"Its settings are on the page {TITLES[page][0]}", icon=":material/tune:"
        )
    else:
        st.caption(f"Settings of a step “{step.kind}” are changed in the YAML below.")


def _write(desk: Desk, index: int, step: AnyStep, name: str, key: str) -> None:
    given = st.session_state[key].strip() or None
    verb = "renamed" if name == "name" else "commented"
    changed = given if name == "name" and given else step.title
    replace_step(desk, index, step, f"{verb}: {changed}", **{name: given})
