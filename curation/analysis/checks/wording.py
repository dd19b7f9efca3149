"""Checks of what an answer says."""

from __future__ import annotations

from curation.analysis.checks import languages
from curation.analysis.checks.check import Check, measures

# Gopher removes web pages above 0.12; of answers so short, many good ones are above that.
REPEATED, OF_WORDS = 0.25, 50
_OPEN_INSTRUCT = "open-instruct's scripts/data/filtering_and_updates/"

CHECKS: tuple[Check, ...] = (
    Check(
        "refusal_in_chosen",
        "Refusal in chosen only",
        "The chosen answer refuses in its first 200 characters and the rejected one does not (right for"
        " harmful prompts).",
        "warning",
        'p."chosen.refusal" > 0 AND p."rejected.refusal" = 0',
        needs=measures("chosen.refusal", "rejected.refusal"),
    ),
    Check(
        "language_mismatch",
        "Answer in another language",
        "Prompt and chosen answer are in different languages, both known, and the prompt neither speaks of"
        " translating nor names the answer's language.",
        "warning",
        find=languages.mismatch,
        needs=languages.known,
        source=f"{_OPEN_INSTRUCT}filter_chinese.py for one language; our own definition for pairs",
    ),
    Check(
        "truncated_chosen",
        "Chosen answer breaks off",
        "The chosen answer leaves a code fence open or ends inside a sentence.",
        "warning",
        'p."chosen.truncated" > 0',
        needs=measures("chosen.truncated"),
    ),
    Check(
        "control_token",
        "Control token in an answer",
        "A mark of a chat template or reasoning format such as <|im_end|>, [/INST] or <think> stands in an"
        " answer.",
        "error",
        'p."chosen.control_tokens" > 0 OR p."rejected.control_tokens" > 0',
        needs=measures("chosen.control_tokens", "rejected.control_tokens"),
        source=f"{_OPEN_INSTRUCT}filter_special_tokens.py, and further templates' markers",
    ),
    Check(
        "self_identity",
        "Chosen answer names its maker",
        "The chosen answer says in the first person which assistant it is or who trained it.",
        "warning",
        'p."chosen.self_identity" > 0',
        needs=measures("chosen.self_identity"),
        source=f"{_OPEN_INSTRUCT}filter_dataset_by_keywords.py",
    ),
    Check(
        "cutoff_boast",
        "Chosen answer speaks of its knowledge cutoff",
        "The chosen answer says “as of my last update” or the like.",
        "warning",
        'p."chosen.cutoff_boast" > 0',
        needs=measures("chosen.cutoff_boast"),
        source=f"{_OPEN_INSTRUCT}filter_cutoff_date.py",
    ),
    Check(
        "repetition",
        "Chosen answer repeats itself",
        f"Of at least {OF_WORDS} words in the chosen answer, more than {REPEATED:.0%} stand in a run of eight"
        " words that it holds earlier.",
        "warning",
        f'p."chosen.repetition" > {REPEATED} AND p."chosen.words" >= {OF_WORDS}',
        needs=measures("chosen.repetition", "chosen.words"),
        source="Gopher (arXiv 2112.11446), table A1, duplicate 8-grams; the threshold is our own",
    ),
)
