"""Checks for personal data, by side."""

from __future__ import annotations

from curation.analysis.checks.check import Check, measures

_WHAT = "holds an e-mail address, telephone number, IP address, access key or card number"
_SOURCE = "HelpSteer2 §2.1 (annotators skip such prompts); patterns as in datatrove's formatters/pii.py"

CHECKS: tuple[Check, ...] = (
    Check(
        "pii_in_chosen",
        "Personal data in chosen",
        f"The chosen answer {_WHAT}: training teaches it.",
        "warning",
        'p."chosen.pii" > 0',
        needs=measures("chosen.pii"),
        source=_SOURCE,
    ),
    Check(
        "pii_in_rejected",
        "Personal data in rejected",
        f"The rejected answer {_WHAT}.",
        "note",
        'p."rejected.pii" > 0',
        needs=measures("rejected.pii"),
        source=_SOURCE,
    ),
)
