"""The overview's parts: counts, findings, distributions, correlations, splits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis import Finding, Report, report
from curation.analysis.distributions import Histogram, Summary, by_side, correlations, margins, summaries
from curation.analysis.splits import SplitCount, split_counts
from curation.recipe import CheckStep, Compare
from ui import charts
from ui.filters import keep_where
from ui.notices import told
from ui.state import Desk
from ui.text import escaped, label

VIEWS = ("Chosen against rejected", "Margins")


def draw_counts(desk: Desk) -> None:
    """Rows, prompts, pairs and ties of the whole set, and what is kept now."""
    info, counts = desk.dataset.info, desk.dataset.info.counts
    figures = [
        (
            "Source rows",
            f"{counts.rows_read:,}",
            f"{counts.rows_used:,} used + {counts.rows_quarantined:,} quarantined",
        ),
        ("Prompts", f"{counts.prompts:,}", f"{counts.responses:,} answers"),
        ("Pairs", f"{counts.pairs:,}", "two answers to one prompt"),
        ("Ties", f"{counts.ties:,}", "never exported as a preference"),
    ]
    if counts.singles:
        figures.append(("Single answers", f"{counts.singles:,}", "no partner to compare with"))
    figures.append(("Kept now", f"{desk.outcome.pairs_kept:,}", f"of {desk.outcome.pairs_in:,}"))
    with st.grid(len(figures), min_column_width=150):
        for title, value, under in figures:
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(title, value)
                st.caption(under)
    lines = [f"Read as {info.family}: {info.why}.", *(f"Note: {note}." for note in info.notes)]
    st.html("".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines))


@dataclass(frozen=True)
class Scope:
    """What the charts are drawn of: the kept pairs, or those of one split.

    ``kept`` is None while nothing is removed: then every answer counts, whether a pair uses it or not.
    """

    desk: Desk
    mask: NDArray[np.bool_]
    kept: NDArray[np.bool_] | None
    key: tuple[str, str, str]


def draw_scope(desk: Desk) -> Scope:
    """The choice of a split, where there are several."""
    names = [name for name in desk.dataset.splits if name]
    chosen = None
    if len(names) > 1:
        chosen = st.segmented_control(
            "Split", names, key="overview-split", format_func=label, help="None chosen: all splits together."
        )
    whole = desk.outcome.pairs_kept == desk.outcome.pairs_in
    if chosen is None:
        kept = None if whole else desk.outcome.kept
        return Scope(desk, desk.outcome.kept, kept, (*desk.cache_key, ""))
    mask = desk.outcome.kept & desk.dataset.in_split(chosen)
    return Scope(desk, mask, mask, (*desk.cache_key, chosen))


@st.cache_resource(max_entries=8, show_spinner=False)
def _report(dataset_id: str, _desk: Desk) -> Report:
    return report(_desk.dataset)


def draw_findings(desk: Desk) -> None:
    """What the checks found in the whole set, worst first, each one click from being dropped."""
    panel = st.expander(
        "Checks: what is wrong in the whole set", icon=":material/rule:", key="findings", on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        with st.spinner("Checking every pair …"):
            found = [finding for finding in _report(desk.dataset.id, desk).findings if finding.share.count]
        order = {"error": 0, "warning": 1, "note": 2}
        found.sort(key=lambda finding: (order[finding.check.severity], -finding.share.count))
        if not found:
            st.write("None of the checks hit a pair.")
        used = {step.check for step in desk.recipe.steps if isinstance(step, CheckStep)}
        for finding in found:
            _draw_finding(desk, finding, dropped=finding.check.name in used)


def _draw_finding(desk: Desk, finding: Finding, *, dropped: bool) -> None:
    check, share = finding.check, finding.share
    left, middle, right = st.columns([0.5, 0.3, 0.2], vertical_alignment="center")
    left.markdown(f"**{check.title}** · {check.severity}", help=check.definition)
    low, high = share.interval()
    middle.text(f"{share.count:,} · {share.value:.1%} ({low:.1%} – {high:.1%})")
    right.button(
        "Dropped" if dropped else "Drop these",
        key=f"check-{check.name}",
        disabled=dropped,
        on_click=_drop_check,
        args=(desk, check.name, check.title),
        width="stretch",
    )


def _drop_check(desk: Desk, name: str, title: str) -> None:
    desk.change(desk.session.recipe.with_step(CheckStep(check=name)), f"check: {title}")


Key = tuple[str, str, str]


@st.cache_data(max_entries=256, show_spinner=False)
def _by_side(key: Key, name: str, _scope: Scope) -> Histogram:
    return by_side(_scope.desk.dataset, name, _scope.mask)


@st.cache_data(max_entries=256, show_spinner=False)
def _margins(key: Key, name: str, _scope: Scope) -> Histogram:
    return margins(_scope.desk.dataset, name, _scope.mask)


def draw_distributions(scope: Scope) -> None:
    """Every attribute and length: chosen against rejected, or the margin between them."""
    names = scope.desk.dataset.measures
    with st.container(horizontal=True, vertical_alignment="center"):
        # One view at a time: half the charts are drawn twice as fast.
        view = st.segmented_control(
            "Show", VIEWS, default=VIEWS[0], required=True, key="overview-view", label_visibility="collapsed"
        )
        st.caption("Drag across a chart to keep only that range.")
    sides = view == VIEWS[0]
    draw = _draw_sides if sides else _draw_margin
    if sides:
        charts.draw_legend(("chosen", "rejected"))
    for start in range(0, len(names), 2):
        columns = st.columns(2, gap="large")
        for column, name in zip(columns, names[start : start + 2], strict=False):
            with column:
                st.text(charts.readable(name).capitalize() + ("" if sides else ": chosen − rejected"))
                draw(scope, name)


def _draw_sides(scope: Scope, name: str) -> None:
    title = charts.readable(name)
    sides = _by_side(scope.key, name, scope)
    figure = charts.histogram_figure(sides, "pairs")
    brushed = charts.draw_brushable(
        figure, key=f"side-{name}", alt=f"Histogram of {title}: chosen against rejected answers"
    )
    _keep(scope.desk, f"chosen.{name}", brushed, sides)


def _draw_margin(scope: Scope, name: str) -> None:
    title = charts.readable(name)
    differences = _margins(scope.key, name, scope)
    figure = charts.histogram_figure(differences, "pairs", zero_line=True)
    brushed = charts.draw_brushable(figure, key=f"margin-{name}", alt=f"Histogram of the margin in {title}")
    _keep(scope.desk, f"margin.{name}", brushed, differences)


def _keep(desk: Desk, field: str, brushed: tuple[float, float] | None, histogram: Histogram) -> None:
    if brushed is None:
        return
    low, high = brushed
    if histogram.whole:
        inside = [centre for centre in histogram.centres.tolist() if low <= centre <= high]
        if not inside:
            return
        low, high = inside[0], inside[-1]
    with told():
        keep_where(
            desk, Compare(field=field, op="between", value=(float(f"{low:.4g}"), float(f"{high:.4g}")))
        )
        st.rerun()


@st.cache_data(max_entries=64, show_spinner=False)
def _summaries(key: Key, _scope: Scope) -> list[Summary]:
    return summaries(_scope.desk.dataset, _scope.kept)


@st.cache_data(max_entries=64, show_spinner=False)
def _correlations(key: Key, _scope: Scope) -> tuple[tuple[str, ...], Any]:
    return correlations(_scope.desk.dataset, _scope.kept)


def draw_correlations(scope: Scope) -> None:
    """Means, spreads and the correlation matrix over answers."""
    rows = _summaries(scope.key, scope)
    if not rows:
        st.write("This data set has no numbers to correlate.")
        return
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
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
                name: st.column_config.NumberColumn(format="%.3f")
                for name in ("mean", "sd", f"r with {first}")
            },
            key="summaries",
        )
        st.caption("sd: of the sample (n − 1). r: Pearson.")
    with right:
        st.markdown("**Pearson correlation**")
        names, matrix = _correlations(scope.key, scope)
        charts.draw(
            charts.heat_map(names, matrix), key="correlations", alt="Correlation matrix of all measures"
        )


@st.cache_data(max_entries=64, show_spinner=False)
def _splits(key: tuple[str, str], _desk: Desk) -> list[SplitCount]:
    return split_counts(_desk.dataset, _desk.outcome.kept)


def draw_splits(desk: Desk) -> None:
    """Pairs, ties and what is kept, by split and source."""
    st.dataframe(
        [
            {
                "split": row.split or "(none)",
                "source": row.source or "(none)",
                "prompts": row.prompts,
                "pairs": row.pairs,
                "ties": row.ties,
                "kept": row.kept,
            }
            for row in _splits(desk.cache_key, desk)
        ],
        hide_index=True,
        key="splits",
    )
