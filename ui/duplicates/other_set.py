"""Prompts that another data set of the workspace holds too: remove them here, or merge the two."""

from __future__ import annotations

import numpy as np
import streamlit as st

from curation.errors import CurationError
from curation.recipe import ExcludeStep, Recipe
from curation.recipe.exclusion import ready, shared
from curation.similarity.between import Between
from curation.store import list_datasets, open_dataset
from ui.duplicates.settings import chosen_step
from ui.duplicates.texts import badges, both, text_of
from ui.duplicates.trial import CHANGED, Trial, change, place_of, step_in
from ui.jobs import draw_job, jobs
from ui.notices import show_error
from ui.sharing import compare, comparing
from ui.state import OPEN_NEXT, Desk
from ui.text import plural

A_PAGE = 5
OTHER = "other-set"


@st.cache_resource(max_entries=8, show_spinner=False)
def _shared(key: tuple[str, str, str], _desk: Desk, _step: ExcludeStep) -> Between:
    return shared(_desk.dataset, _step)


def draw_merging(desk: Desk) -> None:
    """The merge under way; the new data set is opened once it is there."""
    done = draw_job(_merging(desk.dataset.id))
    if done is not None:
        st.session_state[OPEN_NEXT] = done.result["dataset"]
        st.rerun()


def draw_other(trial: Trial) -> None:
    """What the two data sets share at this threshold, and what to do about it."""
    desk = trial.desk
    names = {info.id: info.name for info in list_datasets() if info.id != desk.dataset.id}
    if not names:
        st.write("No other data set in the workspace yet. Load one on the Datasets page.")
        return
    several = list(names.values())
    other = st.selectbox(
        "Another data set",
        list(names),
        format_func=lambda other: names[other] if several.count(names[other]) == 1 else other,
        key=OTHER,
        width=420,
    )
    _draw_merge(desk, other)
    step = _step(desk, other)
    try:
        if not ready(desk.dataset, step):
            _draw_offer(desk, step)
            return
        with st.spinner("Comparing …"):
            found = _shared((desk.dataset.id, other, step.model_dump_json()), desk, step)
    except CurationError as error:
        show_error(error)
        return
    _draw_found(trial, step, found)


def _step(desk: Desk, other: str) -> ExcludeStep:
    """The step that would drop what the other data set holds, as the widgets stand."""
    tried = chosen_step(step_in(desk.session.recipe))
    names = ("method", "unit", "threshold", "lookalikes", "model")
    return ExcludeStep.model_validate({name: getattr(tried, name) for name in names} | {"dataset": other})


def _draw_offer(desk: Desk, step: ExcludeStep) -> None:
    if comparing(desk.dataset.id):
        st.caption("Comparing: the sidebar tells how far it is.")
        return
    st.button("Compare the two", key="compare-other", on_click=_compare, args=(desk, step))


def _compare(desk: Desk, step: ExcludeStep) -> None:
    compare(desk.dataset.id, step)
    st.session_state[CHANGED] = True


def _draw_found(trial: Trial, step: ExcludeStep, found: Between) -> None:
    dataset = trial.desk.dataset
    gone = np.zeros(len(dataset.prompts), bool)
    gone[found.second] = True
    rows = gone[dataset.pairs["prompt_id"].to_numpy()]
    left = int((rows & trial.standing).sum())
    present = step in trial.desk.recipe.steps
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Remove them here: add the exclude step",
            key="exclude",
            disabled=present or not len(found),
            on_click=_exclude,
            args=(trial.desk, step.dataset),
        )
        st.text(
            f"{plural(len(found), 'prompt')} of {len(dataset.prompts):,} with {plural(left, 'pair')}"
            + (" (a step of the recipe)" if present else "")
        )
    theirs = open_dataset(step.dataset).prompts["text"]
    for edge, _ in zip(found.pairs(), range(A_PAGE), strict=False):
        facts = badges(f"at {edge.similarity:.2f}", edge.stage, edge.difference)
        with st.container(border=True):
            st.html(facts + both(theirs[edge.a].as_py(), text_of(trial, edge.b)))
    if len(found) > A_PAGE:
        st.caption(f"and {len(found) - A_PAGE:,} more. Above: the other data set's.")


def _exclude(desk: Desk, other: str) -> None:
    step = _step(desk, other)
    change(desk, with_exclusion(desk.session.recipe, step), f"excluded: {step.title}")


def with_exclusion(recipe: Recipe, step: ExcludeStep) -> Recipe:
    """The recipe with the step in place of an older one on that data set, or before its duplicates step."""
    for at, old in enumerate(recipe.steps):
        if isinstance(old, ExcludeStep) and old.dataset == step.dataset:
            return recipe.with_step_at(at, step)
    place = place_of(recipe)
    place = len(recipe.steps) if place is None else place
    return recipe.model_copy(update={"steps": (*recipe.steps[:place], step, *recipe.steps[place:])})


def _draw_merge(desk: Desk, other: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Merge both into a new data set", key="merge", on_click=_merge, args=(desk, other))
        st.caption(
            "All pairs of both as they were loaded, equal prompts taken together; `source` says where each"
            " came from. The two stay as they are, and so does your work on them."
        )


def _merge(desk: Desk, other: str) -> None:
    order = {"work": "merge", "first": desk.dataset.id, "second": other}
    jobs().start(_merging(desk.dataset.id), "Merging", order)
    st.session_state[CHANGED] = True


def _merging(dataset_id: str) -> str:
    return f"merge-{dataset_id}"
