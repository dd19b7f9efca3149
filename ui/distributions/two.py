"""Two fields crossed: a heat map of how many pairs lie where, each cell a filter away."""

from __future__ import annotations

import math

import streamlit as st

from curation.analysis.distributions import Association, Joint
from curation.analysis.distributions.scales import Axis
from ui import charts
from ui.distributions import counted, figures
from ui.distributions.fields import crossable, option
from ui.distributions.picking import keep_cell
from ui.distributions.scope import Scope
from ui.download import draw_csv
from ui.notices import told
from ui.text import plural


def draw_two(scope: Scope) -> None:
    """A choice of two fields, the heat map, and how closely they go together."""
    names = crossable(scope.desk.dataset)
    starts = _starts(scope, names)
    for column, axis, start in zip(st.columns(2), ("Across", "Up and down"), starts, strict=True):
        column.selectbox(
            axis,
            names,
            index=names.index(start),
            format_func=option,
            key=f"two-{axis.partition(' ')[0].lower()}",
            help="Type to search.",
        )
    x, y = (st.session_state[f"two-{axis}"] for axis in ("across", "up"))
    with told():
        found = counted.joint(scope, x, y)
        if not found.n:
            st.info("No pair has a value in both fields.")
            return
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.text(_closeness(scope, found))
            draw_csv(found.table, f"{scope.desk.dataset.id}-{x}-by-{y}", key="two")
        figure = figures.joint_figure(found, charts.text_colour())
        alt = f"How many pairs lie where: {x} across, {y} up and down"
        keep_cell(scope, found, charts.draw_clickable(figure, key=f"two-{x}-{y}", alt=alt))
        st.caption("Click a cell to keep its pairs. Colour: the order of magnitude.")


def _starts(scope: Scope, names: list[str]) -> tuple[str, str]:
    """The margin of the first attribute over that in length, where there are these."""
    main = scope.desk.dataset.main_measures
    wanted = ["margin.words", f"margin.{main[0]}" if main else "", *names]
    first = next(name for name in wanted if name in names)
    second = next((name for name in wanted[1:] if name in names and name != first), first)
    return first, second


def _closeness(scope: Scope, found: Joint) -> str:
    counted_in = plural(found.n, "pair")
    if isinstance(found.x, Axis) and isinstance(found.y, Axis):
        r = counted.r(scope, found.x_field, found.y_field)
        return f"{counted_in}; " + (
            "one of the two does not vary" if math.isnan(r) else f"Pearson’s r = {r:.3f}"
        )
    close = found.association()
    if close is None:
        return f"{counted_in}; one of the two says the same of all of them"
    return f"{counted_in}; Cramér’s V = {close.cramers_v:.3f} ({_test(close)})"


def _test(close: Association) -> str:
    p = "p < 0.001" if close.p < 0.001 else f"p = {close.p:.3f}"
    return f"χ² = {close.chi_squared:,.1f}, {plural(close.degrees, 'degree')} of freedom, {p}"
