"""How far a reviewer is with a queue, how fast, and which pair comes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from curation.recipe.verdict import Given
from curation.review.queues import Queue

# A longer pause than this counts as this much: nobody looks at one pair for longer.
PAUSE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reviewer is.

    Attributes:
        done: Pairs of the queue that they have looked at.
        left: Pairs that are left.
        per_hour: Pairs an hour, pauses cut; None before the second one.
    """

    done: int
    left: int
    per_hour: float | None

    @property
    def hours_left(self) -> float | None:
        """How long the rest will take at this pace."""
        return self.left / self.per_hour if self.per_hour else None


def looked_at(queue: Queue, given: Iterable[Given], who: str) -> frozenset[str]:
    """The pairs of a queue that a reviewer is done with."""
    if queue.until_resolved:
        return frozenset()
    return frozenset(one.verdict.pair for one in given if one.who == who).intersection(queue.keys)


def next_undecided(queue: Queue, done: Collection[str], after: int = -1) -> int | None:
    """The place of the next pair that is not done: behind ``after``, then from the beginning on.

    Returns:
        None where all are done.
    """
    places = [*range(after + 1, len(queue)), *range(min(after + 1, len(queue)))]
    return next((place for place in places if queue.keys[place] not in done), None)


def progress(queue: Queue, given: Iterable[Given], who: str) -> Progress:
    """How far a reviewer is with a queue, and at which pace.

    Args:
        queue: The queue.
        given: The standing verdicts (in an audit: the blind ones).
        who: The reviewer.
    """
    mine = [one for one in given if one.who == who]
    done = len(looked_at(queue, mine, who))
    keys = frozenset(queue.keys)
    here = [one for one in mine if one.verdict.pair in keys or one.verdict.queue == queue.name]
    return Progress(done, len(queue) - done, pace(sorted(here, key=lambda one: one.seq)))


def pace(given: Iterable[Given]) -> float | None:
    """Verdicts an hour, from the times between them in the order they were given; None of fewer than two."""
    times = [datetime.fromisoformat(one.at) for one in given]
    # A clock that was put back tells nothing of how long it took.
    spans = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    total = sum(min(max(span, 0.0), PAUSE_SECONDS) for span in spans)
    return len(spans) * 3600 / total if total > 0 else None
