"""Checks of prompts."""

from __future__ import annotations

from curation.analysis import repeats
from curation.analysis.checks.check import Check
from curation.analysis.wording import blank, holds_a_marker

CHECKS: tuple[Check, ...] = (
    Check(
        "empty_prompt",
        "Empty prompt",
        "The user turns hold nothing but white space.",
        "error",
        blank("q.text"),
        source="LLaMA-Factory and TRL refuse or misread such rows",
    ),
    Check(
        "marker_in_prompt",
        "Turn marker left in a prompt",
        "A chat template's marker stands in a prompt: turns that could not be told apart, or a quotation.",
        "warning",
        holds_a_marker("q"),
    ),
    Check(
        "duplicate_prompt",
        "Prompt repeated but for spelling",
        "Equals an earlier, different prompt after folding Unicode form, case, punctuation and spacing.",
        "warning",
        find=repeats.duplicate_prompt,
        source="Tülu 3: more unique prompts help, the same ones again do not",
    ),
    Check(
        "split_leak",
        "Prompt in more than one split",
        "The same prompt, after folding, stands in at least two splits.",
        "error",
        find=repeats.split_leak,
        needs=lambda dataset: len(dataset.splits) > 1,
    ),
)
