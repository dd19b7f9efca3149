"""Checks of the two answers beside each other."""

from __future__ import annotations

from curation.analysis import verdicts
from curation.analysis.checks.check import Check, measures
from curation.analysis.wording import blank, spaceless

# Beyond this only a few characters of a hundred differ.
NEARLY_SAME = 0.95
_SAME_BUT_SPACING = (
    "lower(left(ltrim(c.text, E' \\t\\r\\n'), 1)) = lower(left(ltrim(r.text, E' \\t\\r\\n'), 1))"
    f" AND c.text <> r.text AND {spaceless('c')} = {spaceless('r')}"
)

CHECKS: tuple[Check, ...] = (
    Check(
        "identical_pair",
        "Chosen equals rejected",
        "Both answers are the same text, character for character: the pair states no preference.",
        "error",
        "c.text = r.text",
        source="SimPO's on_policy_data_gen/post_process.py; cards of when2rl and Columbia-NLP",
    ),
    Check(
        "same_but_spacing",
        "Answers differ in spacing or case only",
        "Not identical, yet equal without white space and letter case.",
        "warning",
        _SAME_BUT_SPACING,
    ),
    Check(
        "near_identical_pair",
        "Answers nearly the same",
        f"The two answers are not identical, but at least {NEARLY_SAME:.0%} similar: a verdict on so small a"
        " difference is mostly noise, unless the difference is the point.",
        "note",
        f"p.similarity >= {NEARLY_SAME} AND c.text <> r.text",
        needs=measures("similarity"),
    ),
    Check(
        "empty_answer",
        "Empty answer",
        "An answer holds nothing but white space.",
        "error",
        f"{blank('c.text')} OR {blank('r.text')}",
        source="LLaMA-Factory and TRL refuse or misread such rows",
    ),
    Check(
        "histories_differ",
        "Histories differ before the last answer",
        "The two sides share only part of the conversation: turns before the final answer differ.",
        "warning",
        "p.histories_differ",
    ),
    Check(
        "repeated_pair",
        "Pair repeated",
        "Same prompt, chosen and rejected as an earlier row; the first one is not counted.",
        "warning",
        find=verdicts.repeated_pair,
    ),
)
