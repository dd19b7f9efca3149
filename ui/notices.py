"""Errors and empty states, each with a next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from curation.errors import CurationError


def show_error(error: CurationError) -> None:
    """One sentence and what to do next. ``st.text`` since names in it may come from a data set."""
    with st.container(border=True, key=None):
        st.error("That did not work.", icon="⚠️")
        for sentence in error.sentences:
            st.text(sentence)


def say_waiting() -> None:
    """Tell whoever pressed something that it waits for the database, while it does."""
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.toast(
            "Another program is writing to the session database; waiting for it. Nothing is lost.",
            icon=":material/hourglass_top:",
        )


@contextmanager
def told() -> Iterator[None]:
    """Show a ``CurationError`` raised in the block instead of stopping the page."""
    try:
        yield
    except CurationError as error:
        show_error(error)
