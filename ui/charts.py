"""Plotly figures from aggregates, and what a brush on one means. Rows never reach the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import streamlit as st

from curation.analysis.distributions import Histogram
from curation.analysis.distributions.scales import Axis
from curation.signals import signal_named
from ui.text import escaped

if TYPE_CHECKING:
    import plotly.graph_objects as go

NAMES = {"chars": "characters", "words": "words", "cjk": "Chinese, Japanese, Korean"}
# Mid tones that read on a light and on a dark ground; the pattern tells the sides apart without colour.
FIRST, SECOND = "#4a7fe0", "#e08a3c"
LINE = "#8a93a3"
ON_LIGHT, ON_DARK = "#1c2430", "#e6e9ee"
SECONDS = {"rejected", "look-alikes"}
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
# Fixed room for titles: margins that plotly fits to the labels lay every chart out twice.
FIXED = {"l": 64, "r": 8, "t": 8, "b": 28, "autoexpand": False}
LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0, "traceorder": "normal"}


def marker(label: str) -> dict[str, Any]:
    """Colour and pattern of a series' bars."""
    return _bar_look(second=label in SECONDS)


def _bar_look(*, second: bool) -> dict[str, Any]:
    if second:
        pattern = {"shape": "/", "size": 6, "solidity": 0.35, "fgcolor": SECOND, "fillmode": "overlay"}
        return {"color": "rgba(224, 138, 60, 0.35)", "pattern": pattern, "line": {"width": 0}}
    return {"color": FIRST, "line": {"width": 0}}


def readable(name: str) -> str:
    """A measure's name for a title."""
    signal = signal_named(name)
    if signal is None or name in NAMES:
        return NAMES.get(name, name)
    title = signal.title
    # Abbreviations keep their capitals.
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def titled(field: str) -> str:
    """A field's name for a title: ``margin.chars`` is ``characters: chosen − rejected``."""
    side, _, name = field.partition(".")
    if side == "margin" and name:
        return f"{readable(name)}: chosen − rejected"
    return f"{readable(name)} of {side}" if side in {"chosen", "rejected"} and name else readable(field)


def text_colour() -> str:
    """The theme's colour of text, for figures that plotly would write in another."""
    return ON_DARK if st.context.theme.type == "dark" else ON_LIGHT


def draw_legend(labels: Iterable[str]) -> None:
    """One legend for many charts: plotly's own, in each of them, is a quarter of the time to draw it."""
    entries = [
        f'<span class="wn-swatch {"wn-second" if at else ""}"></span>{escaped(label)}'
        for at, label in enumerate(labels)
    ]
    st.html(f'<div class="wn-legend">{" ".join(entries)}</div>')


def cell_names(axis: Axis) -> list[str]:
    """What the cells of an axis hold, the first and the last with all that lies beyond."""
    if axis.whole or len(axis) < 2:
        return list(axis.labels)
    return [
        f"below {axis.edges[1]:.4g}",
        *axis.labels[1:-1],
        f"{axis.edges[-2]:.4g} and more",
    ]


def histogram_figure(
    histogram: Histogram, y_title: str, *, zero_line: bool = False, shares: bool = False, height: int = 230
) -> go.Figure:
    """Bars of each series over shared bins; sides differ in pattern as well as colour.

    What is on the x axis stands in the chart's heading, what the series are in `draw_legend`.

    Args:
        histogram: The counts.
        y_title: What is counted.
        zero_line: Whether a line marks zero.
        shares: Each series as shares of its own sum, to compare series of unequal size.
        height: In pixels.
    """
    import plotly.graph_objects as go

    centres, whole = histogram.centres, histogram.whole
    names = cell_names(histogram.axis)
    bars = [
        {
            "type": "bar",
            "x": centres.tolist(),
            "y": (counts / max(int(counts.sum()), 1) if shares else counts).tolist(),
            "name": escaped(label),
            "marker": _bar_look(second=at > 0),
            "opacity": 1 if whole else 0.75,
            "hovertext": names,
            "hovertemplate": "%{hovertext}: %{y:"
            + (".1%" if shares else ",")
            + "}<extra>"
            + escaped(label)
            + "</extra>",
        }
        for at, (label, counts) in enumerate(histogram.series.items())
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "barmode": "group" if whole else "overlay",
        "bargap": 0.15 if whole else 0.02,
        "height": height,
        "margin": FIXED,
        "xaxis": {
            "automargin": False,
            "fixedrange": False,
            "dtick": 1 if whole and len(centres) <= 12 else None,
        },
        "yaxis": {
            "title": {"text": y_title},
            "automargin": False,
            "fixedrange": True,
            "tickformat": ".0%" if shares else "",
        },
        "showlegend": False,
        "dragmode": "select",
        "selectdirection": "h",
        "shapes": [zero | {"line": {"dash": "dot", "width": 1, "color": LINE}}] if zero_line else [],
    }
    # Built in one go: plotly's add_ and update_ methods take ten times as long, on every rerun.
    return go.Figure(data=bars, layout=layout)


def draw(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure that is only looked at."""
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


def draw_brushable(figure: go.Figure, *, key: str, alt: str) -> tuple[float, float] | None:
    """Draw a histogram that can be brushed; the range brushed in this run, or None.

    Streamlit takes no clicks on a chart whose dragging is a brush; a short drag on a bar is as good.
    """
    selection = _selection(figure, key=key, alt=alt, mode="box")
    boxes = selection.get("box") or []
    if not boxes or not boxes[0].get("x"):
        return None
    low, high = sorted(float(edge) for edge in boxes[0]["x"][:2])
    _renew(key)
    return low, high


def draw_clickable(figure: go.Figure, *, key: str, alt: str) -> tuple[float, float] | None:
    """Draw a chart whose points can be clicked; where the one clicked in this run lies, or None."""
    points = _selection(figure, key=key, alt=alt, mode="points").get("points") or []
    if not points:
        return None
    _renew(key)
    return float(points[-1]["x"]), float(points[-1]["y"])


def _selection(figure: go.Figure, *, key: str, alt: str, mode: Any) -> Any:
    event = st.plotly_chart(
        figure,
        key=f"{key}-{st.session_state.get(f'brush-{key}', 0)}",
        alt=alt,
        on_select="rerun",
        selection_mode=mode,
        config={"displayModeBar": False},
    )
    return event["selection"]


def _renew(key: str) -> None:
    """A selection is an event: the chart gets a new key, so that it starts unselected."""
    st.session_state[f"brush-{key}"] = st.session_state.get(f"brush-{key}", 0) + 1
