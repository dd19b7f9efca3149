"""The blind audit: pairs drawn at random, shown as A and B, and what their verdicts tell of the labels.

Which answer is A is drawn for each pair by its content and the seed: whoever shows the pair again, here or
on another machine, shows it the same way, and a verdict needs nothing but the pair to be read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from curation.analysis.bias.grouping import Grouping, grouped_by
from curation.analysis.estimate import Estimate, share
from curation.recipe.deciding import rows_of
from curation.recipe.margins import drawn
from curation.recipe.resolving import resolve
from curation.recipe.verdict import Decision, Given, Rule, Verdict
from curation.review.agreement import Agreement, agreement
from curation.review.queues import Ids, Mask, Queue, sampled
from curation.store import Dataset

Pick = Literal["a", "b", "tie", "skip"]
_PREFIX = "audit-"
# Another draw than the one that chose the pairs.
_SIDES = 0x51DE5


@dataclass(frozen=True, eq=False)
class Audit:
    """A sample to be judged blind.

    Attributes:
        queue: The pairs, in the order in which they are shown.
        seed: What decided which they are and which answer is A.
    """

    queue: Queue
    seed: int

    @property
    def name(self) -> str:
        """What its verdicts give as their queue."""
        return self.queue.name

    def verdict(self, place: int, pick: Pick, **about: object) -> Verdict:
        """What it means for the label that a reviewer picked A, B or neither of the pair at a place."""
        return unblinded(self.queue.keys[place], self.seed, pick, **about)

    def swaps(self, place: int) -> bool:
        """Whether the rejected answer of the pair at a place is shown as A."""
        return shows_rejected_first(self.queue.keys[place], self.seed)


def audit_of(dataset: Dataset, size: int, seed: int = 0, among: Mask | None = None) -> Audit:
    """Draw a sample of the pairs that have a label: both answers, and no tie."""
    pairs = dataset.pairs
    labelled = (
        pairs["chosen_id"].is_valid().to_numpy()
        & pairs["rejected_id"].is_valid().to_numpy()
        & ~pairs["tie"].to_numpy()
    )
    drawn_ = sampled(dataset, size, seed, labelled if among is None else labelled & among)
    every = np.arange(len(drawn_))
    return Audit(drawn_.only(every, audit_name(seed), f"blind audit of {len(drawn_):,} pairs"), seed)


def audit_name(seed: int) -> str:
    """What verdicts of the audit with this seed give as their queue."""
    return f"{_PREFIX}{seed}"


def shows_rejected_first(pair: str, seed: int) -> bool:
    """Whether the rejected answer of a pair is shown as A."""
    return bool(int(drawn(np.array([int(pair, 16)], np.uint64), seed ^ _SIDES)[0]) >> 63)


def unblinded(pair: str, seed: int, pick: Pick, **about: object) -> Verdict:
    """The verdict against the label that a pick comes to: the label stands, is turned, or is a tie."""
    decision: Decision
    if pick in ("tie", "skip"):
        decision = pick
    else:
        decision = "swap" if (pick == "a") == shows_rejected_first(pair, seed) else "keep"
    values = {"pair": pair, "decision": decision, "queue": audit_name(seed), **about}
    return Verdict.model_validate(values)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the blind verdicts say of the labels.

    Attributes:
        judged: Pairs on which those who judged them agree.
        undecided: Pairs on which they do not.
        ties: Of the judged pairs, those where neither answer was better; they count as no error.
        errors: Share of judged pairs whose label is turned, with its Wilson interval.
        where: By what → group and the same share within it, the highest first.
        agreement: How far the reviewers agree.
    """

    judged: int
    undecided: int
    ties: int
    errors: Estimate
    where: dict[str, list[tuple[str, Estimate]]]
    agreement: Agreement

    def as_json(self) -> dict[str, object]:
        """The figures of ``audit --json``."""
        return {
            "judged": self.judged,
            "undecided": self.undecided,
            "ties": self.ties,
            "label_errors": self.errors.as_json(),
            "where": {
                name: [{"group": group, **found.as_json()} for group, found in groups]
                for name, groups in self.where.items()
            },
            "agreement": self.agreement.as_json(),
        }


def audit_report(
    dataset: Dataset, audits: Iterable[Given], *, seed: int | None = None, by: Sequence[Grouping] = ()
) -> AuditReport:
    """The label-error rate that blind verdicts show, and where it concentrates.

    Args:
        dataset: The data set.
        audits: The blind verdicts.
        seed: Only those of the audit with this seed; None for all together.
        by: Other ways to tell rows apart, such as by topic, beside split and source.
    """
    of_audit = [one for one in audits if seed is None or one.verdict.queue == audit_name(seed)]
    last = {(one.verdict.pair, one.who): one for one in sorted(of_audit, key=lambda one: one.seq)}
    there = rows_of(dataset, {pair for pair, _ in last})
    counted = [one for one in last.values() if one.verdict.pair in there]
    resolved = resolve(counted, Rule(kind="majority"))
    rows = np.array([there[pair][0] for pair in resolved.decided], np.int64)
    wrong = np.array([decision == "swap" for decision, _ in resolved.decided.values()], bool)
    ties = sum(decision == "tie" for decision, _ in resolved.decided.values())
    where = {}
    for grouping in (grouped_by(dataset, "split"), grouped_by(dataset, "source"), *by):
        if len(grouping.labels) > 1:
            where[grouping.name] = _concentration(grouping, rows, wrong)
    return AuditReport(
        len(rows),
        len(resolved.disagreed),
        ties,
        share(int(wrong.sum()), len(wrong)),
        where,
        agreement(counted),
    )


def _concentration(grouping: Grouping, rows: Ids, wrong: Mask) -> list[tuple[str, Estimate]]:
    counts: dict[int, list[bool]] = defaultdict(list)
    for code, hit in zip(grouping.codes[rows].tolist(), wrong.tolist(), strict=True):
        counts[code].append(hit)
    found = [
        (grouping.labels[code], share(sum(hits), len(hits))) for code, hits in counts.items() if code >= 0
    ]
    return sorted(found, key=lambda one: (-one[1].value, one[0]))
