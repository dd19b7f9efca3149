"""What every page works on: the data set in hand, the curator's session, and what it keeps."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from curation.analysis.contamination import known_findings
from curation.errors import CurationError, RecipeError
from curation.jobs import FLOOR, known_neighbours, opened
from curation.recipe import (
    ContaminationStep,
    DeduplicateStep,
    DiverseStep,
    ExcludeStep,
    LeakStep,
    Outcome,
    Recipe,
    Step,
    apply,
)
from curation.recipe.deduplication import floor_for
from curation.recipe.exclusion import ready
from curation.recipe.removal import check_step, pinned
from curation.recipe.session import Session
from curation.recipe.steps import Comparing
from curation.similarity.vectors import stored_vectors
from curation.store import Dataset
from ui.linking import session_for

DATASET = "dataset"
OPEN_NEXT = "_open-next"


@dataclass(frozen=True, slots=True)
class Unfit:
    """An enabled step that the data set cannot be asked, and why, a sentence."""

    step: Step
    why: str


@dataclass(frozen=True)
class Desk:
    """One run's view: data set, session, recipe, and the outcome of that recipe.

    ``waiting`` holds duplicate and leak steps whose neighbours are not computed on this machine yet,
    exclude steps whose other data set is not here or was not compared with yet, contamination steps whose
    benchmarks were not searched for or have changed, and diverse subsets of prompts that are not
    embedded; the outcome leaves them out and the sidebar says so. ``unfit`` holds the steps that cannot be
    asked of this data set, and why; they are left out and told likewise.
    """

    dataset: Dataset
    session: Session
    recipe: Recipe
    applied: Recipe
    outcome: Outcome
    waiting: tuple[Comparing, ...] = ()
    unfit: tuple[Unfit, ...] = ()

    @property
    def left_out(self) -> tuple[Step, ...]:
        """Enabled steps that the outcome does not hold."""
        return (*self.waiting, *(one.step for one in self.unfit))

    @property
    def cache_key(self) -> tuple[str, str]:
        """What any derived figure depends on."""
        return self.dataset.id, self.applied.hash

    def undo(self) -> None:
        """Go back one change; the next rerun shows it."""
        self.session.take_back()

    def redo(self) -> None:
        """Go forward one change again."""
        self.session.do_again()

    def change(self, recipe: Recipe, label: str) -> None:
        """Store a new recipe; the next rerun shows it."""
        self.session.change(recipe, label)


@st.cache_resource(
    max_entries=8, show_spinner="Opening the data set; texts are measured where that is not done yet …"
)
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
def _found() -> set[tuple[str, str, str, float, str | None, str]]:
    """Neighbour graphs known to be stored; once stored they stay."""
    return set()


def _ready(dataset: Dataset, step: DeduplicateStep | LeakStep) -> bool:
    """Whether a step over near-duplicates can be applied at once; exact ones need nothing stored."""
    if not step.enabled or step.method == "exact":
        return True
    floor = min(floor_for(step.threshold), FLOOR)
    search = step.search if isinstance(step, DeduplicateStep) else "auto"
    graph = (dataset.id, step.method, step.unit, floor, step.model, search)
    if graph not in _found():
        try:
            known = known_neighbours(
                dataset, method=step.method, floor=floor, model=step.model, unit=step.unit, search=search
            )
        except CurationError:
            return False
        if known is None:
            return False
        _found().add(graph)
    return True


@st.cache_resource(show_spinner=False)
def _compared() -> set[tuple[str, str]]:
    """Exclude steps whose search is known to be kept, on the data set that they name now."""
    return set()


def _compared_with(dataset: Dataset, step: ExcludeStep) -> bool:
    """Whether an exclude step can be applied at once; one that names no other data set here cannot."""
    if not step.enabled:
        return True
    try:
        search = (dataset.id, pinned(step).model_dump_json(exclude={"name", "note"}))
        if search not in _compared():
            if not ready(dataset, step):
                return False
            _compared().add(search)
    except CurationError:
        return False
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


@st.cache_resource(show_spinner=False)
def _embedded() -> set[tuple[str, str | None]]:
    """Data sets whose prompts are known to be embedded, and by which model."""
    return set()


def _all_embedded(dataset: Dataset, step: DiverseStep) -> bool:
    """Whether a diverse subset can be chosen at once: every prompt is embedded."""
    if step.enabled and (dataset.id, step.model) not in _embedded():
        try:
            missing = stored_vectors(dataset.prompts["text"].to_pylist(), step.model).missing
        except CurationError:
            return False
        if missing:
            return False
        _embedded().add((dataset.id, step.model))
    return True


def open_desk(dataset_id: str) -> Desk:
    """The desk for a data set: on the session in hand, else the one the link names, else its latest.

    Raises:
        CurationError: The data set or the session cannot be opened.
    """
    dataset = dataset_named(dataset_id)
    session = session_for(dataset)
    recipe = session.recipe
    for trying in (False, True):
        fitting, unfit = fitted(dataset, recipe, trying=trying)
        applied, waiting = standing(dataset, fitting)
        try:
            return Desk(dataset, session, recipe, applied, outcome_of(dataset, applied), waiting, unfit)
        except RecipeError:
            # A step may be found not to fit only as it is run: then each is tried by itself.
            if trying:
                raise
    raise AssertionError("the second time returns or raises")


def standing(dataset: Dataset, recipe: Recipe) -> tuple[Recipe, tuple[Comparing, ...]]:
    """A recipe less the steps that must wait, and those steps."""
    waiting = tuple(
        step for step in recipe.steps if isinstance(step, Comparing) and not _at_once(dataset, step)
    )
    return _less(recipe, waiting), waiting


def left_out(dataset: Dataset, recipe: Recipe) -> tuple[Step, ...]:
    """The enabled steps of a recipe that wait or do not fit."""
    fitting, unfit = fitted(dataset, recipe)
    return (*standing(dataset, fitting)[1], *(one.step for one in unfit))


def fitted(dataset: Dataset, recipe: Recipe, *, trying: bool = False) -> tuple[Recipe, tuple[Unfit, ...]]:
    """A recipe less the enabled steps that the data set cannot be asked, and those steps.

    Another program or revision may have named what is not here; the page opens all the same.

    Args:
        dataset: The data set.
        recipe: The recipe.
        trying: Run each step as well, of those that need not wait for anything.
    """
    unfit = tuple(
        Unfit(step, why) for step in recipe.steps if step.enabled and (why := _misfit(dataset, step, trying))
    )
    return _less(recipe, tuple(one.step for one in unfit)), unfit


def _misfit(dataset: Dataset, step: Step, trying: bool) -> str:
    """Why a step cannot be asked of a data set; empty where it can."""
    # A data set to compare with may come yet: that step waits.
    if isinstance(step, ExcludeStep):
        return ""
    try:
        check_step(dataset, step)
        if trying and not isinstance(step, Comparing):
            apply(dataset, Recipe(steps=(step,)))
    except CurationError as error:
        return error.sentences[0]
    return ""


def _less(recipe: Recipe, without: tuple[Step, ...]) -> Recipe:
    steps = tuple(step for step in recipe.steps if step not in without)
    return recipe.model_copy(update={"steps": steps})


@st.cache_data(max_entries=4096, show_spinner=False)
def _kept(dataset_id: str, recipe_hash: str, _dataset: Dataset, _recipe: Recipe) -> int:
    return apply(_dataset, _recipe).pairs_kept


def kept_by(dataset: Dataset, recipe: Recipe) -> int:
    """How many rows a recipe keeps, less the steps that wait or do not fit: for one that is tried or past.

    Raises:
        CurationError: A step is found not to fit only as it is run.
    """
    applied, _ = standing(dataset, fitted(dataset, recipe)[0])
    return _kept(dataset.id, applied.hash, dataset, applied)


def _at_once(dataset: Dataset, step: Comparing) -> bool:
    """Whether a step can be applied within a request: what it needs is found or embedded already."""
    if isinstance(step, ContaminationStep):
        return _looked_for(dataset, step)
    if isinstance(step, DiverseStep):
        return _all_embedded(dataset, step)
    if isinstance(step, ExcludeStep):
        return _compared_with(dataset, step)
    return _ready(dataset, step)


def current() -> Desk | None:
    """The desk of this run, put there by the router; None where no data set is open."""
    desk: Desk | None = st.session_state.get("_desk")
    return desk


def put(desk: Desk | None) -> None:
    """Lay the desk out for the page that runs next."""
    st.session_state["_desk"] = desk
