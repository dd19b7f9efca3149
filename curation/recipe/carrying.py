"""A curator's work carried over to the next revision of a data set."""

from __future__ import annotations

from dataclasses import dataclass

from curation.recipe.fitting import Unmatched, fit
from curation.recipe.recipe import Recipe
from curation.recipe.session import Session
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Carried:
    """A recipe on a new revision.

    Attributes:
        session: The new data set's session that holds it.
        recipe: The recipe; steps that do not fit the new revision are switched off in it.
        unmatched: What of it the new revision does not have.
    """

    session: Session
    recipe: Recipe
    unmatched: tuple[Unmatched, ...]

    @property
    def unfit(self) -> tuple[tuple[str, str], ...]:
        """Title of each step that is switched off for it, and the sentence that says why."""
        return tuple((one.title, one.why) for one in self.unmatched if one.off)


def carry_over(old: str, new: Dataset) -> Carried:
    """Start a session on the new revision with the recipe of the old one's latest session.

    Args:
        old: Id of the earlier data set.
        new: The later data set.

    Raises:
        DatasetError: The session database cannot be used.
    """
    fitted = fit(new, Session.open(old).recipe)
    session = Session.new(new.id, "carried over")
    session.change(fitted.recipe, f"carried over from {old}")
    return Carried(session, fitted.recipe, fitted.unmatched)
