"""One measure's distribution on both sides, laid over each other as shares."""

from __future__ import annotations

import streamlit as st

from curation.analysis.comparison import Comparison
from curation.analysis.distributions import Histogram, histogram
from ui import charts
from ui.compare.choosing import Sides
from ui.compare.effects import effects_of
from ui.compare.table import MEASURE
from ui.distributions.fields import about
from ui.download import draw_csv
from ui.text import label, plural


@st.cache_data(max_entries=128, show_spinner=False)
def _counted(key: tuple[str, ...], name: str, _sides: Sides) -> Histogram:
    return histogram(name, {part.name: part.values(name) for part in (_sides.first, _sides.second)})


def draw_overlay(sides: Sides, found: Comparison) -> None:
    """A choice of the measure, and its bars; at first the one that differs most."""
    measures = {one.name: one for one in effects_of(found) if not one.share}
    if not measures:
        return
    if st.session_state.get(MEASURE) not in measures:
        st.session_state[MEASURE] = next(iter(measures))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", gap="medium"
    ):
        name = st.selectbox(
            "Distribution of",
            list(measures),
            format_func=charts.titled,
            key=MEASURE,
            help="Type to search.",
            width=340,
        )
        counted = _counted(sides.key, name, sides)
        noun = "pair" if name.startswith("margin.") else "answer"
        charts.draw_legend(
            f"{part.name} ({plural(n, noun)})"
            for part, n in zip((sides.first, sides.second), measures[name].n, strict=True)
        )
        draw_csv(counted.table, f"{found.first}-{found.second}-{name}", key="overlay")
    if words := about(name):
        st.caption(label(words, 400))
    figure = charts.histogram_figure(
        counted, f"share of {noun}s", zero_line=name.startswith("margin."), shares=True, height=320
    )
    charts.draw(
        figure,
        key=f"overlay-{name}",
        alt=f"Distribution of {charts.titled(name)} on both sides, as shares",
    )
