"""What the chosen trainer, and every other by its own limit, does with pairs that are too long."""

from __future__ import annotations

import numpy as np
import streamlit as st

from curation.analysis.checks.trainers import TRAINERS, Fit, Trainer, fit_of, share_of
from curation.analysis.masks import Mask
from ui.quality.figures import note, shared
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk

WIDTHS = [0.4, 0.3, 0.3]


def draw_fits(desk: Desk, trainer: Trainer, limit: int) -> None:
    """The trainer's rule at this limit, then every trainer by its own."""
    st.text(trainer.does)
    note(f"Source: {trainer.source}.")
    _draw_fit(desk, fit_of(desk.dataset, trainer, limit), "fit-now")
    st.caption("Every trainer by its own limit")
    for other in TRAINERS:
        _draw_fit(desk, fit_of(desk.dataset, other), f"fit-{other.name}")


def _draw_fit(desk: Desk, fit: Fit, key: str) -> None:
    left, *buttons = st.columns(WIDTHS, vertical_alignment="center", gap="small")
    left.text(f"{fit.trainer.title}: {fit.limit:,} tokens")
    for column, rows, does in zip(buttons, (fit.dropped, fit.cut), ("dropped", "cut off"), strict=True):
        with column:
            _draw_rows(desk, fit, rows, does, f"{key}-{does.split()[0]}")


def _draw_rows(desk: Desk, fit: Fit, rows: Mask, does: str, key: str) -> None:
    share = share_of(rows)
    if not share.count:
        st.caption(f"none {does}")
        return
    show_button(
        desk,
        lambda: Selection.listed(f"{fit.trainer.title}, {fit.limit:,} tokens: {does}", np.flatnonzero(rows)),
        f"Show {rows_in_words(desk.dataset, share.count)} {does}",
        key=key,
        width="stretch",
        help=shared(share),
    )
