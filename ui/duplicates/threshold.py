"""The threshold: a slider, a wanted number of prompts instead, and what each stop of it would do."""

from __future__ import annotations

import numpy as np
import streamlit as st

from curation.recipe import DeduplicateStep
from curation.similarity import Curve, Neighbours, Target
from ui import charts
from ui.duplicates.figures import Bars, bars_of, landscape
from ui.duplicates.line import draw_line
from ui.duplicates.settings import Settings
from ui.duplicates.trial import Trial
from ui.state import Desk

AIMED = "_duplicates-aimed"
WAYS = {"kept": "prompts", "share": "% of them"}
STEP = 0.01


def draw_slider(settings: Settings, neighbours: Neighbours) -> None:
    """The slider; its value is read from the session, where a target may have set it."""
    if settings.method == "exact":
        return
    stands = float(st.session_state.get("threshold", 0.9))
    inside = min(max(stands, neighbours.floor), 1.0)
    # Only where it must be: a value set here overrules keys pressed meanwhile.
    if inside != stands:
        st.session_state["threshold"] = inside
    measure = "Jaccard of 3-grams" if settings.method == "lexical" else "Cosine"
    staged = " What the exact and lexical stages found counts at any threshold."
    st.slider(
        "Threshold",
        neighbours.floor,
        1.0,
        max(0.9, neighbours.floor),
        STEP,
        key="threshold",
        format="%.2f" if round(inside, 2) == inside else "%.4f",
        persist_state="session",
        help=f"{measure}; pairs of prompts at or above it are near."
        + (staged if settings.method == "staged" else ""),
    )


def draw_target(desk: Desk, trial: Trial) -> None:
    """A number of prompts to leave, which sets the threshold; and what came of it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            "… or leave this many",
            min_value=0.0,
            value=None,
            step=1.0,
            format="%.10g",
            placeholder=f"of {int(trial.compared.there.sum()):,}",
            key="target",
            width=150,
            on_change=_aim,
            args=(desk, trial),
        )
        st.segmented_control(
            "of",
            list(WAYS),
            format_func=WAYS.__getitem__,
            default="kept",
            required=True,
            key="target-way",
            label_visibility="collapsed",
            on_change=_aim,
            args=(desk, trial),
        )
    aimed: Target | None = st.session_state.get(AIMED)
    if aimed is not None and aimed.threshold == st.session_state.get("threshold"):
        st.caption(_told(aimed, trial.compared.there.sum()))


def _aim(desk: Desk, trial: Trial) -> None:
    """Set the threshold to what leaves the wanted number."""
    wanted = st.session_state["target"]
    if wanted is None:
        return
    if st.session_state["target-way"] == "share":
        target = trial.compared.target(share=min(wanted, 100) / 100)
    else:
        target = trial.compared.target(kept=int(wanted))
    st.session_state["threshold"] = target.threshold
    st.session_state[AIMED] = target


def _told(aimed: Target, living: int) -> str:
    left = f"{aimed.threshold:g} leaves {aimed.kept:,} of {living:,}"
    if aimed.exact:
        return f"{left}, as wanted."
    if aimed.within_reach:
        return f"{left}; no threshold comes nearer to {aimed.wanted:,}."
    return f"{left}. {aimed.wanted:,} is out of reach: thresholds leave {aimed.fewest:,} to {aimed.most:,}."


@st.cache_data(max_entries=64, show_spinner=False)
def _curve(key: tuple[str, str, str], _trial: Trial, floor: float) -> Curve:
    stops = np.append(np.arange(round(floor * 100), 100) / 100, 1.0)
    return _trial.compared.curve(stops.tolist())


@st.cache_data(max_entries=16, show_spinner=False)
def _bars(key: tuple[object, ...], _neighbours: Neighbours) -> Bars:
    return bars_of(_neighbours)


def draw_landscape(trial: Trial) -> None:
    """Similarities, and the counts along the slider; neither is computed again when it moves."""
    settings: DeduplicateStep = trial.step.model_copy(update={"threshold": 0.9})
    key = (trial.desk.dataset.id, trial.before.hash, settings.model_dump_json())
    graph, step = trial.neighbours, trial.step
    bars = _bars((trial.desk.dataset.id, step.method, step.unit, graph.floor, graph.model), graph)
    curve = _curve(key, trial, graph.floor)
    with st.container(key="landscape"):
        charts.draw(
            landscape(bars, graph.floor, curve),
            key="similarities",
            alt="Above: near pairs of prompts by similarity, duplicates and look-alikes apart. "
            "Below: prompts that go and groups at each threshold. A line marks the threshold.",
        )
        draw_line(step.threshold, graph.floor, curve)
