"""What became of each row between two data sets, and what to bear in mind."""

from __future__ import annotations

import streamlit as st

from curation.analysis.comparison import Comparison
from ui.compare.choosing import Sides
from ui.revision import draw_changes
from ui.state import Desk
from ui.text import escaped


def draw_rows(desk: Desk, sides: Sides, found: Comparison) -> None:
    """Rows added, removed and changed, with examples; for two data sets only."""
    if found.rows is None:
        return
    panel = st.expander("Rows added, removed and changed", key="compare-rows", on_change="rerun")
    if panel.open:
        with panel:
            both = (sides.first.dataset, sides.second.dataset)
            draw_changes(desk, found.rows, both, key="compare-rows-kind")


def draw_notes(found: Comparison) -> None:
    """How far the figures can be trusted."""
    lines = [f"{note}." for note in found.notes]
    if found.unshared:
        lines.append(f"Only one of the two has: {', '.join(found.unshared)}.")
    st.html("".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines) or "<span></span>")
