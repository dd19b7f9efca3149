"""The script behind every page: navigation, the sidebar, and the desk that pages work on."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from curation.errors import CurationError  # noqa: E402
from curation.store import list_datasets  # noqa: E402
from curation.store.database import on_waiting  # noqa: E402
from ui import linking, sidebar, state  # noqa: E402
from ui.notices import say_waiting, show_error  # noqa: E402
from ui.pages import LIVE, all_pages  # noqa: E402
from ui.shield import shield_typing  # noqa: E402

st.set_page_config(page_title="Winnow", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide")
st.html(Path(__file__).parent / "style.css")
st.logo(Path(__file__).parent / "logo.svg", size="large")
page = st.navigation(all_pages())
on_waiting(say_waiting)
desk = None
try:
    chosen = sidebar.choose_dataset(list_datasets())
    if chosen is not None:
        desk = state.open_desk(chosen)
        sidebar.draw_desk(desk, live=page.url_path == LIVE)
        linking.write_link(desk.session, desk.recipe)
        shield_typing()
except CurationError as error:
    show_error(error)
state.put(desk)
page.run()
