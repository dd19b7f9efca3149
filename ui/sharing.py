"""Comparing with another data set: the search that exclude steps wait for, its progress and its start."""

from __future__ import annotations

import streamlit as st

from curation.errors import CurationError
from curation.recipe import ExcludeStep
from curation.recipe.exclusion import other_than
from ui.jobs import draw_job, jobs
from ui.state import Desk


def comparing(dataset_id: str) -> bool:
    """Whether a search over the prompts of a data set and another is under way."""
    job = jobs().get(_name(dataset_id))
    return job is not None and job.state == "running"


def compare(dataset_id: str, step: ExcludeStep) -> None:
    """Start the search that a step needs, unless one is under way."""
    order = {"work": "shared", "dataset": dataset_id, "step": step.model_dump(mode="json")}
    jobs().start(_name(dataset_id), "Comparing data sets", order)


def draw_waiting(desk: Desk) -> None:
    """In the sidebar: a search under way, and what each exclude step waits for."""
    draw_job(_name(desk.dataset.id))
    if comparing(desk.dataset.id):
        return
    for at, step in enumerate(desk.waiting):
        if isinstance(step, ExcludeStep):
            _draw_step(desk, at, step)


def _draw_step(desk: Desk, at: int, step: ExcludeStep) -> None:
    try:
        other_than(desk.dataset, step)
    except CurationError as error:
        st.warning(f"An exclude step waits. {error}", icon="⏳")
        return
    st.warning("An exclude step waits until the prompts of the two data sets are compared.", icon="⏳")
    st.button(
        f"Compare with {step.dataset}",
        key=f"compare-{at}",
        on_click=compare,
        args=(desk.dataset.id, step),
        width="stretch",
    )


def _name(dataset_id: str) -> str:
    return f"shared-{dataset_id}"
