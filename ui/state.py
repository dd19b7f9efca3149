"""What every page works on: the data set in hand, the curator's session, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from curation.analysis.contamination import known_findings
from curation.errors import CurationError
from curation.jobs import FLOOR, known_neighbours, opened
from curation.recipe import ContaminationStep, DeduplicateStep, LeakStep, Outcome, Recipe, apply
from curation.recipe.deduplication import floor_for
from curation.recipe.session import Session
from curation.store import Dataset

DATASET = "dataset"
OPEN_NEXT = "_open-next"


@dataclass(frozen=True)
class Desk:
    """One run's view: data set, session, recipe, and the outcome of that recipe.

    ``waiting`` holds duplicate and leak steps whose neighbours are not computed on this machine yet, and
    contamination steps whose benchmarks were not searched for or have changed; the outcome leaves
    them out and the sidebar says so.
    """

    dataset: Dataset
    session: Session
    recipe: Recipe
    applied: Recipe
    outcome: Outcome
    waiting: tuple[DeduplicateStep | LeakStep | ContaminationStep, ...] = ()

    @property
    def cache_key(self) -> tuple[str, str]:
        """What any derived figure depends on."""
        return self.dataset.id, self.applied.hash

    def undo(self) -> None:
        """Go back one change; the next rerun shows it."""
        self.session.undo()

    def redo(self) -> None:
        """Go forward one change again."""
        self.session.redo()

    def change(self, recipe: Recipe, label: str) -> None:
        """Store a new recipe; the next rerun shows it."""
        self.session.change(recipe, label)


@st.cache_resource(max_entries=8, show_spinner=False)
def dataset_named(dataset_id: str) -> Dataset:
    """The opened data set, shared by every session of the server; it never changes."""
    return opened(dataset_id)


@st.cache_resource(max_entries=64, show_spinner=False)
def _outcome(dataset_id: str, recipe_hash: str, _dataset: Dataset, _recipe: Recipe) -> Outcome:
    return apply(_dataset, _recipe)


def outcome_of(dataset: Dataset, recipe: Recipe) -> Outcome:
    """What a recipe keeps of a data set, computed once a server."""
    return _outcome(dataset.id, recipe.hash, dataset, recipe)


@st.cache_resource(show_spinner=False)
def _found() -> set[tuple[str, str, str, float, str | None]]:
    """Neighbour graphs known to be stored; once stored they stay."""
    return set()


def _ready(dataset: Dataset, step: DeduplicateStep | LeakStep) -> bool:
    """Whether a step over near-duplicates can be applied at once; exact ones need nothing stored."""
    if not step.enabled or step.method == "exact":
        return True
    floor = min(floor_for(step.threshold), FLOOR)
    graph = (dataset.id, step.method, step.unit, floor, step.model)
    if graph not in _found():
        try:
            known = known_neighbours(
                dataset, method=step.method, floor=floor, model=step.model, unit=step.unit
            )
        except CurationError:
            return False
        if known is None:
            return False
        _found().add(graph)
    return True


@st.cache_resource(show_spinner=False)
def _looked() -> set[tuple[str, str]]:
    """Contamination steps whose findings are known to be stored, with the benchmarks unchanged."""
    return set()


def _looked_for(dataset: Dataset, step: ContaminationStep) -> bool:
    """Whether a contamination step can be applied at once; a benchmark that is gone or changed cannot."""
    search = (dataset.id, step.model_dump_json(exclude={"name", "note", "stay"}))
    if step.enabled and search not in _looked():
        try:
            found = known_findings(dataset, step.benchmarks, step.rule)
        except CurationError:
            return False
        if found is None:
            return False
        _looked().add(search)
    return True


def open_desk(dataset_id: str) -> Desk:
    """The desk for a data set, on its latest session.

    Raises:
        CurationError: The data set or the session cannot be opened, or a step does not fit.
    """
    dataset = dataset_named(dataset_id)
    session = Session.open(dataset_id, st.session_state.get(f"session-{dataset_id}"))
    st.session_state[f"session-{dataset_id}"] = session.id
    recipe = session.recipe
    waiting = tuple(
        step
        for step in recipe.steps
        if (isinstance(step, DeduplicateStep | LeakStep) and not _ready(dataset, step))
        or (isinstance(step, ContaminationStep) and not _looked_for(dataset, step))
    )
    ready = recipe.model_copy(update={"steps": tuple(step for step in recipe.steps if step not in waiting)})
    return Desk(dataset, session, recipe, ready, outcome_of(dataset, ready), waiting)


def current() -> Desk | None:
    """The desk of this run, put there by the router; None where no data set is open."""
    desk: Desk | None = st.session_state.get("_desk")
    return desk


def put(desk: Desk | None) -> None:
    """Lay the desk out for the page that runs next."""
    st.session_state["_desk"] = desk
