"""What a format cannot carry of what is kept, said before it is written, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from curation.export.refusing import REASONS
from curation.export.target import Job, PairTarget, Target


@dataclass(frozen=True, slots=True)
class Remedy:
    """An option that would carry the rows after all.

    Attributes:
        option: Its name.
        value: What to set it to.
        says: What then happens to them.
    """

    option: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Rows that are left out for one reason.

    Attributes:
        reason: Its code.
        why: What it means.
        rows: How many.
        remedies: What the format offers to do about it; empty where they can only be left out.
    """

    reason: str
    why: str
    rows: int
    remedies: tuple[Remedy, ...]


FOLD = Remedy("system", "fold", "the system turn is put before the first question")
DROP = Remedy("system", "drop", "the system turn is left away")
LAST = Remedy("turns", "last", "the last question alone is kept of the conversation")
REMEDIES = {
    "system_turn": (FOLD, DROP),
    "system_turn_inside": (FOLD, DROP),
    "several_turns": (LAST,),
    "turns_not_alternating": (LAST,),
    "no_margin": (Remedy("margin", "never", "no margin is written"),),
}


def losses(target: Target, job: Job) -> tuple[Loss, ...]:
    """What the format leaves out of what the recipe kept, the most frequent reason first."""
    if isinstance(target, PairTarget):
        refused = dict(target.plan(job, job.outcome.kept_ids).refused)
    else:
        refused = target.preview(job, 0).refused
    found = [
        Loss(
            reason,
            REASONS.get(reason, "the format has no place for it"),
            rows,
            tuple(one for one in REMEDIES.get(reason, ()) if one.option in target.takes),
        )
        for reason, rows in refused.items()
        if rows
    ]
    return tuple(sorted(found, key=lambda loss: (-loss.rows, loss.reason)))
