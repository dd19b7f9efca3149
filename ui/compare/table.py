"""Every statistic of both sides: counts, and shares and means with what differs most first."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from curation.analysis import find
from curation.analysis.comparison import Comparison
from curation.analysis.comparison.compared import LONGER
from curation.analysis.comparison.parts import Part
from curation.analysis.report import longer_chosen
from ui.compare.choosing import Sides
from ui.compare.effects import SAME, VERDICTS, Effect, effects_of
from ui.download import draw_csv
from ui.selection import Selection, show
from ui.state import Desk
from ui.text import escaped, plural

MEASURE = "compare-measure"
_OPENED = "_compare-opened"
COUNTED = {
    "rows": "rows of the pairs table",
    "prompts": "prompts",
    "answers": "answers",
    "pairs": "pairs",
    "ties": "ties",
    "singles": "single answers",
}
# Blue and orange, as for the two sides of a chart; grey for what says nothing.
COLOURS = {"higher": "blue", "lower": "orange", "a little higher": "blue", "a little lower": "orange"}
HEIGHT = 420


def draw_counts(found: Comparison) -> None:
    """Counts, which are exact: a difference and no interval."""
    first, second = found.counts
    lines = []
    for name, words in COUNTED.items():
        before, after = getattr(first, name), getattr(second, name)
        if not before and not after:
            continue
        change = f" ({(after - before) / before:+.1%})".replace("%", " %") if before else ""
        cells = [f"{before:,}", f"{after:,}", f"{after - before:+,}{change}" if after != before else "–"]
        lines.append(f"<tr><td>{words}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    heads = "".join(f"<th>{escaped(name)}</th>" for name in ("", found.first, found.second, "difference"))
    st.html(f'<table class="wn-scores wn-counts"><tr>{heads}</tr>{"".join(lines)}</table>')


def draw_statistics(desk: Desk, sides: Sides, found: Comparison) -> None:
    """Shares of checks, means and margins, the largest standardised difference first; shares open rows."""
    effects = effects_of(found)
    if not effects:
        st.info("The two sides have no share and no measure in common.")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        many = sum(effect.clear for effect in effects)
        st.markdown(f"**{plural(len(effects), 'statistic')}, {many:,} with a clear difference**")
        only = st.toggle("Only clear differences", key="compare-only", disabled=not many)
        draw_csv(lambda: as_table(effects), f"{found.first}-{found.second}-statistics", key="statistics")
    shown = [effect for effect in effects if effect.clear] if only and many else effects
    key = f"statistics-{'-'.join(sides.key)}-{only}"
    st.dataframe(
        [_row(effect) for effect in shown],
        hide_index=True,
        placeholder="",
        height=min(HEIGHT, 35 * (len(shown) + 1) + 2),
        on_select=lambda: _clicked(key, shown, sides),
        selection_mode="single-cell",
        key=key,
        column_config={
            "statistic": st.column_config.TextColumn(width=200),
            "left": st.column_config.TextColumn(found.first, width=75),
            "right": st.column_config.TextColumn(found.second, width=75),
            "difference": st.column_config.TextColumn(width=95),
            "interval": st.column_config.TextColumn("95 % interval", width=130),
            "verdict": st.column_config.MultiselectColumn(
                options=list(VERDICTS),
                color=[COLOURS.get(verdict, "gray") for verdict in VERDICTS],
                width=140,
            ),
            "in sd": st.column_config.NumberColumn(format="%+.2f", width=65),
            "distance": st.column_config.NumberColumn(format="%.3f", width=75),
        },
        alt="Every statistic of both sides with its difference and interval, the largest difference first",
    )
    chance = round(len(effects) / 20)
    st.caption(
        "In sd: the difference in standard deviations (Cohen’s d of means, h of shares). Distance: between"
        " the distributions, 0 the same, 1 nothing in common. Clear: the interval leaves zero out"
        + (f"; of so many statistics about {chance} would do so by chance alone." if chance else ".")
        + " Click a measure to see both distributions below, a side's share to open the rows it counts."
    )
    # A callback cannot leave the page.
    if (wanted := st.session_state.pop(_OPENED, None)) is not None:
        effect, part = wanted
        show(desk, rows_behind(effect, part), of=part.dataset)


def _clicked(key: str, shown: list[Effect], sides: Sides) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if not cells or cells[0][0] >= len(shown):
        return
    effect, part = shown[cells[0][0]], {"left": sides.first, "right": sides.second}.get(cells[0][1])
    if not effect.share:
        st.session_state[MEASURE] = effect.name
    elif part is not None:
        st.session_state[_OPENED] = (effect, part)


def rows_behind(effect: Effect, part: Part) -> Selection:
    """The rows that a share counts on one side."""
    longer = effect.name == LONGER
    hit = longer_chosen(part.dataset) if longer else find(part.dataset, effect.name)
    return Selection.listed(f"{effect.title}: {part.name}", np.flatnonzero(hit & part.rows))


def _row(effect: Effect) -> dict[str, Any]:
    written = _percent if effect.percent else _mean
    difference = effect.difference
    low, high, change = (
        _signed(value * 100 if effect.percent else value)
        for value in (difference.low, difference.high, difference.value)
    )
    return {
        "statistic": effect.title,
        "verdict": [effect.verdict],
        "left": written(effect.first),
        "right": written(effect.second),
        "difference": f"{change} points" if effect.percent and change else change,
        "interval": f"{low} to {high}" if low and high and effect.verdict != SAME else "",
        "in sd": effect.size if math.isfinite(effect.size) else None,
        "distance": effect.distance,
    }


def as_table(effects: list[Effect]) -> pa.Table:
    """The same with all digits, as a table to download."""
    rows = [
        {
            "statistic": effect.name,
            "kind": "share" if effect.share else "mean",
            "left": effect.first,
            "left_n": effect.n[0],
            "right": effect.second,
            "right_n": effect.n[1],
            "difference": effect.difference.value,
            "low": effect.difference.low,
            "high": effect.difference.high,
            "standardised": effect.size,
            "distance": effect.distance,
            "verdict": effect.verdict,
        }
        for effect in effects
    ]
    return pa.Table.from_pylist(rows)


def _mean(value: float) -> str:
    return f"{value:,.1f}" if abs(value) >= 100 else _plain(f"{value:.3g}", value)


def _percent(share: float) -> str:
    return _plain(f"{share * 100:.2g}", share * 100) + " %" if abs(share) < 0.01 else f"{share * 100:.1f} %"


def _signed(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return f"{value:+,.1f}" if abs(value) >= 100 else _plain(f"{value:+.2g}", value)


def _plain(written: str, value: float) -> str:
    """Tiny numbers without an exponent."""
    if "e" not in written:
        return written
    return f"{value:+.6f}" if written.startswith("+") else f"{value:.6f}"
