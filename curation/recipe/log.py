"""The log of a session: what stands at a point of it, and what undo and redo would do there.

Events only ever come after one another; ``parent`` is the event at the cursor when one was made, and a
way from an event through its parents is what led to it. A jump stands on top of that way and takes the
state from elsewhere. Undo moves the cursor back over the reviewer's own last event; what lies under
another's is taken back by a withdrawal on top. Nothing here touches the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

START = 0
RECIPE, VERDICT, AUDIT, RULE, JUMP, WITHDRAWAL = "recipe", "verdict", "audit", "rule", "jump", "withdraw"
CHANGES = (RECIPE, VERDICT, AUDIT, RULE, JUMP)


class Entry(NamedTuple):
    """A row of the log; see ``store.records``."""

    seq: int
    parent: int
    kind: str
    who: str
    event_id: str
    label: str
    at: str
    target: int | None = None
    again: int | None = None
    pair: str | None = None
    decision: str | None = None
    body: str | None = None
    has_recipe: bool = False

    @property
    def original(self) -> int:
        """The event that this one does again, or itself."""
        return self.again or self.seq


@dataclass(frozen=True, slots=True)
class State:
    """What stands at a point of the log.

    Attributes:
        recipe: The event that holds the recipe, 0 for none.
        rule: The event that holds the rule, 0 for none.
        verdicts: (pair, reviewer) → the event of the verdict.
        audits: The events of blind verdicts, the last first.
    """

    recipe: int = START
    rule: int = START
    verdicts: dict[tuple[str, str], int] = field(default_factory=dict)
    audits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """A session's events from the first on; number ``seq`` lies at ``seq − 1``."""

    entries: tuple[Entry, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, seq: int) -> Entry:
        return self.entries[seq - 1]

    def way(self, at: int) -> Iterator[Entry]:
        """The events that led to a point, the last first, jumps and what they left behind among them."""
        while at != START:
            entry = self[at]
            yield entry
            at = entry.parent

    def line(self, at: int) -> Iterator[Entry]:
        """The events that make the state at a point, the last first: what does not stand is left out."""
        withdrawn: set[int] = set()
        while at != START:
            entry = self[at]
            at = entry.parent
            if entry.kind == WITHDRAWAL and entry.target is not None:
                withdrawn.add(entry.target)
                yield entry
            elif entry.seq not in withdrawn:
                yield entry
                if entry.kind == JUMP and entry.target is not None:
                    at = entry.target

    def state(self, at: int) -> State:
        """What stands at a point."""
        recipe = rule = START
        cleared = START
        verdicts: dict[tuple[str, str], int] = {}
        audits: list[int] = []
        for entry in self.line(at):
            if entry.kind == VERDICT:
                if entry.seq > cleared:
                    verdicts.setdefault((entry.pair or "", entry.who), entry.seq)
                continue
            if entry.kind == AUDIT:
                audits.append(entry.seq)
            elif entry.kind == RULE:
                rule = rule or entry.seq
            if entry.has_recipe:
                recipe = recipe or entry.seq
            if entry.kind == RECIPE:
                # A recipe whose verdicts were deleted: those up to its target do not count any more.
                cleared = max(cleared, entry.target or START)
        return State(recipe, rule, verdicts, tuple(audits))

    def surviving(self, at: int) -> list[Entry]:
        """What stands at a point, in order, and alone would lead there: recipes, rules and verdicts."""
        verdicts = set(self.state(at).verdicts.values())
        kept = [
            entry
            for entry in self.line(at)
            if entry.has_recipe or entry.kind in (RULE, AUDIT) or entry.seq in verdicts
        ]
        return kept[::-1]

    def standing(self, at: int) -> frozenset[int]:
        """The changes that stand at a point."""
        return frozenset(entry.seq for entry in self.line(at) if entry.kind in CHANGES)

    def undoable(self, at: int, who: str) -> Entry | None:
        """The last change of a reviewer that stands at a point."""
        mine = (entry for entry in self.line(at) if entry.who == who and entry.kind in CHANGES)
        return next(mine, None)

    def redoable(self, at: int, who: str) -> Entry | None:
        """The first change that the reviewer took back and made no other after."""
        latest = next(
            (
                entry
                for entry in reversed(self.entries)
                if entry.who == who and entry.kind in CHANGES and entry.again is None
            ),
            None,
        )
        # Most often it is the one at which the session stands: nothing was taken back since.
        if latest is None or latest.seq == at:
            return None
        here = self._made(at, who)
        undone = [seq for seq in self._made(latest.seq, who) if seq not in here]
        return self[min(undone)] if undone else None

    def _made(self, at: int, who: str) -> set[int]:
        """The reviewer's own changes on the way to a point, less those withdrawn; originals for repeats."""
        withdrawn: set[int] = set()
        made: set[int] = set()
        for entry in self.way(at):
            if entry.kind == WITHDRAWAL and entry.target is not None:
                withdrawn.add(entry.target)
            elif entry.who == who and entry.seq not in withdrawn:
                made.add(entry.original)
        return made

    def way_back(self, at: int, again: Entry) -> int | None:
        """Where the cursor may simply go to have a change stand again, without going over another's event."""
        on_top = [
            entry.seq
            for entry in reversed(self.entries)
            if entry.parent == at and entry.original == again.original and entry.who == again.who
        ]
        if on_top:
            return on_top[0]
        if at != START:
            top = self[at]
            withdrew = top.kind == WITHDRAWAL and top.target and self[top.target].original == again.original
            if withdrew and top.who == again.who:
                return top.parent
        return None
