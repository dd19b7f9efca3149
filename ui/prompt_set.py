"""A set of prompts at hand, from a lasso, a topic or a search: how many, and the pill it becomes."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis.shading import first_pairs, kept_prompts
from curation.recipe import Compare, FilterStep
from ui.browse import OPEN
from ui.pages import page_path
from ui.pair_view import draw_pair, draw_turns
from ui.state import Desk
from ui.text import plural

Prompts = NDArray[np.int64]
OPENED = "opened-prompt"
LIKE = "find-like"


@st.cache_resource(max_entries=16, show_spinner=False)
def kept_now(key: tuple[str, str], _desk: Desk) -> Any:
    """Which prompts have a pair that stays, shape (prompts,)."""
    return kept_prompts(_desk.dataset, _desk.outcome.kept)


def draw_set(desk: Desk, prompts: Prompts, words: str, *, key: str) -> None:
    """What a set holds, and two buttons that make it a filter.

    Args:
        desk: The desk.
        prompts: Positions of prompts.
        words: What they are, as the pill says after their number, e.g. ``picked on the map``.
        key: Tells the buttons of several sets apart.
    """
    here = prompts[kept_now(desk.cache_key, desk)[prompts]]
    pairs = int((desk.outcome.kept & np.isin(desk.dataset.pairs["prompt_id"].to_numpy(), here)).sum())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{plural(len(here), 'prompt')} {words}, {plural(pairs, 'kept pair')}")
        for verb, op in (("Keep only these", "in"), ("Drop these", "not in")):
            st.button(
                verb,
                key=f"{key}-{op}",
                disabled=not len(here),
                on_click=_filter,
                args=(desk, here, words, op, key),
            )


def _filter(desk: Desk, prompts: Prompts, words: str, op: Any, key: str) -> None:
    names = desk.dataset.prompts["key"].take(prompts).to_pylist()
    title = f"{'without ' if op == 'not in' else ''}{plural(len(names), 'prompt')} {words}"
    step = FilterStep(where=Compare(field="prompt.key", op=op, value=tuple(names)), name=title)
    desk.change(desk.session.recipe.with_step(step), title)
    # The set has become a pill: what it was picked with starts anew.
    st.session_state[f"{key}-turn"] = st.session_state.get(f"{key}-turn", 0) + 1


def open_prompt(prompt: int) -> None:
    """Show a prompt's pair below; the next rerun draws it."""
    st.session_state[OPENED] = prompt


def draw_opened(desk: Desk) -> None:
    """The prompt opened last, with one of its pairs."""
    prompt = st.session_state.get(OPENED, -1)
    if not 0 <= prompt < len(desk.dataset.prompts):
        return
    pair = int(first_pairs(desk.dataset, np.asarray([prompt]), desk.outcome.kept)[0])
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("**The open prompt**")
            st.button("Find prompts like this", key="find-like-this", on_click=_like, args=(prompt,))
            browse = st.button("Open in Browse", key="open-in-browse", disabled=pair < 0)
            st.button("Close", key="close-prompt", type="tertiary", on_click=open_prompt, args=(-1,))
        if browse:
            st.session_state[OPEN] = pair
            st.session_state.pop("list-page", None)
            st.switch_page(page_path("browse"))
        if pair < 0:
            draw_turns(desk.dataset.messages(prompt))
        else:
            draw_pair(desk.dataset, pair)


def _like(prompt: int) -> None:
    st.session_state[LIKE] = prompt
