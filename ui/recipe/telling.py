"""A session's events told as a story: what was done, in one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from curation.recipe import DeduplicateStep, FilterStep, Recipe
from curation.recipe.history import Event
from curation.recipe.merging import step_changes
from curation.recipe.steps import AnyStep
from ui.text import plural, shortened

DONE = {
    "keep": "kept",
    "drop": "dropped",
    "swap": "swapped",
    "tie": "called a tie",
    "edit": "edited",
    "flag": "flagged",
    "skip": "skipped",
}
_VERDICTS = {"verdict", "audit"}
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: an event, or a run of verdicts that one person gave one after another.

    Attributes:
        events: The events, in order.
        when: When the last of them was, in the reader's own time.
    """

    events: tuple[Event, ...]
    when: datetime

    @property
    def last(self) -> Event:
        """The event to which one goes by going to this line."""
        return self.events[-1]

    @property
    def before(self) -> int:
        """The event that the first one followed."""
        return self.events[0].parent

    @property
    def current(self) -> bool:
        """Whether the session stands here."""
        return any(event.current for event in self.events)

    @property
    def undone(self) -> bool:
        """Whether none of it counts any more. A withdrawal only says that something else does not."""
        return not self.current and self.last.kind != "withdraw" and not any(e.stands for e in self.events)


def lines_of(events: Sequence[Event], zone: tzinfo) -> list[Line]:
    """The lines of a history, the first event first."""
    return [Line(tuple(run), _local(run[-1].at, zone)) for run in _runs(events)]


def _runs(events: Sequence[Event]) -> Iterator[list[Event]]:
    run: list[Event] = []
    for event in events:
        if run and not _goes_on(run[-1], event):
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _goes_on(one: Event, following: Event) -> bool:
    alike = (one.kind, one.who, one.stands, one.at[:10]) == (
        following.kind,
        following.who,
        following.stands,
        following.at[:10],
    )
    return alike and one.kind in _VERDICTS and following.parent == one.seq and not one.current


def _local(at: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(at).astimezone(zone)


def told(line: Line, before: Recipe, after: Recipe, reader: str = "", fewer: int | None = None) -> str:
    """What happened in a line, as a sentence without a full stop.

    Args:
        line: The line.
        before: The recipe before it.
        after: The recipe after it.
        reader: The name of whoever reads; what they did themselves is told to "you".
        fewer: How many rows fewer are kept after it, where that is known.
    """
    event = line.last
    who = "You" if event.who in ("", reader) else event.who
    if event.kind in _VERDICTS:
        return f"{who} {_judged(line.events)}"
    if event.kind == "recipe":
        return f"{who} {_changed(event, before, after, fewer)}"
    return f"{who} {event.label}" if event.kind != "rule" else f"{who} set the rule for {event.label}"


def _judged(events: Sequence[Event]) -> str:
    counts = Counter(event.given.verdict.decision for event in events if event.given is not None)
    done = ", ".join(f"{count:,} {DONE[decision]}" for decision, count in counts.most_common())
    blind = " blind" if events[0].kind == "audit" else ""
    return f"judged {plural(len(events), 'pair')}{blind}: {done}"


def _changed(event: Event, before: Recipe, after: Recipe, fewer: int | None) -> str:
    found = step_changes(before.steps, after.steps)
    counts = (len(found.added), len(found.removed), len(found.changed))
    if counts == (1, 0, 0):
        return _added(found.added[0], fewer)
    if counts == (0, 1, 0):
        return f"took out {_named(found.removed[0])}"
    if counts == (0, 0, 1):
        return _edited(*found.changed[0])
    if sum(counts) and sorted(map(_plain, found.added)) == sorted(map(_plain, found.removed)):
        return (
            f"moved {_named(found.added[0])}" if len(found.added) == 1 else "put the steps in another order"
        )
    return event.label


def _added(step: AnyStep, fewer: int | None) -> str:
    if isinstance(step, FilterStep):
        return f"kept only: {_short(step.title)}"
    if isinstance(step, DeduplicateStep):
        many = "" if fewer is None else f"{fewer:,} "
        if step.method == "exact":
            return f"dropped {many}equal prompts"
        return f"dropped {many}near-duplicates ({step.method}, {step.threshold:g})"
    return f"added the step {_named(step)}"


def _edited(before: AnyStep, after: AnyStep) -> str:
    if before.model_copy(update={"enabled": after.enabled}) == after:
        return f"switched {'on' if after.enabled else 'off'} {_named(after)}"
    if before.model_copy(update={"note": after.note}) == after:
        return (
            f"noted on {_named(after)}: {_short(after.note)}"
            if after.note
            else f"cleared the comment on {_named(after)}"
        )
    if before.model_copy(update={"name": after.name}) == after:
        return f"named {_named(before)} {_named(after)}"
    return (
        f"changed {_named(before)} to {_named(after)}"
        if before.title != after.title
        else f"changed {_named(after)}"
    )


def _named(step: AnyStep) -> str:
    return f"“{_short(step.title)}”"


def _short(text: str | None) -> str:
    return shortened(text, _LONGEST)


def _plain(step: AnyStep) -> str:
    return step.model_dump_json()
