"""The overview's parts beside its charts: counts, the way to the checks, splits."""

from __future__ import annotations

import streamlit as st

from curation.analysis.splits import SplitCount, split_counts
from ui.distributions import Scope
from ui.pages import page_path
from ui.state import Desk
from ui.text import escaped


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


def draw_quality() -> None:
    """The way to the checks."""
    st.page_link(
        page_path("quality"),
        label="What is wrong with the whole set: checks, biases, agreement, label noise",
        icon=":material/health_and_safety:",
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _splits(key: tuple[str, str], _desk: Desk) -> list[SplitCount]:
    return split_counts(_desk.dataset, _desk.outcome.kept)


def draw_splits(scope: Scope) -> None:
    """Pairs, ties and what is kept, by split and source, of all splits."""
    desk = scope.desk
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
        alt="Pairs, ties and what is kept, by split and source",
    )
