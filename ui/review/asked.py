"""What a curator asked to review, as the link carries it, and the queue that it comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import streamlit as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from curation.errors import RecipeError
from curation.jobs.noise_kept import known_noise
from curation.recipe import Condition, Outcome
from curation.review import (
    Queue,
    audit_of,
    checked,
    disagreements,
    flagged,
    matching,
    of_group,
    of_rows,
    share_of,
)
from curation.similarity import Groups
from ui.state import Desk, outcome_of

Kind = Literal["kept", "filter", "check", "group", "noise", "audit", "flagged", "disagreements"]
TITLES: dict[Kind, str] = {
    "kept": "All kept pairs",
    "filter": "Pairs that fit a condition",
    "check": "Pairs that a check hits",
    "group": "A duplicate group",
    "noise": "Probably wrong labels",
    "audit": "Blind audit",
    "flagged": "Flagged",
    "disagreements": "Disagreements",
}
LINK = "queue"
MOST_DRAWN = 100_000


class Asked(BaseModel):
    """A queue that was asked for.

    Attributes:
        kind: Where the pairs come from.
        check: The check's name, of a check.
        where: The condition, of a filter.
        group: A group's place, counted from 1 with the biggest.
        size: How many pairs an audit draws.
        seed: Of the draw of an audit, and of who looks at what.
        reviewers: Those who share the queue; empty where everybody looks at all of it.
        overlap: How many of them look at each pair.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind = "kept"
    check: str | None = Field(default=None, max_length=200)
    where: Condition | None = None
    group: int = Field(default=1, ge=1)
    size: int = Field(default=100, ge=1, le=MOST_DRAWN)
    seed: int = Field(default=0, ge=0, lt=2**31)
    reviewers: tuple[str, ...] = ()
    overlap: int = Field(default=1, ge=1)

    @property
    def written(self) -> str:
        """It as a link carries it; empty for what is asked by default."""
        found = self.model_dump_json(exclude_defaults=True, by_alias=True)
        return "" if found == "{}" else found


def read_asked(written: str) -> Asked:
    """What a link asks for; all kept pairs where it cannot be read."""
    try:
        return Asked.model_validate_json(written or "{}")
    except ValidationError:
        st.warning("The link names a queue that cannot be read; all kept pairs are shown.", icon="⚠️")
        return Asked()


def before_verdicts(desk: Desk) -> Outcome:
    """What the recipe keeps before anybody's verdict: a pair that is dropped stays in its queue."""
    steps = tuple(step for step in desk.applied.steps if step.kind != "verdicts")
    return outcome_of(desk.dataset, desk.applied.model_copy(update={"steps": steps}))


def groups_of(stood: Outcome) -> Groups | None:
    """The groups of the recipe's first deduplication; None where it has none."""
    return next((step.groups for step in stood.steps if step.groups is not None), None)


def queue_of(desk: Desk, asked: Asked, stood: Outcome) -> Queue:
    """The queue; of one that is shared, this reviewer's part, or all of it for somebody who has none.

    Raises:
        RecipeError: What is asked for is not there, or was not looked for yet.
    """
    queue = _QUEUES[asked.kind](desk, asked, stood)
    who = desk.session.who
    if who not in asked.reviewers or queue.until_resolved:
        return queue
    return share_of(queue, who, asked.reviewers, overlap=asked.overlap, seed=asked.seed)


def _kept(desk: Desk, asked: Asked, stood: Outcome) -> Queue:
    return of_rows(desk.dataset, np.flatnonzero(stood.kept), "kept", TITLES["kept"])


def _matching(desk: Desk, asked: Asked, stood: Outcome) -> Queue:
    if asked.where is None:
        return of_rows(desk.dataset, np.empty(0, np.int64), "filter", TITLES["filter"])
    return matching(desk.dataset, asked.where, stood.kept)


def _of_group(desk: Desk, asked: Asked, stood: Outcome) -> Queue:
    groups = groups_of(stood)
    if groups is None:
        raise RecipeError(
            "The recipe finds no duplicates yet",
            next="On Duplicates, find near-duplicates and add the step to the recipe",
        )
    leaders = groups.kept[np.lexsort((groups.kept, -groups.sizes()))]
    if asked.group > len(leaders):
        raise RecipeError(f"There is no group {asked.group:,}", why=f"there are {len(leaders):,}")
    # The members that went are what one wants to look at beside the one that stayed.
    return of_group(desk.dataset, groups, int(leaders[asked.group - 1]))


def _doubtful(desk: Desk, asked: Asked, stood: Outcome) -> Queue:
    found = known_noise(desk.dataset)
    if found is None:
        raise RecipeError("Wrong labels were not looked for yet", next="Do so on Quality, under Label noise")
    rows = found.pairs[: found.suspects] if found.suspects else found.pairs
    return of_rows(desk.dataset, rows[stood.kept[rows]], "noise", TITLES["noise"])


_QUEUES: dict[Kind, Callable[[Desk, Asked, Outcome], Queue]] = {
    "kept": _kept,
    "filter": _matching,
    "check": lambda desk, asked, stood: checked(desk.dataset, asked.check or "", stood.kept),
    "group": _of_group,
    "noise": _doubtful,
    "audit": lambda desk, asked, stood: audit_of(desk.dataset, asked.size, asked.seed, stood.kept).queue,
    "flagged": lambda desk, asked, stood: flagged(desk.dataset, desk.session.point().resolved),
    "disagreements": lambda desk, asked, stood: disagreements(desk.dataset, desk.session.point().resolved),
}
