"""What can be wrong with a pair, each check with its definition and the pairs it hits."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from curation.errors import RecipeError
from curation.similarity.exact import classes, normalise
from curation.store import Dataset
from curation.store.fields import quoted

Mask = NDArray[np.bool_]
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


def _spaceless(side: str) -> str:
    return f"lower(translate({side}.text, E' \\t\\r\\n', ''))"


def _blank(column: str) -> str:
    # RE2's \S knows ASCII alone; \p{Z} is Unicode's white space.
    return rf"({column} IS NOT NULL AND NOT regexp_matches({column}, '[^\s\p{{Z}}\v\x{{85}}]'))"


REFUSAL = (
    r"(?i)^\s*(i'?m sorry,? but|i am sorry,? but|sorry,? (but )?i (can'?t|cannot)|i apologi[sz]e,? but"
    r"|i (can'?t|cannot|can not|am unable to|'?m unable to|am not able to|'?m not able to)\b"
    r"|as an ai( language model)?\b|unfortunately,? i (can'?t|cannot|am unable))"
)
TEMPLATE_MARKER = (
    r"<\|(im_start|im_end|endoftext|eot_id|start_header_id|end_header_id|user|assistant|system)\|>"
    r"|<extra_id_\d+>|\[/?INST\]|<</?SYS>>|</s>|<start_of_turn>|<end_of_turn>|\n\nHuman:|\n\nAssistant:"
)


def _begins_like_a_refusal(side: str) -> str:
    pattern = REFUSAL.replace("'", "''")
    return f"regexp_matches(left({side}.text, 200), '{pattern}')"


def _main(dataset: Dataset) -> str | None:
    """The attribute that says which answer is better overall."""
    for name in ("score", "rating", "overall_score", "helpfulness"):
        if name in dataset.info.attributes:
            return name
    return None


def _judged_and_scored(dataset: Dataset) -> bool:
    return dataset.info.judged and _main(dataset) is not None


def _margin_against(dataset: Dataset) -> Mask:
    return _where(dataset, f"p.{quoted(f'margin.{_main(dataset)}')} < 0")


def _equal_scores(dataset: Dataset) -> Mask:
    return _where(dataset, f"NOT p.tie AND p.{quoted(f'margin.{_main(dataset)}')} = 0")


def _missing_rating(dataset: Dataset) -> Mask:
    parts = [
        f"(p.{side}_id IS NOT NULL AND p.{quoted(f'{side}.{name}')} IS NULL)"
        for name in dataset.info.attributes
        for side in ("chosen", "rejected")
    ]
    return _where(dataset, " OR ".join(parts))


def _repeated_pair(dataset: Dataset) -> Mask:
    keys = dataset.pairs["key"].combine_chunks().dictionary_encode().indices.to_numpy()
    again = np.ones(len(keys), bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


def _conflict(dataset: Dataset) -> Mask:
    # Answers exchanged are rare, so folding prompts is left until two verdicts of them are found.
    table = dataset.query(
        "WITH verdicts AS (SELECT p.pair_id, p.prompt_id, hash(c.text) AS chosen, hash(r.text) AS rejected"
        "  FROM pairs p JOIN responses c ON c.response_id = p.chosen_id"
        "  JOIN responses r ON r.response_id = p.rejected_id WHERE NOT p.tie AND c.text <> r.text)"
        " SELECT v.pair_id, v.prompt_id, w.pair_id AS other, w.prompt_id AS other_prompt"
        " FROM verdicts v JOIN verdicts w ON v.chosen = w.rejected AND v.rejected = w.chosen"
    )
    texts = dataset.prompts["text"]
    folded = {
        prompt: normalise(texts[prompt].as_py())
        for prompt in {*table["prompt_id"].to_pylist(), *table["other_prompt"].to_pylist()}
    }
    rows = zip(*(table[name].to_pylist() for name in ("pair_id", "prompt_id", "other_prompt")), strict=True)
    disputed = [pair for pair, prompt, other in rows if folded[prompt] == folded[other]]
    return _mask(dataset, np.array(disputed, np.int64))


@lru_cache(maxsize=4)
def _prompt_codes(dataset: Dataset) -> NDArray[np.int32]:
    """A number a prompt, equal where the folded texts are equal, shape (prompts,)."""
    return classes(dataset.prompts["text"].to_pylist())


def _duplicate_prompt(dataset: Dataset) -> Mask:
    """Pairs of every prompt but the first of its folded text."""
    codes = _prompt_codes(dataset)
    later = np.ones(len(codes), bool)
    later[np.unique(codes, return_index=True)[1]] = False
    hit: Mask = later[dataset.pairs["prompt_id"].to_numpy()]
    return hit


def _leak(dataset: Dataset) -> Mask:
    prompt = dataset.pairs["prompt_id"].to_numpy()
    code = _prompt_codes(dataset)[prompt]
    split = dataset.pairs["split"].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
    seen = np.unique(np.stack([code, split], axis=1), axis=0)
    codes, counts = np.unique(seen[:, 0], return_counts=True)
    leaking: Mask = np.isin(code, codes[counts > 1])
    return leaking


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
        f" AND c.text <> r.text AND {_spaceless('c')} = {_spaceless('r')}",
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
        f"{_blank('c.text')} OR {_blank('r.text')}",
    ),
    Check(
        "empty_prompt",
        "Empty prompt",
        "The user turns hold nothing but white space.",
        "error",
        _blank("q.text"),
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
        find=_repeated_pair,
    ),
    Check(
        "conflict",
        "Conflicting verdicts",
        "The same prompt, after folding, with the same two answers, preferred now one way, now the other.",
        "error",
        find=_conflict,
    ),
    Check(
        "margin_against_verdict",
        "Scores contradict the verdict",
        "The rejected answer has the higher overall score.",
        "warning",
        find=_margin_against,
        needs=_judged_and_scored,
    ),
    Check(
        "equal_scores",
        "Equal scores",
        "A verdict is stated although both answers have the same overall score.",
        "note",
        find=_equal_scores,
        needs=_judged_and_scored,
    ),
    Check(
        "missing_rating",
        "Rating missing",
        "An attribute is not rated on one side or both.",
        "warning",
        find=_missing_rating,
        needs=lambda dataset: bool(dataset.info.attributes),
    ),
    Check(
        "refusal_in_chosen",
        "Refusal in chosen only",
        "The chosen answer begins like a refusal and the rejected one does not (right for harmful prompts).",
        "warning",
        _begins_like_a_refusal("c") + f" AND r.text IS NOT NULL AND NOT {_begins_like_a_refusal('r')}",
    ),
    Check(
        "control_token",
        "Control token in an answer",
        "A chat template's marker such as <|im_end|> or [/INST] stands in an answer.",
        "error",
        f"regexp_matches(c.text, '{TEMPLATE_MARKER}') OR regexp_matches(r.text, '{TEMPLATE_MARKER}')",
    ),
    Check(
        "duplicate_prompt",
        "Prompt repeated but for spelling",
        "Equals an earlier, different prompt after folding Unicode form, case, punctuation and spacing.",
        "warning",
        find=_duplicate_prompt,
    ),
    Check(
        "split_leak",
        "Prompt in more than one split",
        "The same prompt, after folding, stands in at least two splits.",
        "error",
        find=_leak,
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
    return check.find(dataset) if check.find else _where(dataset, check.where)


def _where(dataset: Dataset, condition: str) -> Mask:
    return _mask(dataset, dataset.select([], condition)["pair_id"].to_numpy())


def _mask(dataset: Dataset, pair_ids: NDArray[np.int64]) -> Mask:
    hit = np.zeros(len(dataset.pairs), bool)
    hit[pair_ids] = True
    return hit
