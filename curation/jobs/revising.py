"""A source loaded again: what changed since the last time, and the curator's work carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from curation.jobs.work import opened
from curation.recipe.carrying import Carried, carry_over
from curation.recipe.session import Session, sessions_of
from curation.store import Dataset
from curation.store.revisions import Revision, compare, earlier_revision


@dataclass(frozen=True)
class Revised:
    """A new revision against the one before it; ``carried`` is None where there was no recipe to carry."""

    revision: Revision
    carried: Carried | None

    def summary(self) -> dict[str, Any]:
        """The ``revision`` object in what ``load --json`` prints."""
        carried = self.carried
        steps = len(carried.recipe.steps) if carried else 0
        unfit = [list(step) for step in carried.unfit] if carried else []
        return {**self.revision.summary, "steps_carried": steps - len(unfit), "steps_switched_off": unfit}


def revise(dataset: Dataset) -> Revised | None:
    """Compare a newly loaded data set with the revision before it, and carry the recipe over.

    Done once: a data set that somebody has worked on already is left alone.

    Returns:
        None where its source was not loaded before, or nothing is new to say of it.

    Raises:
        DatasetError: A data set or the session database cannot be read.
    """
    before = earlier_revision(dataset.info)
    if before is None or sessions_of(dataset.id):
        return None
    had_work = any(Session.open(before.id, known.id).recipe.steps for known in sessions_of(before.id)[:1])
    carried = carry_over(before.id, dataset) if had_work else None
    return Revised(compare(opened(before.id), dataset), carried)
