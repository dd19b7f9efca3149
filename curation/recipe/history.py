"""A session's events as people read them, and what differs between two points of it."""

from __future__ import annotations

from dataclasses import dataclass

from curation.recipe.ledger import given
from curation.recipe.log import AUDIT, VERDICT, Entry
from curation.recipe.merging import StepChanges, step_changes
from curation.recipe.points import Point
from curation.recipe.recipe import Recipe
from curation.recipe.resolving import Decided, decisions_in
from curation.recipe.verdict import Given


@dataclass(frozen=True, slots=True)
class Event:
    """One event in the log.

    Attributes:
        seq: Its number, counted from 1.
        parent: The event it followed, 0 for the empty recipe.
        label: What was done, in words.
        at: When, UTC, ISO 8601.
        current: Whether the session stands here.
        kind: ``recipe``, ``verdict``, ``audit``, ``rule``, ``jump`` or ``withdraw``.
        who: Who did it; empty where nobody gave a name.
        stands: Whether it is part of what the session comes to now.
        target: What a jump went to or a withdrawal took back.
        again: The event that this one does again.
        given: The verdict, of events that are one.
        session_id: Whose event it is.
    """

    seq: int
    parent: int
    label: str
    at: str
    current: bool
    kind: str = "recipe"
    who: str = ""
    stands: bool = True
    target: int | None = None
    again: int | None = None
    given: Given | None = None
    session_id: str = ""

    @classmethod
    def of(cls, session_id: str, entry: Entry, cursor: int, *, stands: bool) -> Event:
        """A row of the log as an event."""
        return cls(
            entry.seq,
            entry.parent,
            entry.label,
            entry.at,
            entry.seq == cursor,
            entry.kind,
            entry.who,
            stands,
            entry.target,
            entry.again,
            given(entry) if entry.kind in (VERDICT, AUDIT) else None,
            session_id,
        )

    @property
    def recipe(self) -> Recipe:
        """The whole recipe after this event."""
        from curation.recipe.session import Session

        return Session(self.session_id, "").point(self.seq).recipe


def event_of(session_id: str, entry: Entry | None, cursor: int, *, stands: bool) -> Event | None:
    """A row of the log as an event; None of nothing."""
    return None if entry is None else Event.of(session_id, entry, cursor, stands=stands)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from one point of a session to another.

    Attributes:
        before: The first point.
        after: The second one.
        steps: Steps added, removed and changed, verdicts aside.
        verdicts: Pair → its decision before and after, None for undecided, where the two differ.
    """

    before: Point
    after: Point
    steps: StepChanges
    verdicts: dict[str, tuple[Decided | None, Decided | None]]


def compared(before: Point, after: Point) -> Comparison:
    """What differs between two points."""
    plain = [[step for step in one.recipe.steps if step.kind != "verdicts"] for one in (before, after)]
    here, there = decisions_in(before.recipe.steps), decisions_in(after.recipe.steps)
    differing = {
        pair: (here.get(pair), there.get(pair))
        for pair in sorted(here.keys() | there.keys())
        if here.get(pair) != there.get(pair)
    }
    return Comparison(before, after, step_changes(*plain), differing)
