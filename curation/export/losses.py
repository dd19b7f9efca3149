"""What a format cannot carry of what is kept, said before it is written, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from curation.export.block import Ids
from curation.export.refusing import REASONS, Refusals
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


@dataclass(frozen=True, eq=False, slots=True)
class Loss:
    """Rows that are left out for one reason.

    Attributes:
        reason: Its code.
        why: What it means.
        rows: How many, counted as the format counts its rows.
        pairs: The pairs that they are of, as rows of the pairs table; none of what was never read into one.
        remedies: What the format offers to do about it; empty where they can only be left out.
    """

    reason: str
    why: str
    rows: int
    pairs: Ids
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
    refused = _refusals(target, job)
    found = [
        Loss(
            reason,
            REASONS.get(reason, "the format has no place for it"),
            rows,
            refused.pairs.get(reason, job.outcome.kept_ids[:0]),
            tuple(one for one in REMEDIES.get(reason, ()) if one.option in target.takes),
        )
        for reason, rows in refused.items()
    ]
    return tuple(sorted(found, key=lambda loss: (-loss.rows, loss.reason)))


def _refusals(target: Target, job: Job) -> Refusals:
    if isinstance(target, PairTarget):
        return target.plan(job, job.outcome.kept_ids).refused
    found = Refusals()
    found.update(target.preview(job, 0).refused)
    # Of the source's own shape: what verdicts swap or edit.
    changed = job.outcome.edits.rows
    found.pairs["changed_by_hand"] = changed[job.outcome.kept[changed]]
    return found
