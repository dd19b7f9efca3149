"""Two answers a row and a verdict in words or flags: arena battles and home-made A/B comparisons."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings, sampled_texts
from curation.schemas.rounds import round_sides
from curation.schemas.sample import Sample, folded
from curation.schemas.sides import chat_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import code_of
from curation.schemas.verdicts import ONE_HOT, TIE_WORDS, doubt, endings, verdict_reader, words_for

_NOUNS = (
    "response",
    "answer",
    "completion",
    "output",
    "generation",
    "conversation",
    "model_response",
    "model_output",
    "candidate",
    "summary",
    "assistant",
    "human_ref",
)
_ENDS = (("_a", "_b"), ("_1", "_2"), ("_0", "_1"), ("a", "b"), ("1", "2"), ("0", "1"))
SIDES = tuple((noun + one, noun + two) for noun in _NOUNS for one, two in _ENDS)
VERDICT = (
    "winner",
    "preference",
    "verdict",
    "choice",
    "better",
    "better_response",
    "better_response_id",
    "preferred",
    "preferred_response",
    "human_preference",
    "label",
    "labels",
    "annotation",
    "vote",
)
# Codes that say nothing by themselves but are documented for these very columns.
DOCUMENTED = {
    # SHP: labels is 1 where A has the higher score.
    ("human_ref_a", "human_ref_b", "labels"): ("1", "0"),
    # PKU-SafeRLHF: better_response_id is the number in response_0 or response_1.
    ("response_0", "response_1", "better_response_id"): ("0", "1"),
}


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with two answers and a verdict whose words name one of them.

    Raises:
        SchemaError: There are two answers and a verdict, but its codes can be read in two ways.
    """
    sides = next(
        ((a, b) for one, two in SIDES if (a := sample.column((one,))) and (b := sample.column((two,)))), None
    )
    if sides is None or not all(sample.values(side) for side in sides):
        return None
    first, second = sides
    columns = {"response_a": first, "response_b": second}
    if context := find_context(sample):
        columns = context | columns
    elif not sample.messages(first):
        return None
    columns |= _models(sample, first, second) | find_surroundings(sample)
    return _with_flags(sample, columns) or _with_codes(sample, columns)


def _with_flags(sample: Sample, columns: dict[str, str]) -> Recognition | None:
    words = words_for(columns["response_a"], columns["response_b"])
    hot = [sample.column(tuple(f"winner_{word}" for word in side)) for side in words]
    hot += [sample.column(("winner_tie",)), sample.column(("winner_both_bad", "winner_tie_both_bad"))]
    if not hot[0] or not hot[1] or not all(sample.flags(name) for name in hot if name):
        return None
    columns = columns | {role: name for role, name in zip(ONE_HOT, hot, strict=True) if name}
    mapping = _mapping(sample, columns)
    return Recognition(mapping, 0.9, f"'{hot[0]}' and '{hot[1]}' say which of the two answers won")


def _with_codes(sample: Sample, columns: dict[str, str]) -> Recognition | None:
    first, second = columns["response_a"], columns["response_b"]
    verdict = next(
        (name for word in VERDICT if (name := sample.column((word,))) and name not in columns.values()), None
    )
    if verdict is None or not sample.values(verdict):
        return None
    codes = {code for value in sample.values(verdict) if (code := code_of(value)) is not None}
    columns = columns | {"verdict": verdict}
    known = DOCUMENTED.get((folded(first), folded(second), folded(verdict)))
    ones, twos = ((known[0],), (known[1],)) if known else words_for(first, second)
    if not known and folded(verdict) in ("label", "labels", "annotation", "vote"):
        # "label: 1" beside response_0 and response_1 may be a flag as well as a number.
        ones, twos = (tuple(word for word in words if not word.isdigit()) for words in (ones, twos))
    mapping = _mapping(sample, columns)
    if not codes <= {*ones, *twos, *TIE_WORDS} or not codes & {*ones, *twos}:
        if len(codes) > 12:
            return None
        raise doubt(mapping, first, second, codes)
    # Words come in twos (model_a, model_b): a sample that shows one stands for both.
    used = [pair for pair in zip(ones, twos, strict=True) if codes & set(pair)]
    said = {"first_is": tuple(one for one, _ in used), "second_is": tuple(two for _, two in used)}
    mapping = mapping.model_copy(update=said)
    return Recognition(mapping, 0.85, f"'{verdict}' names the better of '{first}' and '{second}'")


def _mapping(sample: Sample, columns: dict[str, str]) -> Mapping:
    prompt = columns.get("prompt")
    markup = detect_markup(sampled_texts(sample, prompt)) if prompt else None
    rounds = bool(prompt) and sample.rounds(columns["prompt"]) and sample.rounds(columns["response_a"])
    return Mapping(family="battles", columns=columns, rounds=rounds, markup=None if rounds else markup)


def _models(sample: Sample, first: str, second: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for role, answer, end in zip(
        ("model_a", "model_b"), (first, second), endings(first, second), strict=True
    ):
        name = sample.column(
            (f"model_{end}", f"model{end}", f"{folded(answer)}_model", f"{folded(answer)}_source")
        )
        if name and sample.texts(name):
            found[role] = name
    return found


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers in the source's order and the verdict between them."""
    sides = (round_sides if mapping.rounds else chat_sides)(mapping, "response_a", "response_b")
    verdict_of = verdict_reader(mapping)
    annotate = annotator(mapping, "response_a", "response_b")
    # Ties of several kinds ("both bad") become one: the source's own word stays among the extras.
    around = surroundings(mapping, keep=("verdict", "both_bad_wins"))

    def read(row: dict[str, Any]) -> Row:
        verdict = verdict_of(row)
        prompt, first, second = sides(row)
        if annotate is not None:
            annotate(row, first, second)
        return Row(prompt, [first, second], [verdict], *around(row))

    return read


FAMILY = Family(
    name="battles",
    title="two answers a row and which of them won (arena, A/B)",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a first answer", tuple(one for one, _ in SIDES)),
        Need("a second answer", tuple(two for _, two in SIDES)),
        Need("a verdict", (*VERDICT, "winner_model_a")),
    ),
    required=("response_a", "response_b"),
    optional=("prompt", *PROMPT_ROLES, "verdict", *ONE_HOT, "model_a", "model_b", "score_a", "score_b"),
    recognise=recognise,
    reader=reader,
)
