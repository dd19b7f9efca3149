"""Everything that stands at one event of a session: recipe, verdicts, and the rule that makes them one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from curation.errors import DatasetError, RecipeError
from curation.recipe.ledger import given, recipe_at, rule_in
from curation.recipe.log import START, Log
from curation.recipe.merging import Clash, merged
from curation.recipe.recipe import Recipe
from curation.recipe.resolving import Resolved, resolve, with_verdicts
from curation.recipe.verdict import Given, Rule


@dataclass(frozen=True)
class Point:
    """Everything that stands at an event.

    Attributes:
        seq: The event's number, 0 for the start.
        stored: The recipe less the session's verdicts.
        verdicts: The verdicts, one a reviewer and pair, in the order they were given.
        audits: All blind verdicts, likewise; of several by one reviewer on a pair the last counts.
        rule: How several reviewers' verdicts become one.
    """

    seq: int
    stored: Recipe
    verdicts: tuple[Given, ...]
    audits: tuple[Given, ...]
    rule: Rule

    @cached_property
    def resolved(self) -> Resolved:
        """What the verdicts come to by the rule."""
        return resolve(self.verdicts, self.rule)

    @cached_property
    def recipe(self) -> Recipe:
        """The whole recipe: the verdicts are its last step."""
        return with_verdicts(self.stored, self.resolved)


def checked(log: Log, seq: int) -> int:
    """The number of an event that there is.

    Raises:
        DatasetError: There is none.
    """
    if not START <= seq <= len(log):
        raise DatasetError(
            f"The session has no event {seq}",
            why=f"it has {len(log):,}",
            next="See `python -m curation history DATASET`",
        )
    return seq


def stored_at(connection: sa.Connection, session_id: str, log: Log, seq: int) -> Recipe:
    """The recipe at an event, less the session's verdicts."""
    return recipe_at(connection, session_id, log.state(seq).recipe)


def merged_as(base: Recipe, mine: Recipe, theirs: Recipe, what: str) -> Recipe:
    """What ``mine`` does to ``base``, done to ``theirs``.

    Raises:
        RecipeError: Both changed the same; ``what`` says what cannot be done.
    """
    try:
        return merged(base, mine, theirs)
    except Clash as clash:
        raise RecipeError(
            what,
            why=f"{clash.what} has been changed by somebody else meanwhile",
            next="Look at it as it is now, then make your change again",
        ) from clash


def point_at(connection: sa.Connection, session_id: str, log: Log, seq: int) -> Point:
    """What stands at an event."""
    state = log.state(seq)
    return Point(
        seq,
        recipe_at(connection, session_id, state.recipe),
        tuple(given(log[one]) for one in sorted(state.verdicts.values())),
        tuple(given(log[one]) for one in sorted(state.audits)),
        rule_in(log, state.rule),
    )
