"""Plotly figures from aggregates, and what a brush on one means. Rows never reach the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from curation.analysis.distributions import Histogram
from ui.text import escaped

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMES = {"chars": "characters", "words": "words"}
# Mid tones that read on a light and on a dark ground; the pattern tells the sides apart without colour.
FIRST, SECOND = "#4a7fe0", "#e08a3c"
LINE = "#8a93a3"
SECONDS = {"rejected", "look-alikes"}
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
# Fixed room for titles: margins that plotly fits to the labels lay every chart out twice.
FIXED = {"l": 64, "r": 8, "t": 8, "b": 28, "autoexpand": False}
LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "traceorder": "normal"}


def marker(label: str) -> dict[str, Any]:
    """Colour and pattern of a series' bars."""
    if label in SECONDS:
        pattern = {"shape": "/", "size": 6, "solidity": 0.35, "fgcolor": SECOND, "fillmode": "overlay"}
        return {"color": "rgba(224, 138, 60, 0.35)", "pattern": pattern, "line": {"width": 0}}
    return {"color": FIRST, "line": {"width": 0}}


def readable(name: str) -> str:
    """A measure's name for a title."""
    return NAMES.get(name, name)


def draw_legend(labels: Iterable[str]) -> None:
    """One legend for many charts: plotly's own, in each of them, is a quarter of the time to draw it."""
    entries = [
        f'<span class="wn-swatch {"wn-second" if label in SECONDS else ""}"></span>{escaped(label)}'
        for label in labels
    ]
    st.html(f'<div class="wn-legend">{" ".join(entries)}</div>')


def histogram_figure(histogram: Histogram, y_title: str, *, zero_line: bool = False) -> go.Figure:
    """Bars of each series over shared bins; sides differ in pattern as well as colour.

    What is on the x axis stands in the chart's heading, what the series are in `draw_legend`.
    """
    import plotly.graph_objects as go

    centres, whole = histogram.centres, histogram.whole
    bars = [
        {
            "type": "bar",
            "x": centres.tolist(),
            "y": counts.tolist(),
            "name": label,
            "marker": marker(label),
            "opacity": 1 if whole else 0.75,
            "hovertemplate": "%{x:.4g}: %{y:,}<extra>" + label + "</extra>",
        }
        for label, counts in histogram.series.items()
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "barmode": "group" if whole else "overlay",
        "bargap": 0.15 if whole else 0.02,
        "height": 230,
        "margin": FIXED,
        "xaxis": {
            "automargin": False,
            "fixedrange": False,
            "dtick": 1 if whole and len(centres) <= 12 else None,
        },
        "yaxis": {"title": {"text": y_title}, "automargin": False, "fixedrange": True},
        "showlegend": False,
        "dragmode": "select",
        "selectdirection": "h",
        "shapes": [zero | {"line": {"dash": "dot", "width": 1, "color": LINE}}] if zero_line else [],
    }
    # Built in one go: plotly's add_ and update_ methods take ten times as long, on every rerun.
    return go.Figure(data=bars, layout=layout)


def heat_map(names: tuple[str, ...], matrix: Any) -> go.Figure:
    """A correlation matrix, every cell with its figure."""
    import plotly.graph_objects as go

    labels = [readable(name) for name in names]
    rounded = np.round(np.asarray(matrix, dtype=float), 2)
    cells = {
        "type": "heatmap",
        "z": rounded.tolist(),
        "x": labels,
        "y": labels,
        "zmin": -1,
        "zmax": 1,
        "colorscale": "RdBu",
        "reversescale": True,
        "text": rounded.tolist(),
        "texttemplate": "%{text:.2f}",
        "hovertemplate": "%{y} × %{x}: %{z:.3f}<extra></extra>",
        "colorbar": {"title": {"text": "r"}, "thickness": 12},
    }
    layout = {"height": 90 + 42 * len(labels), "margin": MARGIN, "yaxis": {"autorange": "reversed"}}
    return go.Figure(data=[cells], layout=layout)


def draw(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure that is only looked at."""
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


def draw_brushable(figure: go.Figure, *, key: str, alt: str) -> tuple[float, float] | None:
    """Draw a histogram that can be brushed; the range brushed in this run, or None.

    A selection is an event: after it the chart gets a new key, so that it starts unselected and
    the range lives on as a filter only.
    """
    turn = st.session_state.get(f"brush-{key}", 0)
    event = st.plotly_chart(
        figure,
        key=f"{key}-{turn}",
        alt=alt,
        on_select="rerun",
        selection_mode="box",
        config={"displayModeBar": False},
    )
    boxes = event["selection"].get("box") or []
    if not boxes or not boxes[0].get("x"):
        return None
    low, high = sorted(float(edge) for edge in boxes[0]["x"][:2])
    st.session_state[f"brush-{key}"] = turn + 1
    return low, high
