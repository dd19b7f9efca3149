"""Review: queues of pairs to look at, who looks at which, how far they are, and the blind audit."""

from curation.review.agreement import Agreement, agreement
from curation.review.assignment import assigned, share_of
from curation.review.audit import Audit, AuditReport, audit_of, audit_report, unblinded
from curation.review.files import Imported, bring_in, read_verdicts, verdict_lines, write_verdicts
from curation.review.pace import Progress, looked_at, next_undecided, pace, progress
from curation.review.queues import (
    Queue,
    checked,
    disagreements,
    flagged,
    matching,
    of_group,
    of_rows,
    sampled,
)

__all__ = [
    "Agreement",
    "Audit",
    "AuditReport",
    "Imported",
    "Progress",
    "Queue",
    "agreement",
    "assigned",
    "audit_of",
    "audit_report",
    "bring_in",
    "checked",
    "disagreements",
    "flagged",
    "looked_at",
    "matching",
    "next_undecided",
    "of_group",
    "of_rows",
    "pace",
    "progress",
    "read_verdicts",
    "sampled",
    "share_of",
    "unblinded",
    "verdict_lines",
    "write_verdicts",
]
