"""Any single attribute, signal or number: by side, its margin, cumulated, or by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyarrow as pa
import streamlit as st

from ui import charts
from ui.distributions import counted, figures
from ui.distributions.fields import about, measures_and_numbers, option
from ui.distributions.picking import keep_bars
from ui.distributions.scope import Scope
from ui.download import draw_csv
from ui.notices import told
from ui.text import label, plural

SIDES, MARGIN, CURVES, GROUPS = "Chosen against rejected", "Margin", "Cumulative", "By group"
BARS = "Histogram"
PARTS = ("chosen", "rejected", "margin")


def draw_one(scope: Scope) -> None:
    """A choice of the field and of the view, and the chart."""
    dataset = scope.desk.dataset
    names = measures_and_numbers(dataset)
    first = next(iter(dataset.main_measures), None)
    left, right = st.columns([0.4, 0.6], vertical_alignment="bottom")
    name = left.selectbox(
        "Attribute or signal",
        names,
        index=names.index(first) if first in names else 0,
        format_func=option,
        key="one-field",
        help="Type to search.",
    )
    measured = name in dataset.measures
    views = (SIDES, MARGIN, CURVES, GROUPS) if measured else (BARS, CURVES, GROUPS)
    view = right.segmented_control(
        "View", views, default=views[0], required=True, key=f"one-view-{'sides' if measured else 'plain'}"
    )
    if words := about(name):
        st.caption(label(words, 400))
    with told():
        _VIEWS[str(view)](scope, name, measured)


def _draw_bars(scope: Scope, name: str, *, sides: bool) -> None:
    found = counted.by_side(scope, name) if sides else counted.bars(scope, name)
    many = {series: int(counts.sum()) for series, counts in found.series.items()}
    if not any(many.values()):
        st.info("None of these pairs has a value here.")
        return
    noun = "pair" if scope.desk.dataset.info.counts.pairs else "answer"
    if sides:
        alike = len(set(many.values())) == 1
        told_n = plural(many["chosen"], noun) if alike else ", ".join(f"{n:,} {s}" for s, n in many.items())
        ties = scope.desk.dataset.info.counts.ties
        words = f"{told_n} with a value{', ties left out' if ties else ''}"
        _head(words, scope, found.table, name, legend=found.series)
    else:
        _head(f"{plural(many['pairs'], noun)} with a value, ties among them", scope, found.table, name)
    figure = charts.histogram_figure(found, f"{noun}s", zero_line=name.startswith("margin."), height=380)
    alt = f"Histogram of {charts.titled(name)}" + (": chosen against rejected answers" if sides else "")
    brushed = charts.draw_brushable(figure, key=f"one-{name}-{sides}", alt=alt)
    if not sides:
        st.caption("Drag across the chart to keep only that range.")
        keep_bars(scope, found, brushed)
        return
    by = st.segmented_control(
        "Drag across the chart to keep the pairs by their",
        list(found.series),
        default="chosen",
        required=True,
        key="one-brush",
        format_func=lambda side: f"{side} answer",
    )
    keep_bars(scope, found, brushed, list(found.series).index(str(by)))


def _draw_sides(scope: Scope, name: str, measured: bool) -> None:
    _draw_bars(scope, name, sides=True)


def _draw_margin(scope: Scope, name: str, measured: bool) -> None:
    _draw_bars(scope, f"margin.{name}" if measured else name, sides=False)


def _draw_curves(scope: Scope, name: str, measured: bool) -> None:
    sides = measured and bool(scope.desk.dataset.info.counts.pairs)
    field = f"chosen.{name}" if measured and not sides else name
    found = counted.curves(scope, field, sides=sides)
    if not any(curve.n for curve in found.series.values()):
        st.info("None of these pairs has a value here.")
        return
    most = max(curve.n for curve in found.series.values())
    words = f"{plural(most, 'pair')} with a value"
    _head(words, scope, found.table, f"{name}-cumulative", legend=found.series if sides else ())
    alt = f"Cumulative share of pairs by {charts.titled(field)}"
    charts.draw(figures.curves_figure(found), key=f"curves-{name}", alt=alt)
    st.caption("Each point: the share of pairs that have at most so much.")


def _draw_groups(scope: Scope, name: str, measured: bool) -> None:
    known = counted.groupings(scope)
    if not known:
        st.info("No split, source, model or other category tells the rows of this data set apart.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox("By", known, format_func=option, key="one-by", width=300)
        part = (
            st.segmented_control("Of", PARTS, default=PARTS[0], required=True, key="one-part")
            if measured
            else None
        )
    field = f"{part}.{name}" if part else name
    found = counted.boxes(scope, field, str(by))
    if not found.boxes:
        st.info("None of these pairs has a value here.")
        return
    total = sum(box.n for box in found.boxes)
    _head(f"{plural(total, 'row')} with a value", scope, found.table, f"{field}-by-{by}")
    alt = f"Boxes of {charts.titled(field)} by {by}"
    charts.draw(figures.boxes_figure(found), key=f"boxes-{field}-{by}", alt=alt)
    st.caption(
        "Box: the middle half, its line the median, the dashed line the mean. Whiskers end at the last value"
        " within 1.5 times the box; what lies beyond is not drawn."
    )


def _head(
    words: str, scope: Scope, table: Callable[[], pa.Table], name: str, *, legend: Iterable[str] = ()
) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if legend:
            charts.draw_legend(legend)
        st.caption(words)
        draw_csv(table, f"{scope.desk.dataset.id}-{name}", key=f"one-{name}")


_VIEWS = {
    SIDES: _draw_sides,
    MARGIN: _draw_margin,
    BARS: _draw_margin,
    CURVES: _draw_curves,
    GROUPS: _draw_groups,
}
