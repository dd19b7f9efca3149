"""What the reader of the format makes of every row, and the rows that it does not take."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from curation.jobs.proving import Proven, prove_outcome
from curation.recipe import ExportSpec
from ui.jobs import draw_job, jobs
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import plural

AT_ONCE = 2_000
"""So many rows are checked without being asked, within a blink."""
KNOWN = "proven"


@st.cache_data(max_entries=64, show_spinner=False)
def _proof(key: tuple[str, str], spec: str, _desk: Desk, _spec: ExportSpec) -> dict[str, Any]:
    return prove_outcome(_desk.outcome, _desk.applied.with_export(_spec.model_dump(mode="json"))).plain()


def remember(desk: Desk, spec: ExportSpec, told: dict[str, Any]) -> None:
    """Keep a proof that a job made."""
    st.session_state[KNOWN] = (_asked(desk, spec), told)


def draw_proof(desk: Desk, spec: ExportSpec, rows: int) -> None:
    """What the reader takes and what not; the button that finds out, where that is much work."""
    name = f"prove-{desk.dataset.id}-{spec.format}"
    done = draw_job(name)
    if done is not None:
        st.session_state[KNOWN] = (done.order["asked"], done.result)
    about, told = st.session_state.get(KNOWN, (None, None))
    if about is None or list(about) != _asked(desk, spec):
        if rows > AT_ONCE:
            running = jobs().get(name)
            st.button(
                f"Check all {plural(rows, 'row')} as the trainer would",
                key="prove",
                icon=":material/fact_check:",
                disabled=running is not None and running.state == "running",
                on_click=_start,
                args=(name, desk, spec),
            )
            return
        told = _proof(desk.cache_key, spec.model_dump_json(), desk, spec)
    _draw(desk, spec, Proven.from_plain(told))


def _asked(desk: Desk, spec: ExportSpec) -> list[str]:
    return [*desk.cache_key, spec.model_dump_json(include={"format", "options"})]


def _start(name: str, desk: Desk, spec: ExportSpec) -> None:
    recipe = desk.applied.with_export(spec.model_dump(mode="json"))
    order = {
        "work": "prove",
        "dataset": desk.dataset.id,
        "recipe": recipe.plain(),
        "asked": _asked(desk, spec),
    }
    jobs().start(name, "Checking", order)


def _draw(desk: Desk, spec: ExportSpec, proof: Proven) -> None:
    with st.container(border=True, key="proof"):
        accepted = f"{plural(proof.accepted, 'row')} accepted"
        if proof.source:
            st.markdown(f":green[:material/check_circle:] **{accepted}** as the trainer would read them")
        else:
            st.markdown(f"**{accepted}**: only people read this format")
        for number, (sentence, pairs) in enumerate(proof.problems):
            st.text(f"{sentence}.")
            show_button(
                desk,
                Selection.listed(f"{spec.format}: {sentence}", np.asarray(pairs, np.int64)),
                f"Show {rows_in_words(desk.dataset, len(pairs))}",
                key=f"proof-rows-{number}",
                type="tertiary",
            )
        for warning in proof.warnings:
            st.text(f"{warning}.")
        if proof.source:
            st.caption(f"By the rules of {proof.source}")
