"""The whole report as one HTML file, made when it is asked for."""

from __future__ import annotations

import streamlit as st

from curation.analysis import report
from curation.export.report_page import report_page
from ui.state import Desk


def draw_report_file(desk: Desk, limit: int) -> None:
    """A button that downloads it; the file needs no server and asks nobody outside.

    Args:
        desk: The desk.
        limit: The trainer's longest sequence, in tokens.
    """
    dataset = desk.dataset
    st.download_button(
        "Report as one HTML file",
        lambda: report_page(report(dataset, limit)),
        file_name=f"{dataset.id}-report.html",
        mime="text/html",
        on_click="ignore",
        icon=":material/download:",
        help="All checks, biases, agreement and distributions of the whole set, to send to a colleague.",
        key="quality-report",
    )
