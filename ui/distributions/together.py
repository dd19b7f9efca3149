"""Means and spreads of all measures, and how they go together over answers."""

from __future__ import annotations

import streamlit as st

from curation.analysis.distributions import Summary
from curation.analysis.distributions.correlations import Kind
from ui import charts
from ui.distributions import counted, figures
from ui.distributions.scope import Scope
from ui.download import draw_csv

KINDS: dict[str, Kind] = {"Pearson": "pearson", "Spearman": "spearman"}
MAIN, ALL = "Main measures", "All"
_EXPLAINED = {
    "pearson": "Pearson: of the values.",
    "spearman": "Spearman: of the ranks, so that a long tail weighs no more than the rest.",
}


def draw_correlations(scope: Scope) -> None:
    """Means and spreads above the correlation matrix."""
    rows = counted.summaries(scope)
    if not rows:
        st.write("This data set has no numbers to correlate.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = KINDS[
            str(
                st.segmented_control(
                    "Correlation", list(KINDS), default="Pearson", required=True, key="correlation-kind"
                )
            )
        ]
        wide = (
            st.segmented_control(
                "Measures", (MAIN, ALL), default=MAIN, required=True, key="correlation-measures"
            )
            == ALL
        )
    shown = scope.desk.dataset.measures if wide else scope.desk.dataset.main_measures
    _draw_summaries([row for row in rows if row.name in shown])
    _draw_matrix(scope, kind, shown)


def _draw_summaries(rows: list[Summary]) -> None:
    st.markdown("**Over answers**")
    first = charts.readable(rows[0].name)
    st.dataframe(
        [
            {
                "measure": charts.readable(row.name),
                "n": row.n,
                "mean": row.mean,
                "sd": row.sd,
                "min": row.low,
                "max": row.high,
                f"r with {first}": row.correlation,
            }
            for row in rows
        ],
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format="%.3f") for name in ("mean", "sd", f"r with {first}")
        },
        key="summaries",
        alt="Each measure with its number of answers, mean, standard deviation and range",
    )
    st.caption("sd: of the sample (n − 1). r: Pearson.")


def _draw_matrix(scope: Scope, kind: Kind, shown: tuple[str, ...]) -> None:
    with st.spinner("Correlating every measure with every other …"):
        found = counted.correlations(scope, kind)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{kind.capitalize()} correlation**")
        draw_csv(found.table, f"{scope.desk.dataset.id}-{kind}", key="correlations")
    figure = figures.correlations_figure(found, shown, charts.text_colour())
    charts.draw(figure, key="correlations", alt=f"{kind.capitalize()} correlation of these measures")
    st.caption(f"{_EXPLAINED[kind]} Point at a cell for n, interval and p; the CSV holds all measures.")
