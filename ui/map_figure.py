"""The map as a figure: one point a prompt, its colour, the topics' names, rings around what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from curation.analysis.shading import Shade
from curation.similarity.prompt_map import PromptMap
from ui.charts import LINE
from ui.text import escaped

if TYPE_CHECKING:
    import plotly.graph_objects as go

# Mid tones, told apart on a light and on a dark ground.
COLOURS = (
    "#4a7fe0",
    "#e08a3c",
    "#2a9d6f",
    "#a06ad4",
    "#d9536a",
    "#1fa3b5",
    "#b8932b",
    "#7f8a3a",
    "#d070b0",
    "#8c6d5a",
)
REST_COLOUR = "#98a0ad"
# Text and ground of a topic's name.
ON_LIGHT = ("#1c2430", "rgba(246, 247, 249, 0.8)")
ON_DARK = ("#e6e9ee", "rgba(17, 21, 28, 0.72)")
HEIGHT = 600
LABEL_WIDTH, LABEL_HEIGHT = 0.017, 0.055
Rows = NDArray[np.int64]


def map_figure(
    drawn: PromptMap,
    shade: Shade | None,
    there: NDArray[np.bool_],
    *,
    found: Rows,
    texts: Sequence[str] | None,
    labels: bool,
    dark: bool = False,
) -> go.Figure:
    """The map.

    Args:
        drawn: Where prompts lie.
        shade: What colours them; None for their topics.
        there: Rows of the map whose prompts are kept, shape (points,); the others are grey.
        found: Rows of the map with a ring around them.
        texts: A short escaped text for each point; None to send none.
        labels: Whether topics are named.
        dark: Whether they stand on a dark ground.
    """
    import plotly.graph_objects as go

    every = np.arange(len(drawn))
    size = point_size(len(drawn))
    traces = []
    grey = every[~there]
    if len(grey):
        traces.append(_trace(drawn, grey, "removed", texts, {"color": LINE, "size": size, "opacity": 0.25}))
    shown = every[there]
    if shade is None:
        marker = {"color": [COLOURS[topic % len(COLOURS)] for topic in drawn.topic[shown].tolist()]}
        traces.append(_trace(drawn, shown, "prompts", texts, marker | {"size": size, "opacity": 0.75}))
    elif shade.numbers is not None:
        traces += _numbered(drawn, shown, shade, texts, size)
    else:
        traces += _coded(drawn, shown, shade, texts, size)
    if len(found):
        ring = {"symbol": "circle-open", "size": size + 6, "color": "#d9304f", "line": {"width": 1.5}}
        traces.append(_trace(drawn, found, "found", texts, ring))
    return go.Figure(data=traces, layout=_layout(shade, _names(drawn, dark=dark) if labels else []))


def point_size(points: int) -> float:
    """Pixels across a point: fewer points are larger."""
    return next(
        size
        for most, size in ((200, 11), (1_000, 8), (5_000, 6), (20_000, 4.5), (1 << 62, 3))
        if points <= most
    )


def _trace(
    drawn: PromptMap, rows: Rows, name: str, texts: Sequence[str] | None, marker: dict[str, Any]
) -> dict[str, Any]:
    trace: dict[str, Any] = {
        "type": "scattergl",
        "mode": "markers",
        "name": name,
        "x": drawn.x[rows],
        "y": drawn.y[rows],
        "customdata": drawn.prompt[rows].astype(np.int32),
        "marker": marker,
        "selected": {"marker": {"opacity": 0.95}},
        "unselected": {"marker": {"opacity": 0.12}},
        "hoverinfo": "none",
    }
    if texts is not None:
        trace |= {"text": [texts[row] for row in rows.tolist()], "hovertemplate": "%{text}<extra></extra>"}
    return trace


def _numbered(
    drawn: PromptMap, rows: Rows, shade: Shade, texts: Sequence[str] | None, size: float
) -> list[dict[str, Any]]:
    assert shade.numbers is not None
    values = shade.numbers[drawn.prompt[rows]]
    known = np.isfinite(values)
    traces = []
    if not known.all():
        blank = {"color": LINE, "size": size, "opacity": 0.3}
        traces.append(_trace(drawn, rows[~known], "no value", texts, blank))
    if known.any():
        low, high = np.quantile(values[known], [0.02, 0.98])
        signed = low < 0 < high
        reach = max(abs(low), abs(high))
        marker = {
            "color": values[known].astype(np.float32),
            "colorscale": "Portland" if signed else "Viridis",
            "cmin": -reach if signed else low,
            "cmax": reach if signed else high,
            "size": size,
            "opacity": 0.8,
            "colorbar": {"title": {"text": _bar_title(shade.name)}, "thickness": 12, "len": 0.6},
        }
        traces.append(_trace(drawn, rows[known], shade.name, texts, marker))
    return traces


def _bar_title(name: str) -> str:
    return "characters, log₁₀" if name == "prompt length" else name


def _coded(
    drawn: PromptMap, rows: Rows, shade: Shade, texts: Sequence[str] | None, size: float
) -> list[dict[str, Any]]:
    assert shade.codes is not None
    codes = shade.codes[drawn.prompt[rows]]
    traces = []
    for code, label in enumerate(shade.labels):
        mine = rows[codes == code]
        colour = COLOURS[code] if code < len(COLOURS) else REST_COLOUR
        if len(mine):
            name = f"{escaped(label)} ({len(mine):,})"
            traces.append(_trace(drawn, mine, name, texts, {"color": colour, "size": size, "opacity": 0.75}))
    return traces


def _layout(shade: Shade | None, names: list[dict[str, Any]]) -> dict[str, Any]:
    axis = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 28, "b": 0},
        "xaxis": axis,
        "yaxis": axis | {"scaleanchor": "x"},
        "dragmode": "lasso",
        "hovermode": "closest",
        "showlegend": shade is not None and shade.codes is not None,
        # A trace hidden by its legend entry would still lie inside a lasso.
        "legend": {
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "annotations": names,
        "uirevision": "map",
    }


def _names(drawn: PromptMap, *, dark: bool) -> list[dict[str, Any]]:
    """Topics' names, the largest first; one that would cover another is left out."""
    reach = float(max(np.ptp(drawn.x), np.ptp(drawn.y))) or 1.0
    placed: list[tuple[float, float, float]] = []
    names = []
    for number, topic in enumerate(drawn.topics):
        name = drawn.topic_name(number)
        half = len(name) * LABEL_WIDTH * reach / 4
        clear = all(
            abs(topic.x - x) > half + other or abs(topic.y - y) > LABEL_HEIGHT * reach
            for x, y, other in placed
        )
        if not clear:
            continue
        placed.append((topic.x, topic.y, half))
        names.append(
            {
                "x": topic.x,
                "y": topic.y,
                "text": f"<b>{escaped(name)}</b>",
                "showarrow": False,
                "font": {"size": 11, "color": ON_DARK[0] if dark else ON_LIGHT[0]},
                "bgcolor": ON_DARK[1] if dark else ON_LIGHT[1],
                "borderpad": 2,
                # A label must not catch the lasso.
                "captureevents": False,
            }
        )
    return names
