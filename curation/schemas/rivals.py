"""Which two columns of a sample hold the rival answers of a row, and which columns belong to either."""

from __future__ import annotations

from collections.abc import Iterator

from curation.schemas.roles import find_context, find_surroundings
from curation.schemas.sample import Sample, folded

NOUNS = (
    "response",
    "answer",
    "completion",
    "output",
    "generation",
    "conversation",
    "model_response",
    "model_output",
    "model_answer",
    "candidate",
    "summary",
    "assistant",
    "reply",
    "text",
    "human_ref",
)
ENDS = (("a", "b"), ("1", "2"), ("0", "1"), ("left", "right"), ("first", "second"))
# What a third answer would be called beside these two.
_THIRD = {"a": ("c",), "1": ("0", "3"), "0": ("2",), "left": ("middle",), "first": ("third",)}
_FORMS = (
    "{noun}_{end}",
    "{noun}{end}",
    "{end}_{noun}",
    "model_{end}_{noun}",
    "{noun}_model_{end}",
    "{noun}_{end}_text",
)
LISTS = (
    "responses",
    "answers",
    "completions",
    "outputs",
    "candidates",
    "summaries",
    "generations",
    "options",
)
_TEXT_KEYS = ("text", "response", "answer", "output", "completion", "content", "summary", "generation")
_MODELS = (
    "model_{end}",
    "model{end}",
    "{answer}_model",
    "{answer}_source",
    "{answer}_policy",
    "generator_{end}",
    "system_{end}",
    "{end}_model",
)
_SCORES = tuple(
    form.replace("score", kind)
    for kind in ("score", "rating", "reward", "upvotes", "votes")
    for form in ("score_{end}", "score{end}", "{answer}_score", "score_{answer}", "{end}_score")
)
# A list beside the answers, one number each: a soft label, or scores.
_SCORE_LISTS = (
    "label",
    "labels",
    "scores",
    "ratings",
    "rewards",
    "soft_label",
    "probabilities",
    "preference",
)


def spellings(place: int) -> tuple[str, ...]:
    """How the first (0) or second (1) answer's column may be spelled."""
    return tuple((first, second)[place] for first, second, _ in _pairs())


def find_rivals(sample: Sample) -> dict[str, str]:
    """Roles of rows with two answers to one prompt; empty where there are none, or more than two.

    Returns:
        ``response_a``, ``response_b``, the prompt's roles, and ``model_a``, ``score_a`` and the like
        where columns are named so.
    """
    sides = _in_columns(sample) or _in_list(sample)
    if sides is None or not all(sample.values(side) for side in sides):
        return {}
    first, second = sides
    columns = {"response_a": first, "response_b": second}
    if context := find_context(sample):
        columns = context | columns
    elif not sample.messages(first):
        return {}
    columns |= _beside(sample, ("model_a", "model_b"), sides, _MODELS)
    columns |= _beside(sample, ("score_a", "score_b"), sides, _SCORES)
    if "score_a" not in columns and (listed := _score_list(sample)):
        columns |= {"score_a": f"{listed}.0", "score_b": f"{listed}.1"}
    return columns | find_surroundings(sample)


def endings(first: str, second: str) -> tuple[str, str]:
    """What tells two column names apart: ``a`` and ``b`` of ``response_a`` and ``response_b``."""
    one, two = folded(first), folded(second)
    shortest = min(len(one), len(two))
    start = next((i for i in range(shortest) if one[i] != two[i]), shortest)
    one, two = one[start:], two[start:]
    # Whole words only: "left" and "right" both end with a t.
    tails = (one[i:] for i, letter in enumerate(one) if letter == "_" and i and two.endswith(one[i:]))
    tail = next(tails, "")
    return one.removesuffix(tail), two.removesuffix(tail)


def _pairs() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for form in _FORMS:
        for noun in NOUNS:
            for one, two in ENDS:
                thirds = tuple(form.format(noun=noun, end=third) for third in _THIRD[one])
                yield form.format(noun=noun, end=one), form.format(noun=noun, end=two), thirds


def _in_columns(sample: Sample) -> tuple[str, str] | None:
    for first, second, thirds in _pairs():
        a, b = sample.column((first,)), sample.column((second,))
        if a and b:
            return None if sample.column(thirds) else (a, b)
    return None


def _in_list(sample: Sample) -> tuple[str, str] | None:
    """Places 0 and 1 of a column that holds lists of exactly two answers."""
    for name in LISTS:
        column = sample.column((name,))
        values = sample.values(column) if column else []
        if not values or not all(isinstance(value, list) and len(value) == 2 for value in values):
            continue
        items = [item for value in values for item in value]
        if all(isinstance(item, str) for item in items) or sample.messages(f"{column}.0"):
            return f"{column}.0", f"{column}.1"
        for key in _TEXT_KEYS:
            if all(isinstance(item, dict) and isinstance(item.get(key), str) for item in items):
                return f"{column}.0.{key}", f"{column}.1.{key}"
    return None


def _beside(
    sample: Sample, roles: tuple[str, str], sides: tuple[str, str], forms: tuple[str, ...]
) -> dict[str, str]:
    test = sample.texts if roles[0] == "model_a" else sample.numbers
    ends = endings(*sides)
    for form in forms:
        names = [
            sample.column((form.format(end=end, answer=folded(side)),))
            for end, side in zip(ends, sides, strict=True)
        ]
        if all(name and name not in sides and test(name) for name in names):
            return {role: name for role, name in zip(roles, names, strict=True) if name}
    return _within(sample, roles, sides)


def _within(sample: Sample, roles: tuple[str, str], sides: tuple[str, str]) -> dict[str, str]:
    """Beside the text inside a list's records: ``summaries.0.policy`` for ``summaries.0.text``."""
    places = [side.rpartition(".")[0] for side in sides if side.count(".") > 1]
    if len(places) != 2:
        return {}
    keys, test = (
        (("model", "policy", "model_name", "generator"), sample.texts)
        if roles[0] == "model_a"
        else (("score", "rating", "reward"), sample.numbers)
    )
    for key in keys:
        if all(test(f"{place}.{key}") for place in places):
            return {role: f"{place}.{key}" for role, place in zip(roles, places, strict=True)}
    return {}


def _score_list(sample: Sample) -> str | None:
    for name in _SCORE_LISTS:
        column = sample.column((name,))
        values = sample.values(column) if column else []
        if column and values and all(isinstance(value, list) and len(value) == 2 for value in values):
            return column if sample.numbers(f"{column}.0") and sample.numbers(f"{column}.1") else None
    return None
