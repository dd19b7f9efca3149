"""What was picked on a chart as a filter pill that keeps exactly the rows its bars or cells counted."""

from __future__ import annotations

import numpy as np
import streamlit as st

from curation.analysis.distributions import Among, Histogram, Joint, Selection, Span
from curation.analysis.distributions.scales import Axis
from curation.analysis.distributions.selections import Part
from curation.recipe import describe
from curation.recipe.selecting import condition_of
from ui.distributions.scope import Scope
from ui.filters import keep_where
from ui.notices import told

NO_TIES = Among("tie", (False,))
Range = tuple[int, int]


def keep_bars(
    scope: Scope, histogram: Histogram, brushed: tuple[float, float] | None, series: int = 0
) -> None:
    """Keep what the brushed bars of one series count; of two sides the first is the chosen one."""
    bins = None if brushed is None else cells_in(histogram.axis, brushed)
    if bins is None:
        return
    label = list(histogram.series)[series]
    count = int(histogram.series[label][bins[0] : bins[1] + 1].sum())
    keep(scope, histogram.rows(label, *bins), count)


def keep_cell(scope: Scope, crossed: Joint, clicked: tuple[float, float] | None) -> None:
    """Keep what the clicked cell counts; the figure numbers them from 0 on both axes."""
    if clicked is not None:
        x, y = (round(at) for at in clicked)
        keep(scope, crossed.rows(x, y), int(crossed.counts[x, y]))


def keep(scope: Scope, selection: Selection, count: int) -> None:
    """Make a selection a pill and start the run anew; one of no rows would only empty the page."""
    if not count:
        st.toast("No pair lies there, so nothing was filtered.")
        return
    whole = selection + scope.among
    with told():
        keep_where(scope.desk, condition_of(whole), name_of(scope, whole))
        st.rerun()


def name_of(scope: Scope, selection: Selection) -> str | None:
    """A pill's words where those of its condition say more than people need; else None."""
    implied = [part for part in selection if part == NO_TIES or _is_there(part)]
    said = [part for part in selection if part not in implied]
    if not implied or not said:
        return None
    words = describe(condition_of(tuple(said)))
    ties = NO_TIES in implied and scope.desk.dataset.info.counts.ties
    return f"{words}, ties aside" if ties else words


def cells_in(axis: Axis, ends: tuple[float, float]) -> Range | None:
    """The cells whose middle lies between two ends, as plotly marks them; if none does, the one around."""
    inside = np.flatnonzero((axis.centres >= ends[0]) & (axis.centres <= ends[1]))
    if len(inside):
        return int(inside[0]), int(inside[-1])
    if axis.whole:
        return None
    at = int(axis.places(np.array([sum(ends) / 2]))[0])
    return at, at


def _is_there(part: Part) -> bool:
    return isinstance(part, Span) and part.field.startswith("margin.") and part == Span(part.field)
