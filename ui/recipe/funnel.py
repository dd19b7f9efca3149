"""The funnel: what each step leaves and removes, as bars and as a table that sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import streamlit as st

from curation.recipe.steps import AnyStep
from ui.charts import FIRST, SECOND, draw, draw_legend
from ui.download import draw_csv
from ui.state import Desk
from ui.text import escaped, shortened

if TYPE_CHECKING:
    import plotly.graph_objects as go

_BAR, _ROOM = 34, 60
_TITLE = 34
_MOST_UNSCROLLED = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """One step in the funnel.

    Attributes:
        number: Its place in the recipe, counted from 1.
        step: The step.
        hit: Rows it hits, those that an earlier step removed among them.
        removed: Rows it is the first to hit.
        left: Rows after it.
        waiting: Whether it waits for what it compares and is left out so far.
        unfit: Why it cannot be asked of the data set, and is left out; empty where it can.
    """

    number: int
    step: AnyStep
    hit: int
    removed: int
    left: int
    waiting: bool
    unfit: str = ""

    @property
    def out(self) -> bool:
        """Whether it is switched on and left out all the same."""
        return self.waiting or bool(self.unfit)


def stages_of(desk: Desk) -> list[Stage]:
    """One stage a step of the recipe, in its order."""
    left = desk.outcome.pairs_in
    results = iter(desk.outcome.steps)
    found = []
    for number, step in enumerate(desk.recipe.steps, 1):
        unfit = next((one.why for one in desk.unfit if one.step == step), "")
        waiting = step in desk.waiting
        result = None if waiting or unfit else next(results)
        hit, removed = (result.hit, result.removed) if result is not None else (0, 0)
        left -= removed
        found.append(Stage(number, step, hit, removed, left, waiting, unfit))
    return found


def draw_funnel(desk: Desk, stages: list[Stage]) -> None:
    """Bars and table."""
    total, kept = desk.outcome.pairs_in, desk.outcome.pairs_kept
    if not stages:
        return
    shown = [stage for stage in stages if stage.step.enabled and not stage.out]
    st.subheader("Funnel", anchor=False)
    left, right = st.columns([0.52, 0.48], gap="medium")
    with left:
        draw_legend(["left", "removed by the step"])
        draw(
            funnel_figure(total, shown),
            key="funnel-bars",
            alt=f"Of {total:,} rows {kept:,} are left after {len(shown)} steps",
        )
    with right:
        st.dataframe(
            _table(total, stages),
            hide_index=True,
            key="funnel-table",
            height=35 * (len(stages) + 2) + 2 if len(stages) < _MOST_UNSCROLLED else 420,
            column_config={
                "step": st.column_config.TextColumn(width=140),
                **{
                    name: st.column_config.NumberColumn(format="localized", width=62)
                    for name in ("hit", "removed", "left")
                },
            },
            alt="The funnel as a table",
        )
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            removed = sum(stage.removed for stage in stages)
            st.html(f'<div class="wn-note">{total:,} in = {kept:,} kept + {removed:,} removed</div>')
            draw_csv(lambda: _table(total, stages), "funnel", key="funnel")


def _table(total: int, stages: list[Stage]) -> pa.Table:
    rows = [{"step": "all rows", "hit": 0, "removed": 0, "left": total}]
    rows += [
        {
            "step": f"{stage.number}. {stage.step.title}{_state(stage)}",
            "hit": stage.hit,
            "removed": stage.removed,
            "left": stage.left,
        }
        for stage in stages
    ]
    types = [("step", pa.string()), *((name, pa.int64()) for name in ("hit", "removed", "left"))]
    return pa.Table.from_pylist(rows, pa.schema(types))


def _state(stage: Stage) -> str:
    if stage.out:
        return " (waits)" if stage.waiting else " (does not fit)"
    return "" if stage.step.enabled else " (off)"


def funnel_figure(total: int, stages: list[Stage]) -> go.Figure:
    """One bar a step: what is left, and beside it what the step removed."""
    import plotly.graph_objects as go

    names = ["all rows", *(f"{stage.number}. {stage.step.title}" for stage in stages)]
    left = [total, *(stage.left for stage in stages)]
    removed = [0, *(stage.removed for stage in stages)]
    places = list(range(len(names)))
    pattern = {"shape": "/", "size": 6, "solidity": 0.35, "fgcolor": SECOND, "fillmode": "overlay"}
    looks = (
        {"color": FIRST, "line": {"width": 0}},
        {"color": "rgba(224, 138, 60, 0.35)", "pattern": pattern, "line": {"width": 0}},
    )
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "y": places,
            "x": counts,
            "marker": look,
            "hovertext": [escaped(shortened(name, 120)) for name in names],
            "hovertemplate": "%{hovertext}<br>%{x:,} " + label + "<extra></extra>",
        }
        for counts, look, label in zip((left, removed), looks, ("left", "removed"), strict=True)
    ]
    layout = {
        "barmode": "stack",
        "bargap": 0.35,
        "height": _ROOM + _BAR * len(names),
        "margin": {"l": 220, "r": 12, "t": 4, "b": 28, "autoexpand": False},
        "showlegend": False,
        "xaxis": {
            "range": [0, max(total, 1)],
            "fixedrange": True,
            "tickformat": ",",
            "nticks": 5,
            "tickangle": 0,
            "automargin": False,
        },
        "yaxis": {
            "autorange": "reversed",
            "fixedrange": True,
            "tickvals": places,
            "ticktext": [escaped(shortened(name, _TITLE)) for name in names],
            "automargin": False,
        },
    }
    return go.Figure(data=bars, layout=layout)
