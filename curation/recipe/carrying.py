"""A curator's work carried over to the next revision of a data set."""

from __future__ import annotations

from dataclasses import dataclass

from curation.errors import CurationError
from curation.recipe.recipe import Recipe
from curation.recipe.removal import check_step
from curation.recipe.session import Session
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Carried:
    """A recipe on a new revision.

    Attributes:
        session: The new data set's session that holds it.
        recipe: The recipe; steps that do not fit the new revision are switched off in it.
        unfit: Title of each such step, and the sentence that says why.
    """

    session: Session
    recipe: Recipe
    unfit: tuple[tuple[str, str], ...]


def carry_over(old: str, new: Dataset) -> Carried:
    """Start a session on the new revision with the recipe of the old one's latest session.

    Steps name fields and contents, never row numbers, so they mean the same on both.

    Args:
        old: Id of the earlier data set.
        new: The later data set.

    Raises:
        DatasetError: The session database cannot be used.
    """
    recipe = Session.open(old).recipe
    steps, unfit = [], []
    for step in recipe.steps:
        try:
            check_step(new, step)
            steps.append(step)
        except CurationError as error:
            unfit.append((step.title, str(error)))
            steps.append(step.model_copy(update={"enabled": False}))
    carried = recipe.model_copy(update={"steps": tuple(steps)})
    session = Session.new(new.id, "carried over")
    session.change(carried, f"carried over from {old}")
    return Carried(session, carried, tuple(unfit))
