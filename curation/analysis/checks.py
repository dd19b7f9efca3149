"""What can be wrong with a pair, each check with its definition and the pairs it hits."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from curation.analysis import repeats, verdicts
from curation.analysis.masks import Mask, where
from curation.analysis.wording import begins_like_a_refusal, blank, holds_a_marker, spaceless
from curation.errors import RecipeError
from curation.store import Dataset

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: Its name in recipes and reports.
        title: What people read.
        definition: What exactly is counted.
        severity: ``error`` would corrupt training, ``warning`` deserves a look, ``note`` informs.
        where: The condition in SQL over pairs ``p``, prompts ``q``, answers ``c`` and ``r``, or …
        find: … a function from data set to mask, where SQL will not do.
        needs: Whether the check can say anything about this data set.
    """

    name: str
    title: str
    definition: str
    severity: Severity
    where: str = ""
    find: Callable[[Dataset], Mask] | None = None
    needs: Callable[[Dataset], bool] = lambda dataset: True


CHECKS: tuple[Check, ...] = (
    Check(
        "identical_pair",
        "Chosen equals rejected",
        "Both answers are the same text, character for character: the pair states no preference.",
        "error",
        "c.text = r.text",
    ),
    Check(
        "same_but_spacing",
        "Answers differ in spacing or case only",
        "Not identical, yet equal without white space and letter case.",
        "warning",
        "lower(left(ltrim(c.text, E' \\t\\r\\n'), 1)) = lower(left(ltrim(r.text, E' \\t\\r\\n'), 1))"
        f" AND c.text <> r.text AND {spaceless('c')} = {spaceless('r')}",
    ),
    Check(
        "tie",
        "Tie",
        "The verdict, or the score under the pairing rule, prefers neither answer.",
        "note",
        "p.tie",
    ),
    Check(
        "empty_answer",
        "Empty answer",
        "An answer holds nothing but white space.",
        "error",
        f"{blank('c.text')} OR {blank('r.text')}",
    ),
    Check(
        "empty_prompt",
        "Empty prompt",
        "The user turns hold nothing but white space.",
        "error",
        blank("q.text"),
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
    Check(
        "conflict",
        "Conflicting verdicts",
        "The same prompt, after folding, with the same two answers, preferred now one way, now the other.",
        "error",
        find=verdicts.conflict,
    ),
    Check(
        "margin_against_verdict",
        "Scores contradict the verdict",
        "The rejected answer has the higher overall score.",
        "warning",
        find=verdicts.margin_against,
        needs=verdicts.judged_and_scored,
    ),
    Check(
        "equal_scores",
        "Equal scores",
        "A verdict is stated although both answers have the same overall score.",
        "note",
        find=verdicts.equal_scores,
        needs=verdicts.judged_and_scored,
    ),
    Check(
        "missing_rating",
        "Rating missing",
        "An attribute is not rated on one side or both.",
        "warning",
        find=verdicts.missing_rating,
        needs=lambda dataset: bool(dataset.info.attributes),
    ),
    Check(
        "refusal_in_chosen",
        "Refusal in chosen only",
        "The chosen answer begins like a refusal and the rejected one does not (right for harmful prompts).",
        "warning",
        begins_like_a_refusal("c") + f" AND r.text IS NOT NULL AND NOT {begins_like_a_refusal('r')}",
    ),
    Check(
        "control_token",
        "Control token in an answer",
        "A chat template's marker such as <|im_end|> or [/INST] stands in an answer.",
        "error",
        f"{holds_a_marker('c')} OR {holds_a_marker('r')}",
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


def check_named(name: str) -> Check:
    """The check of that name.

    Raises:
        RecipeError: There is none.
    """
    for check in CHECKS:
        if check.name == name:
            return check
    near = difflib.get_close_matches(name, [check.name for check in CHECKS], n=1)
    raise RecipeError(
        f"There is no check {name!r}",
        why=f"did you mean {near[0]!r}?" if near else "",
        next=f"Checks are {', '.join(check.name for check in CHECKS)}",
    )


def find(dataset: Dataset, name: str) -> Mask:
    """The rows of the pairs table that a check hits, shape (pairs rows,).

    Raises:
        RecipeError: No such check.
    """
    check = check_named(name)
    if not check.needs(dataset):
        return np.zeros(len(dataset.pairs), bool)
    return check.find(dataset) if check.find else where(dataset, check.where)
