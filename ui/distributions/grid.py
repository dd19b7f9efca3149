"""The overview's first charts: the attributes and the answers' lengths, a chart each."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from curation.analysis.distributions import Histogram
from ui import charts
from ui.distributions import counted
from ui.distributions.picking import keep_bars
from ui.distributions.scope import Scope
from ui.download import draw_csv

SIDES, MARGINS = "Chosen against rejected", "Margins"
NO_PAIRS = (
    "No two answers here stand against each other: liked (chosen) and disliked (rejected) answers are"
    " shown by themselves."
)
HINT = "Drag across a chart to keep the pairs whose chosen answer lies in that range."
HINT_MARGINS = "Drag across a chart to keep only that range."


def draw_distributions(scope: Scope) -> None:
    """Every attribute and length: chosen against rejected, or the margin between them."""
    names = scope.desk.dataset.main_measures
    paired = bool(scope.desk.dataset.info.counts.pairs)
    sides = True
    with st.container(horizontal=True, vertical_alignment="center"):
        # One view at a time: half the charts are drawn twice as fast.
        if paired:
            sides = (
                st.segmented_control(
                    "Show",
                    (SIDES, MARGINS),
                    default=SIDES,
                    required=True,
                    key="overview-view",
                    label_visibility="collapsed",
                )
                == SIDES
            )
        st.caption((HINT if sides else HINT_MARGINS) if paired else NO_PAIRS)
        # One file for all: a button a chart would cost each redraw a tenth of a second.
        what = "distributions" if sides else "margins"
        draw_csv(lambda: _table(scope, names, sides=sides), f"{scope.desk.dataset.id}-{what}", key=what)
    if sides:
        charts.draw_legend(("chosen", "rejected"))
    for start in range(0, len(names), 2):
        columns = st.columns(2, gap="large")
        for column, name in zip(columns, names[start : start + 2], strict=False):
            with column:
                _draw(scope, name, sides=sides)


def _table(scope: Scope, names: Sequence[str], *, sides: bool) -> pa.Table:
    """The numbers of all charts: a row a bin of each measure."""
    tables = [_found(scope, name, sides=sides).table() for name in names]
    columns = [pa.array([name] * len(table)) for name, table in zip(names, tables, strict=True)]
    return pa.concat_tables(
        table.add_column(0, "measure", column) for table, column in zip(tables, columns, strict=True)
    )


def _found(scope: Scope, name: str, *, sides: bool) -> Histogram:
    return counted.by_side(scope, name) if sides else counted.bars(scope, f"margin.{name}")


def _draw(scope: Scope, name: str, *, sides: bool) -> None:
    found = _found(scope, name, sides=sides)
    field = name if sides else f"margin.{name}"
    title = charts.titled(field)
    alt = f"Histogram of {title}" + (": chosen against rejected answers" if sides else "")
    st.text(title[:1].upper() + title[1:])
    unit = "pairs" if scope.desk.dataset.info.counts.pairs else "answers"
    figure = charts.histogram_figure(found, unit, zero_line=not sides)
    key = f"side-{name}" if sides else field.replace(".", "-", 1)
    keep_bars(scope, found, charts.draw_brushable(figure, key=key, alt=alt))
