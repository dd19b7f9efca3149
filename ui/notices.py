"""Errors and empty states, each with a next step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from curation.errors import CurationError


def show_error(error: CurationError) -> None:
    """One sentence and what to do next. ``st.text`` since names in it may come from a data set."""
    with st.container(border=True, key=None):
        st.error("That did not work.", icon="⚠️")
        for sentence in error.sentences:
            st.text(sentence)


@contextmanager
def told() -> Iterator[None]:
    """Show a ``CurationError`` raised in the block instead of stopping the page."""
    try:
        yield
    except CurationError as error:
        show_error(error)
