"""Figures of cumulative shares, boxes, crossed fields and correlations, from aggregates alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from curation.analysis.distributions import Boxes, Correlations, Ecdf, Joint
from curation.analysis.distributions.scales import Axis, Groups
from ui.charts import FIRST, FIXED, LINE, SECOND, cell_names, readable
from ui.text import escaped, shortened

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST_TICKS = 12
MOST_WRITTEN = 12
LONGEST = 22
PER_CHARACTER = 6.4
# From the ground, whatever its colour, to a blue or orange that lets the text's own colour be read.
DEPTH = [[0.0, "rgba(74, 127, 224, 0.08)"], [1.0, "rgba(74, 127, 224, 0.8)"]]
SIGNED = [
    [0.0, "rgba(224, 138, 60, 0.8)"],
    [0.5, "rgba(138, 147, 163, 0.08)"],
    [1.0, "rgba(74, 127, 224, 0.8)"],
]


def curves_figure(found: Ecdf) -> go.Figure:
    """A line a series: the share of rows that have at most so much."""
    import plotly.graph_objects as go

    looks = ({"color": FIRST, "width": 2}, {"color": SECOND, "width": 2, "dash": "dot"})
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "line": look | {"shape": "hv"},
            "x": curve.at.tolist(),
            "y": curve.share.tolist(),
            "hovertemplate": "%{y:.1%} have at most %{x:.4g}<extra>" + label + "</extra>",
        }
        for look, (label, curve) in zip(looks, found.series.items(), strict=False)
    ]
    layout = {
        "height": 360,
        "margin": FIXED,
        "xaxis": {"automargin": False, "fixedrange": True},
        "yaxis": {
            "title": {"text": "share of pairs"},
            "tickformat": ".0%",
            "range": [0, 1.02],
            "automargin": False,
            "fixedrange": True,
        },
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
    }
    return go.Figure(data=lines, layout=layout)


def boxes_figure(found: Boxes) -> go.Figure:
    """A box a group, the largest group on top; what lies beyond the whiskers is not drawn."""
    import plotly.graph_objects as go

    names = [f"{_short(box.label)} ({box.n:,})" for box in found.boxes]
    places = list(range(len(names)))
    box = {
        "type": "box",
        "orientation": "h",
        "y": places,
        "q1": [box.first_quartile for box in found.boxes],
        "median": [box.median for box in found.boxes],
        "q3": [box.third_quartile for box in found.boxes],
        "lowerfence": [box.whisker_low for box in found.boxes],
        "upperfence": [box.whisker_high for box in found.boxes],
        "mean": [box.mean for box in found.boxes],
        "boxmean": True,
        "line": {"color": FIRST, "width": 1.5},
        "fillcolor": "rgba(74, 127, 224, 0.25)",
        "hoverinfo": "x",
    }
    layout = {
        "height": 70 + 34 * max(len(names), 2),
        "margin": {"l": _room(names), "r": 16, "t": 8, "b": 36},
        "xaxis": {"fixedrange": True, "zeroline": False},
        "yaxis": {
            "tickvals": places,
            "ticktext": names,
            "range": [len(names) - 0.4, -0.6],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        "showlegend": False,
        "dragmode": False,
    }
    return go.Figure(data=[box], layout=layout)


def joint_figure(found: Joint, text: str) -> go.Figure:
    """Counts of two fields crossed; cells are numbered from 0 on both axes.

    Plotly's heat maps cannot be clicked: over each cell lies a point that can, and cannot be seen.

    Args:
        found: The counts.
        text: Colour of the figures in the cells.
    """
    import plotly.graph_objects as go

    counts = found.counts.T
    few = len(found.x) <= MOST_WRITTEN
    heat: dict[str, Any] = {
        "type": "heatmap",
        # Most cells are small and few are large: colour follows the order of magnitude.
        "z": np.where(counts > 0, np.log10(np.maximum(counts, 1)), np.nan).round(3).tolist(),
        "zmin": 0,
        "colorscale": DEPTH,
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
        "colorbar": _magnitudes(int(counts.max(initial=1))),
    }
    if few:
        heat |= {"text": counts.tolist(), "texttemplate": "%{text:,}", "textfont": {"color": text}}
    x_names, y_names = cells_of(found.x), cells_of(found.y)
    at_y, at_x = (places.ravel() for places in np.indices(counts.shape))
    share = 100 / max(found.n, 1)
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": at_x.tolist(),
        "y": at_y.tolist(),
        "marker": {"size": 16, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
        "hovertext": [
            f"{x_names[x]}<br>{y_names[y]}<br>{counts[y, x]:,} rows ({counts[y, x] * share:.2g} %)"
            for y, x in zip(at_y.tolist(), at_x.tolist(), strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }
    rows = len(found.y)
    layout = {
        "height": 120 + rows * max(20, min(48, 360 // rows)),
        "margin": {"l": 24 + _room(_tick_texts(found.y)), "r": 8, "t": 8, "b": 8},
        "xaxis": _axis(found.x, found.x_field) | {"automargin": True},
        "yaxis": _axis(found.y, found.y_field) | _from_top(found.y),
        "dragmode": "pan",
        "hovermode": "closest",
        "hoverdistance": 60,
    }
    return go.Figure(data=[heat, points], layout=layout)


def correlations_figure(found: Correlations, shown: tuple[str, ...], text: str) -> go.Figure:
    """A correlation matrix; few measures have their figures in the cells, all have them in the hover.

    Args:
        found: Correlations of all measures.
        shown: Which of them.
        text: Colour of the figures in the cells.
    """
    import plotly.graph_objects as go

    at = [found.names.index(name) for name in shown]
    r, n, low, high, p = (part[np.ix_(at, at)] for part in (found.r, found.n, found.low, found.high, found.p))
    labels = [readable(name) for name in shown]
    few = len(shown) <= MOST_WRITTEN
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": [[_or_none(value, 4) for value in row] for row in r.tolist()],
        "x": labels,
        "y": labels,
        "zmin": -1,
        "zmax": 1,
        "colorscale": SIGNED,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertext": [
            [
                _told(labels[x], labels[y], *(float(part[x, y]) for part in (r, n, low, high, p)))
                for y in range(len(at))
            ]
            for x in range(len(at))
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "colorbar": {"title": {"text": "r" if found.kind == "pearson" else "ρ"}, "thickness": 12},
    }
    if few:
        cells |= {
            "text": [["" if np.isnan(value) else f"{value:.2f}" for value in row] for row in r.tolist()],
            "texttemplate": "%{text}",
            "textfont": {"color": text, "size": 13},
        }
    layout = {
        "height": 120 + (42 if few else 20) * len(labels),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "xaxis": {"fixedrange": True, "tickangle": -40, "dtick": 1, "showgrid": False},
        "yaxis": {"autorange": "reversed", "fixedrange": True, "dtick": 1, "showgrid": False},
        "dragmode": False,
    }
    return go.Figure(data=[cells], layout=layout)


def cells_of(scale: Axis | Groups) -> list[str]:
    """What each cell of a scale holds, safe for plotly, which obeys markup."""
    return cell_names(scale) if isinstance(scale, Axis) else [_short(name) for name in scale.labels]


def _told(x: str, y: str, r: float, n: float, low: float, high: float, p: float) -> str:
    if np.isnan(r):
        return f"{y} × {x}<br>not defined: one of them does not vary<br>n = {n:,.0f}"
    certain = "" if x == y or np.isnan(low) else f"<br>95 % interval {low:.3f} to {high:.3f}"
    chance = "" if x == y or np.isnan(p) else f"<br>p {'< 0.001' if p < 0.001 else f'= {p:.3f}'}"
    return f"{y} × {x}<br>{r:.3f}{certain}{chance}<br>n = {n:,.0f}"


def _or_none(value: float, digits: int) -> float | None:
    return None if np.isnan(value) else round(value, digits)


def _magnitudes(most: int) -> dict[str, Any]:
    steps = [10**power for power in range(len(str(most)))]
    return {
        "title": {"text": "rows"},
        "thickness": 12,
        "tickvals": [float(np.log10(step)) for step in steps],
        "ticktext": [f"{step:,}" for step in steps],
    }


def _axis(scale: Axis | Groups, field: str) -> dict[str, Any]:
    marks, texts = _ticks(scale)
    return {
        "title": {"text": escaped(field)},
        "tickvals": marks,
        "ticktext": texts,
        "range": [-0.5, len(scale) - 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "linecolor": LINE,
    }


def _from_top(scale: Axis | Groups) -> dict[str, Any]:
    """Categories are read from the top, numbers grow upwards."""
    return {} if isinstance(scale, Axis) else {"range": [len(scale) - 0.5, -0.5]}


def _ticks(scale: Axis | Groups) -> tuple[list[float], list[str]]:
    """Categories and whole numbers at the middle of their cells, bounds of ranges between the cells."""
    if isinstance(scale, Axis) and not scale.whole:
        step = -(-len(scale.edges) // MOST_TICKS)
        return [at - 0.5 for at in range(0, len(scale.edges), step)], [
            f"{edge:.4g}" for edge in scale.edges[::step]
        ]
    step = -(-len(scale) // MOST_TICKS) if isinstance(scale, Axis) else 1
    return [float(at) for at in range(0, len(scale), step)], cells_of(scale)[::step]


def _tick_texts(scale: Axis | Groups) -> list[str]:
    return _ticks(scale)[1]


def _short(name: str) -> str:
    return escaped(shortened(name, LONGEST))


def _room(names: list[str]) -> int:
    return 16 + round(PER_CHARACTER * max(map(len, names), default=0))
