"""A round of review: a queue, who decided what of its pairs, and which one is open.

Whatever a key press needs is held here and brought up to date by the press itself; the log is read anew
only where somebody else wrote to it, or something was taken back.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from curation.recipe import Given, Rule, Verdict
from curation.recipe.history import Event
from curation.recipe.points import Point
from curation.recipe.resolving import resolve
from curation.recipe.session import Session
from curation.review import Queue, pace
from curation.review.pace import PAUSE_SECONDS

Mask = NDArray[np.bool_]
Votes = dict[str, dict[str, Given]]
_PACED = 40


@dataclass
class Round:
    """A reviewer's way through a queue; see the module's docstring.

    Attributes:
        queue: The pairs in order.
        session: Where verdicts are written, in the reviewer's name.
        seed: Of a blind audit, whose verdicts are counted and decide nothing; None of any other queue.
        at: The place of the open pair.
        visit: How often a pair was opened: what a press belongs to.
        votes: Pair → reviewer → verdict.
        left: The places that the reviewer has still to look at.
        known: The event up to which this is read.
        said: What was done last, in words.
        problem: Why the last press did not work, a sentence.
        editing: Whether the texts of the open pair are being edited.
        helping: Whether the keys are explained.
        elsewhere: Whether something changed that the whole page shows.
        touched: The pair that was decided on last, until its verdict is counted.
        tags: Tags given so far, to pick from.
        token: Names this round in the names of its events.
    """

    queue: Queue
    session: Session
    seed: int | None = None
    at: int = 0
    visit: int = 0
    votes: Votes = field(default_factory=dict)
    left: Mask = field(default_factory=lambda: np.empty(0, bool))
    rule: Rule = field(default_factory=Rule)
    known: int = -1
    said: str = ""
    problem: str = ""
    editing: bool = False
    helping: bool = False
    elsewhere: bool = False
    touched: str | None = None
    tags: tuple[str, ...] = ()
    opened_at: float = field(default_factory=time.monotonic)
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    _last: deque[Given] = field(default_factory=lambda: deque(maxlen=_PACED))

    @property
    def who(self) -> str:
        """The reviewer."""
        return self.session.who

    @property
    def blind(self) -> bool:
        """Whether pairs are shown without what would tell the label."""
        return self.seed is not None

    @property
    def key(self) -> str:
        """The open pair's content key."""
        return f"{int(self.queue.numbers[self.at]):016x}"

    @property
    def pair_id(self) -> int:
        """The open pair's row."""
        return int(self.queue.rows[self.at])

    @property
    def done(self) -> int:
        """How many pairs of the queue are behind the reviewer."""
        return len(self.queue) - int(self.left.sum())

    @property
    def per_hour(self) -> float | None:
        """Pairs an hour over the reviewer's last verdicts; None until there are a few."""
        return pace(self._last) if len(self._last) > 4 else None

    def place(self, key: str) -> int | None:
        """Where a pair stands in the queue; None where it does not."""
        try:
            number = np.uint64(int(key, 16))
        except (ValueError, OverflowError):
            return None
        found = np.flatnonzero(self.queue.numbers == number)
        return int(found[0]) if len(found) else None

    def row_of(self, key: str) -> int:
        """A pair's row in the pairs table; −1 of one that is not in the queue."""
        place = self.place(key)
        return -1 if place is None else int(self.queue.rows[place])

    def mine(self, key: str) -> Given | None:
        """The reviewer's own verdict on a pair."""
        return self.votes.get(key, {}).get(self.who)

    def remember(self, tags: Iterable[str]) -> None:
        """Offer these tags from now on."""
        self.tags = tuple(dict.fromkeys((*self.tags, *tags)))

    def read(self, point: Point) -> None:
        """Take over what stands at a point of the session."""
        votes: Votes = {}
        for one in self._about(point):
            votes.setdefault(one.verdict.pair, {})[one.who] = one
        self.votes, self.rule, self.known = votes, point.rule, point.seq
        self.remember(tag for one in point.verdicts for tag in one.verdict.tags)
        done = np.array([int(key, 16) for key in votes if not self._is_left(key)], np.uint64)
        self.left = ~np.isin(self.queue.numbers, done)
        mine = sorted((cast[self.who] for cast in votes.values() if self.who in cast), key=_seq)
        self._last = deque(mine, maxlen=_PACED)

    def _about(self, point: Point) -> list[Given]:
        """The verdicts that count here: an audit's own, or all that are not blind."""
        if not self.blind:
            return list(point.verdicts)
        mine = [one for one in point.audits if one.verdict.queue == self.queue.name]
        return sorted(mine, key=_seq)

    def _is_left(self, key: str) -> bool:
        cast = self.votes.get(key, {})
        if not self.queue.until_resolved:
            return self.who not in cast
        found = resolve(cast.values(), self.rule)
        return key in (found.flagged if self.queue.name == "flagged" else found.disagreed)

    def decide(self, verdict: Verdict, event_id: str) -> bool:
        """Store a verdict, on disk before this returns; whether it was new.

        Args:
            verdict: The verdict.
            event_id: Names the press: the same press again stores nothing.

        Raises:
            CurationError: The database does not take it.
        """
        seq = self.session.decide(verdict, event_id, blind=self.blind)
        if seq <= self.known:
            return False
        given = Given(verdict, self.who, datetime.now(UTC).isoformat(), seq)
        self.votes.setdefault(verdict.pair, {})[self.who] = given
        # Where another's event came between, the next look at the log reads it.
        self.known = seq if seq == self.known + 1 else self.known
        self._last.append(given)
        self._changed(verdict.pair)
        return True

    def walked(self, event: Event, *, back: bool) -> None:
        """Take in that a verdict of the reviewer's was taken back or done again, where that was all.

        Thousands of verdicts are not read anew for one; whatever else happened, the next look at the log
        reads it.
        """
        if event.kind != "verdict" or event.given is None:
            return
        pair = event.given.verdict.pair
        at, own = self.session.verdict_on(pair)
        if (event.seq, event.parent) != ((self.known, at) if back else (at, self.known)):
            return
        cast = self.votes.setdefault(pair, {})
        if own is None:
            cast.pop(self.who, None)
        else:
            cast[self.who] = own
        self._last = deque((one for one in self._last if one.verdict.pair != pair), maxlen=_PACED)
        self.known = at
        self._changed(pair)

    def _changed(self, pair: str) -> None:
        self.touched = pair
        place = self.place(pair)
        if place is not None:
            self.left[place] = self._is_left(pair)

    def go(self, place: int) -> None:
        """Open the pair at a place of the queue."""
        self.at = max(0, min(place, len(self.queue) - 1))
        self.visit += 1
        self.editing = False
        self.opened_at = time.monotonic()

    def next_left(self) -> int | None:
        """The next pair that is left, from the top again once the end is reached; None where none is."""
        start = self.at + 1
        for begin, piece in ((start, self.left[start:]), (0, self.left[:start])):
            if piece.any():
                return begin + int(piece.argmax())
        return None

    def looked(self) -> float:
        """Seconds since the pair was opened, as far as they count as work."""
        return round(min(time.monotonic() - self.opened_at, PAUSE_SECONDS), 1)


def _seq(given: Given) -> int:
    return given.seq
