"""The one list of pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

FOLDER = Path(__file__).parents[1] / "pages"
TITLES = {
    "datasets": ("Datasets", ":material/database:"),
    "overview": ("Overview", ":material/monitoring:"),
    "browse": ("Browse", ":material/compare:"),
    "map": ("Map", ":material/scatter_plot:"),
    "duplicates": ("Duplicates", ":material/content_copy:"),
    "contamination": ("Contamination", ":material/policy:"),
    "quality": ("Quality", ":material/health_and_safety:"),
    "review": ("Review", ":material/rate_review:"),
    "compare": ("Compare", ":material/difference:"),
    "history": ("History", ":material/history:"),
    "export": ("Export", ":material/download:"),
}
# The page that draws count and undo of the sidebar itself.
LIVE = "review"


def all_pages() -> list[Page]:
    """The pages in the order of a curator's work."""
    return [
        st.Page(FOLDER / f"{name}.py", title=title, icon=icon, url_path=name, default=name == "overview")
        for name, (title, icon) in TITLES.items()
    ]


def page_path(name: str) -> str:
    """A page as ``st.switch_page`` and ``st.page_link`` take it."""
    return str(FOLDER / f"{name}.py")
