"""The diverse subset: how many prompts, how well they cover the others, and the step that keeps them."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from curation.analysis.diversity import Coverage, Method, Prompts, Subset, choose, coverage_of
from curation.recipe import DiverseStep
from ui import charts
from ui.quality.figures import note, sentence
from ui.state import Desk
from ui.text import plural

METHODS: dict[Method, str] = {
    "k_center": "Rare ones too (k-center)",
    "facility_location": "Common ones (facility location)",
}
ASKED = "_subset-asked"


def draw_subset(desk: Desk) -> None:
    """A number of prompts, the curve of how well they cover all that are kept, and the step."""
    with st.container(border=True):
        st.markdown("##### A diverse subset")
        prompts = _prompts(desk.cache_key, desk)
        there = len(prompts.distinct)
        if there < 2:
            note("Fewer than two prompts are kept: there is nothing to choose from.")
            return
        note(
            f"Some of the {plural(there, 'prompt')} that are kept now, chosen by meaning, each with all its"
            " pairs; the others go."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            wanted = st.number_input(
                "Prompts to keep",
                min_value=1,
                max_value=there,
                value=max(there // 10, 1),
                key=f"subset-size-{there}",
                width=160,
            )
            method = st.selectbox(
                "Choose", list(METHODS), format_func=METHODS.__getitem__, key="subset-method", width=280
            )
            size = min(max(int(wanted or 1), 1), there)
            step = DiverseStep(size=size, method=method)
            asked = (*desk.cache_key, size, method)
            st.button("See how well it covers", key="subset-curve", on_click=_ask, args=(asked,))
            used = step in desk.recipe.steps
            st.button(
                "In the recipe" if used else f"Keep these {plural(size, 'prompt')}",
                key="subset-keep",
                disabled=used,
                on_click=_keep,
                args=(desk, step),
            )
        if st.session_state.get(ASKED) == asked:
            with st.spinner("Choosing prompts …"):
                curve = _curve(desk.cache_key, size, method, desk)
            _draw_curve(curve, size, method)


def _ask(asked: tuple[Any, ...]) -> None:
    st.session_state[ASKED] = asked


def _keep(desk: Desk, step: DiverseStep) -> None:
    desk.change(desk.session.recipe.with_step(step), f"diverse: {step.title}")


@st.cache_resource(max_entries=4, show_spinner=False)
def _prompts(key: tuple[str, str], _desk: Desk) -> Prompts:
    return Prompts.of(_desk.dataset, _desk.outcome.kept)


@st.cache_resource(max_entries=8, show_spinner=False)
def _curve(key: tuple[str, str], size: int, method: Method, _desk: Desk) -> Coverage:
    prompts = _prompts(key, _desk)
    chosen: Subset = choose(_desk.dataset, prompts, method, size=size)
    return coverage_of(prompts, chosen)


def _draw_curve(curve: Coverage, size: int, method: Method) -> None:
    """What the method goes for comes first, and is drawn: k-center's mean is often no better than chance."""
    last = curve.stops[-1]
    far = f"the farthest prompt at {last.largest:.2f} (drawn at random: {last.random_largest.mean:.2f})"
    mean = f"the mean at {last.mean:.2f} (drawn at random: {last.random_mean.mean:.2f})"
    told = (far, mean) if method == "k_center" else (mean, far)
    sentence(f"Of {plural(size, 'kept prompt')}, the nearest one leaves {told[0]}, and {told[1]}.")
    what = "largest" if method == "k_center" else "mean"
    charts.draw(
        _figure(curve, what),
        key=f"subset-coverage-{what}",
        alt=f"{what.capitalize()} distance of all prompts to the nearest kept one as more are kept, beside"
        " random choices",
    )
    st.caption(
        f"Distance is 1 − cosine, over {plural(curve.measured, 'prompt')}; the band spans {curve.seeds}"
        " random choices of the same sizes."
    )


def _figure(curve: Coverage, what: str) -> Any:
    import plotly.graph_objects as go

    sizes = [stop.size for stop in curve.stops]
    drawn = [getattr(stop, f"random_{what}") for stop in curve.stops]
    low, high = [band.low for band in drawn], [band.high for band in drawn]
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [*sizes, *sizes[::-1]],
            "y": [*high, *low[::-1]],
            "fill": "toself",
            "fillcolor": "rgba(138, 147, 163, 0.3)",
            "line": {"width": 0},
            "hoverinfo": "skip",
            "name": "at random",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": sizes,
            "y": [band.mean for band in drawn],
            "line": {"color": charts.LINE, "dash": "dot", "width": 1.5},
            "hovertemplate": "%{x:,} at random: %{y:.3f}<extra></extra>",
            "showlegend": False,
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": sizes,
            "y": [getattr(stop, what) for stop in curve.stops],
            "line": {"color": charts.FIRST, "width": 2},
            "hovertemplate": "%{x:,} chosen: %{y:.3f}<extra></extra>",
            "name": "chosen",
        },
    ]
    layout = {
        "height": 260,
        "margin": {"l": 64, "r": 16, "t": 24, "b": 44},
        "legend": charts.LEGEND,
        "xaxis": {
            "type": "log",
            "range": [-0.02, math.log10(max(sizes[-1], 2)) + 0.02],
            "title": {"text": "prompts kept"},
            "fixedrange": True,
            "tickformat": ",~r",
        },
        "yaxis": {"title": {"text": f"{what} distance"}, "rangemode": "tozero", "fixedrange": True},
        "dragmode": False,
    }
    return go.Figure(data=traces, layout=layout)
