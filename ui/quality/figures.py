"""Shares and estimates as words, as a bar, and as points with whiskers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from curation.analysis import Share
from ui import charts
from ui.text import escaped

NARROW = 0.05
ODDS = [0.1, 0.2, 0.33, 0.5, 0.7, 1, 1.4, 2, 3, 5, 10, 30, 100]
_HOVER = "%{customdata[0]}: %{x:FORM} (%{customdata[1]:FORM} – %{customdata[2]:FORM})<extra></extra>"


class Interval(Protocol):
    """A figure with its interval."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a chart: a name, a figure and its interval."""

    name: str
    value: float
    low: float
    high: float


def percent(value: float) -> str:
    """A share: two places below one percent, where most checks are."""
    if math.isnan(value):
        return "–"
    if 0 < value < 0.0001:
        return "< 0.01%"
    return f"{value:.2%}" if 0 < value < 0.01 else f"{value:.1%}"


def shared(share: Share) -> str:
    """A share and its interval: ``0.37% (0.27 – 0.51%)``."""
    if not share.total:
        return "–"
    low, high = share.interval()
    return f"{percent(share.value)} ({between(low, high)})"


def between(low: float, high: float) -> str:
    """The interval of a share: ``0.27 – 0.51%``."""
    return f"{percent(low).removesuffix('%')} – {percent(high)}"


def estimated(found: Interval, form: str = "percent") -> str:
    """An estimate and its interval; ``form`` is ``percent`` or a format such as ``.2f``."""
    if math.isnan(found.value):
        return "–"
    if form == "percent":
        return f"{percent(found.value)} ({between(found.low, found.high)})"
    value, low, high = (f"{figure:{form}}" for figure in (found.value, found.low, found.high))
    return f"{_unsigned(value)} ({_unsigned(low)} – {_unsigned(high)})"


def _unsigned(number: str) -> str:
    """Nought has no sign."""
    return number.removeprefix("-") if not number.strip("-0.") else number


def bar(share: Share, full: float) -> str:
    """A bar of a share with its interval shaded, as HTML; ``full`` is the share that fills it."""
    low, high = share.interval()
    ends = [min(100 * bound / full, 100) for bound in (share.value, low, high)] if share.total else [0.0] * 3
    value, left, right = ends
    return (
        f'<div class="wn-bar"><i style="width:max({value:.2f}%, 2px)"></i>'
        f'<b style="left:{left:.2f}%;width:{max(right - left, 0):.2f}%"></b></div>'
    )


def full_scale(shares: Sequence[float]) -> float:
    """A round share that holds all of these, for their bars to be measured by."""
    most = max(shares, default=0.0)
    return next((stop for stop in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if most <= stop), 1.0)


def note(text: str) -> None:
    """A quiet line; the text may hold names from the data."""
    st.html(f'<div class="wn-note">{escaped(text)}</div>')


def sentence(text: str) -> None:
    """What a figure means, in plain words; the text may hold names from the data."""
    st.html(f'<div class="wn-said">{escaped(text)}</div>')


def draw_points(
    points: Sequence[Point],
    *,
    key: str,
    alt: str,
    line: float,
    upto: float | None = None,
    percents: bool = True,
    log: bool = False,
) -> None:
    """Points with whiskers, one a line, and a line at what would be no bias.

    Args:
        points: From top to bottom.
        key: The widget's key.
        alt: What it shows, for those who do not see it.
        line: Where the line stands.
        upto: A figure that the axis reaches at least.
        percents: Whether the figures are shares.
        log: A logarithmic axis, as for odds.
    """
    reached = [line] if upto is None else [line, upto]
    charts.draw(_figure(points, reached, percents=percents, log=log), key=key, alt=alt)


def _figure(points: Sequence[Point], reached: list[float], *, percents: bool, log: bool) -> Any:
    import plotly.graph_objects as go

    known = [point for point in points if not math.isnan(point.value)]
    names = [_cut(point.name) for point in known]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [point.value for point in known],
        "y": list(range(len(known))),
        "marker": {"size": 9, "color": charts.FIRST},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [point.high - point.value for point in known],
            "arrayminus": [point.value - point.low for point in known],
            "color": charts.LINE,
            "thickness": 1.6,
            "width": 5,
        },
        "customdata": [[name, point.low, point.high] for name, point in zip(names, known, strict=True)],
        "hovertemplate": _HOVER.replace("FORM", ".1%" if percents else ".2f"),
    }
    line = reached[0]
    across = {"type": "line", "x0": line, "x1": line, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "height": 60 + 30 * max(len(known), 1),
        "margin": {"l": 12 + 7 * max(map(len, names), default=0), "r": 16, "t": 8, "b": 32},
        "xaxis": _across(known, reached, percents=percents, log=log),
        "yaxis": {
            "tickvals": list(range(len(known))),
            "ticktext": names,
            "range": [len(known) - 0.4, -0.6],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        "showlegend": False,
        "dragmode": False,
        "shapes": [across | {"line": {"dash": "dot", "width": 1.2, "color": charts.LINE}}],
    }
    return go.Figure(data=[trace], layout=layout)


def _across(points: Sequence[Point], reached: list[float], *, percents: bool, log: bool) -> dict[str, Any]:
    """The axis of the figures, never so close up that a trifle looks large."""
    lows = [bound for point in points for bound in (point.low, point.value) if not math.isnan(bound)]
    highs = [bound for point in points for bound in (point.high, point.value) if not math.isnan(bound)]
    if log:
        low, high = (math.log10(max(bound, 0.01)) for bound in (min([*lows, 0.7]), max([*highs, 1.4])))
    else:
        low, high = min([*lows, reached[0] - NARROW]), max([*highs, reached[-1] + NARROW])
    room = 0.04 * (high - low)
    axis = {
        "type": "log" if log else "linear",
        "range": [low - room, high + room],
        "tickformat": ".0%" if percents else "",
        "fixedrange": True,
        "zeroline": False,
    }
    return axis | ({"tickvals": ODDS, "ticktext": [f"{odds:g}" for odds in ODDS]} if log else {})


def _cut(name: str, longest: int = 28) -> str:
    """A name for an axis, where plotly would obey markup."""
    flat = " ".join(name.split())
    return escaped(flat if len(flat) <= longest else flat[: longest - 1] + "…")
