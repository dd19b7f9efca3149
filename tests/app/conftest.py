"""The app without a browser: its script run by Streamlit's own test harness."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from curation.jobs import load

REPO = Path(__file__).resolve().parents[2]
PAGES = (
    "overview",
    "datasets",
    "browse",
    "map",
    "duplicates",
    "contamination",
    "quality",
    "review",
    "compare",
    "history",
    "export",
)

Show = Callable[..., AppTest]


@pytest.fixture
def show(winnow_home: Path) -> Show:
    """Run one page on a data set and hand back what it drew; whatever raises fails the test."""
    st.cache_resource.clear()
    st.cache_data.clear()

    def shown(page: str, dataset: str | None = None, **state: object) -> AppTest:
        app = AppTest.from_file(str(REPO / "ui" / "router.py"), default_timeout=60)
        if dataset is not None:
            app.session_state["dataset"] = dataset
        for key, value in state.items():
            app.session_state[key] = value
        app.switch_page(str(REPO / "pages" / f"{page}.py")).run()
        assert not app.exception, app.exception
        return app

    return shown


@pytest.fixture
def loaded(winnow_home: Path, tmp_path: Path) -> Callable[..., str]:
    """Load rows, a sample or a file into the test's own workspace; the data set's id."""

    def load_rows(rows: list[dict[str, object]] | str, name: str = "rows") -> str:
        spec = rows
        if not isinstance(rows, str):
            spec = str(tmp_path / f"{name}.jsonl")
            Path(spec).write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        assert os.environ["WINNOW_HOME"] == str(winnow_home)
        return load(spec, name=name).id

    return load_rows
