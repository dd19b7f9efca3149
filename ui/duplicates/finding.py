"""The neighbour graph: taken from the shelf, or the button that has it found and its progress."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict

import streamlit as st

from curation.jobs import known_neighbours
from curation.similarity import Neighbours
from ui.duplicates.settings import UNITS, Settings
from ui.jobs import draw_job, jobs
from ui.notices import told
from ui.state import Desk
from ui.text import plural


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored(dataset_id: str, settings: Settings, _desk: Desk) -> Neighbours:
    graph = known_neighbours(_desk.dataset, **asdict(settings))
    if graph is None:
        # Raised and not returned: a cache would go on saying so after they were found.
        raise LookupError
    return graph


def found_or_offer(desk: Desk, settings: Settings) -> Neighbours | None:
    """The neighbour graph; where there is none yet, the button that finds it and its progress."""
    name = _job_name(desk.dataset.id, settings)
    draw_job(name)
    with told(), suppress(LookupError):
        return _stored(desk.dataset.id, settings, desk)
    if jobs().get(name) is None:
        _draw_offer(desk, settings)
    return None


def _draw_offer(desk: Desk, settings: Settings) -> None:
    with st.container(border=True):
        st.write(
            f"{plural(len(desk.dataset.prompts), 'prompt')} to compare, once;"
            " the threshold then moves freely."
        )
        if settings.method in {"semantic", "staged"}:
            st.caption(
                "Embedding takes the time: some 50 prompts a second on two cores. It runs beside the app,"
                " can be stopped, and goes on where it was. *Exact* and *Lexical* need no model."
            )
        if settings.unit != "user":
            st.caption(f"Compared: {UNITS[settings.unit].lower()}.")
        st.button(
            "Find near-duplicates",
            type="primary",
            on_click=_start,
            args=(desk.dataset.id, settings.floor),
            key="find",
        )


def _start(dataset_id: str, floor: float) -> None:
    # Read here and not where the button was drawn: a method picked just before the click counts.
    chosen = st.session_state
    settings = Settings(chosen["method"], chosen["unit"], floor, chosen.get("search", "auto"))
    order = {"work": "neighbours", "dataset": dataset_id, **asdict(settings)}
    jobs().start(_job_name(dataset_id, settings), "Finding neighbours", order)


def _job_name(dataset_id: str, settings: Settings) -> str:
    about = (settings.method, settings.unit, f"{settings.floor:g}", settings.search)
    return f"neighbours-{dataset_id}-{'-'.join(about)}"
