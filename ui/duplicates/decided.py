"""The curator's decisions, each with its texts and the way back."""

from __future__ import annotations

from functools import partial

import pyarrow.compute as pc
import streamlit as st

from ui.duplicates import decisions
from ui.duplicates.texts import badges, both, text_of, whole
from ui.duplicates.trial import Trial, decide, step_in
from ui.text import plural

A_PAGE = 10
KINDS = {"apart": "not duplicates", "together": "merged", "stay": "stays"}


def draw_decisions(trial: Trial) -> None:
    """Every decision of the step, the latest of each kind first."""
    step = step_in(trial.desk.recipe)
    if step is None or not decisions.count(step):
        st.write("None yet. Say so beside a pair or a group; it is kept in the step and can be undone.")
        return
    unknown = trial.compared.decisions.unknown
    if unknown:
        st.caption(
            f"{plural(unknown, 'decision')} about prompts that this data set does not hold: passed over."
        )
    made: list[tuple[str, tuple[str, ...]]] = [("apart", pair) for pair in reversed(step.apart)]
    made += [("together", pair) for pair in reversed(step.together)]
    made += [("stay", (key,)) for key in reversed(step.stay)]
    pages = -(-len(made) // A_PAGE)
    number = min(st.session_state.get("decisions-page", 1), pages)
    for kind, keys in made[(number - 1) * A_PAGE : number * A_PAGE]:
        _draw_decision(trial, kind, keys)
    if pages > 1:
        st.pagination(pages, key="decisions-page")


def _draw_decision(trial: Trial, kind: str, keys: tuple[str, ...]) -> None:
    texts = [_told(trial, key) for key in dict.fromkeys(keys)]
    with st.container(border=True):
        shown = both(*texts) if len(texts) > 1 else whole(texts[0])
        st.html(badges(KINDS[kind]) + shown)
        st.button(
            "Take back",
            key=f"back-{kind}-{'-'.join(keys)}",
            on_click=decide,
            args=(
                trial.desk,
                partial(decisions.taken_back, kind=kind, keys=keys),
                f"taken back: {KINDS[kind]} {' and '.join(key[:8] for key in keys)}",
            ),
        )


def _told(trial: Trial, key: str) -> str:
    prompt = pc.index(trial.desk.dataset.prompts["key"], key).as_py()
    return f"{key}: not in this data set" if prompt < 0 else text_of(trial, prompt)
