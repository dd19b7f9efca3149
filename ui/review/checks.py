"""Which checks hit a pair: all are run once a server, beside the review and not before it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import streamlit as st

from curation.analysis.checks import CHECKS, check_named, find_all
from curation.analysis.masks import Mask
from curation.store import Dataset


def checks_of(dataset: Dataset, pair_id: int) -> tuple[str, ...]:
    """Titles of the checks that hit a row; empty until they have run."""
    found = _running(dataset.id, dataset)
    if not found.done() or found.exception() is not None:
        return ()
    return tuple(check_named(name).title for name, hit in found.result().items() if hit[pair_id])


@st.cache_resource(max_entries=4, show_spinner=False)
def _running(dataset_id: str, _dataset: Dataset) -> Future[dict[str, Mask]]:
    return _worker().submit(find_all, _dataset, CHECKS)


@st.cache_resource(show_spinner=False)
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="checks")
