"""The page's charts, built from counts: similarities with what each threshold does, and group sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from curation.similarity import Curve, Neighbours
from curation.similarity.neighbours import SEMANTIC
from ui import charts

if TYPE_CHECKING:
    import plotly.graph_objects as go

BINS = 40
SIZES = ((2, 2), (3, 3), (4, 4), (5, 5), (6, 9), (10, 19), (20, 49), (50, None))
RIGHT_END = 1.003
MARGIN = {"l": 64, "r": 8, "t": 30, "b": 44, "autoexpand": False}
Bars = list[dict[str, Any]]


def landscape(bars: Bars, floor: float, curve: Curve) -> go.Figure:
    """Above: pairs of prompts by similarity. Below: what would go at each threshold."""
    import plotly.graph_objects as go

    layout = {
        "barmode": "stack",
        "bargap": 0.02,
        "height": 330,
        "margin": MARGIN,
        "xaxis": {
            "title": {"text": "similarity of two prompts"},
            "range": [floor, RIGHT_END],
            "anchor": "y2",
            "fixedrange": True,
            "automargin": False,
        },
        "yaxis": _axis("pairs", [0.56, 1.0], max(max(bar["y"]) for bar in bars)),
        "yaxis2": _axis("prompts", [0.0, 0.44], int(curve.duplicates.max(initial=0))),
        "legend": charts.LEGEND,
        "hovermode": "x",
    }
    return go.Figure(data=[*bars, *_lines(curve)], layout=layout)


def _axis(title: str, domain: list[float], highest: int) -> dict[str, Any]:
    # Few enough to count: no mark between whole numbers.
    marks = {"dtick": 1} if highest <= 3 else {"nticks": 4}
    return marks | {
        "title": {"text": title},
        "domain": domain,
        "fixedrange": True,
        "automargin": False,
        "rangemode": "tozero",
    }


def bars_of(neighbours: Neighbours) -> Bars:
    """Pairs of prompts by similarity, duplicates and look-alikes apart."""
    edges = np.linspace(neighbours.floor, 1.0, BINS + 1)
    moves = ~neighbours.equal & (neighbours.similarity >= np.float32(neighbours.floor))
    if neighbours.method == "staged":
        # What the first two stages found counts at any threshold: it has no place on this axis.
        moves &= neighbours.stage == SEMANTIC
    kinds = {"duplicates": moves & ~neighbours.is_lookalike, "look-alikes": moves & neighbours.is_lookalike}
    return [
        {
            "type": "bar",
            "x": np.round((edges[:-1] + edges[1:]) / 2, 4).tolist(),
            "y": np.histogram(np.minimum(neighbours.similarity[mask], 1.0), edges)[0].tolist(),
            "name": label,
            "marker": charts.marker(label),
            "hovertemplate": "%{y:,} " + label + "<extra></extra>",
        }
        for label, mask in kinds.items()
    ]


def _lines(curve: Curve) -> list[dict[str, Any]]:
    drawn = {
        "prompts that go": (curve.duplicates, {"color": charts.FIRST, "width": 2}),
        "groups": (curve.groups, {"color": charts.SECOND, "width": 2, "dash": "dot"}),
    }
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": curve.thresholds.tolist(),
            "y": counts.tolist(),
            "yaxis": "y2",
            "name": name,
            "line": line,
            "hovertemplate": "at %{x:.3f}: %{y:,} " + name + "<extra></extra>",
        }
        for name, (counts, line) in drawn.items()
    ]


def group_sizes(sizes: npt.NDArray[np.int64]) -> go.Figure:
    """How many groups have how many prompts."""
    import plotly.graph_objects as go

    found = [(_named(low, high), _inside(sizes, low, high)) for low, high in SIZES]
    while len(found) > 3 and not found[-1][1]:
        found.pop()
    bars = {
        "type": "bar",
        "x": [name for name, _ in found],
        "y": [count for _, count in found],
        "text": [f"{count:,}" if count else "" for _, count in found],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": charts.marker("groups"),
        "hovertemplate": "%{y:,} groups of %{x}<extra></extra>",
    }
    layout = {
        "height": 170,
        "margin": {"l": 48, "r": 8, "t": 22, "b": 40, "autoexpand": False},
        "xaxis": {"title": {"text": "prompts in a group"}, "type": "category", "fixedrange": True},
        "yaxis": {"title": {"text": "groups"}, "fixedrange": True, "nticks": 3},
    }
    return go.Figure(data=[bars], layout=layout)


def _named(low: int, high: int | None) -> str:
    return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


def _inside(sizes: npt.NDArray[np.int64], low: int, high: int | None) -> int:
    return int(((sizes >= low) & (sizes <= (high or np.inf))).sum())
