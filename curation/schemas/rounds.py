"""Arena's encoding: prompts and answers as parallel lists of texts, one entry a round."""

from __future__ import annotations

from typing import Any

import orjson

from curation.schemas.canonical import Answer, Message, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.sides import Sides, split_shared
from curation.schemas.values import getter, text_of, type_name

Turns = tuple[Message, ...]


def is_rounds(value: Any) -> bool:
    """Whether a value is a list of texts (or nulls), as a list or as JSON in a CSV cell."""
    items = loaded(value)
    return (
        isinstance(items, list)
        and bool(items)
        and all(item is None or isinstance(item, str) for item in items)
    )


def round_sides(mapping: Mapping, first: str, second: str) -> Sides:
    """Read the two conversations of a battle.

    Args:
        mapping: Needs ``prompt`` and the two roles, each a list with one text a round.
        first: Role of the first model's answers.
        second: Role of the other's.

    Returns:
        A function from row to prompt and answers; earlier rounds that differ are the answers' leads.
    """
    asked, one, two = (mapping.columns[role] for role in ("prompt", first, second))
    asked_of, one_of, two_of = getter(asked), getter(one), getter(two)

    def read(row: dict[str, Any]) -> tuple[Turns, Answer, Answer]:
        prompts = texts_of(asked_of(row), asked)
        a = _conversation(prompts, texts_of(one_of(row), one), one)
        b = _conversation(prompts, texts_of(two_of(row), two), two)
        prompt, rest_a, rest_b = split_shared(a, b)
        return prompt, Answer(rest_a[-1].content, rest_a[:-1]), Answer(rest_b[-1].content, rest_b[:-1])

    return read


def texts_of(value: Any, column: str) -> list[str]:
    """The texts in a cell.

    Raises:
        Unfit: ``missing_value`` or ``wrong_type``.
    """
    items = list_of(value, column)
    if not items:
        raise Unfit("missing_value", f"'{column}' is an empty list")
    return [text_of(item, column) for item in items]


def list_of(value: Any, column: str) -> list[Any]:
    """The list in a cell.

    Raises:
        Unfit: ``missing_value`` or ``wrong_type``.
    """
    items = loaded(value)
    if items is None:
        raise Unfit("missing_value", f"'{column}' is empty")
    if not isinstance(items, list):
        raise Unfit("wrong_type", f"'{column}' holds {type_name(items)} where a list should be")
    return items


def _conversation(prompts: list[str], answers: list[str], column: str) -> Turns:
    if len(prompts) != len(answers):
        raise Unfit("bad_messages", f"'{column}' has {len(answers)} answers to {len(prompts)} prompts")
    turns: list[Message] = []
    for prompt, answer in zip(prompts, answers, strict=True):
        turns += [Message("user", prompt), Message("assistant", answer)]
    return tuple(turns)


def loaded(value: Any) -> Any:
    """The list that a CSV cell of JSON or a numpy array stands for; any other value as it is."""
    if isinstance(value, str) and value.startswith("["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    tolist = getattr(value, "tolist", None)
    return tolist() if callable(tolist) else value
