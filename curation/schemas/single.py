"""Rows with one answer: the prompt, the answer's text, and its ratings."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import Any

import orjson

from curation.schemas.canonical import Answer, Message, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.markup import answer_text
from curation.schemas.messages import check_answer, check_order
from curation.schemas.prompt import check_prompt, prompt_reader
from curation.schemas.sides import side_turns
from curation.schemas.values import Getter, getter, number_of, type_name

Turns = tuple[Message, ...]
Single = Callable[[dict[str, Any]], tuple[Turns, Answer]]
Rate = Callable[[dict[str, Any], Answer], None]


def single_reader(mapping: Mapping) -> Single:
    """Read prompt and answer; without a prompt column the answer column holds the whole conversation.

    Returns:
        A function that raises `Unfit` as `prompt_reader` does, and for answers ``missing_value``,
        ``wrong_type``, ``bad_messages`` or ``last_turn_not_assistant``.
    """
    column = mapping.columns["response"]
    fetch = getter(column)
    prompt_of = prompt_reader(mapping) if "prompt" in mapping.columns else None
    model = mapping.columns.get("model")
    model_of = getter(model) if model else None
    constant = mapping.models.get("response")
    markup = mapping.markup

    def read(row: dict[str, Any]) -> tuple[Turns, Answer]:
        value = fetch(row)
        if prompt_of is not None and type(value) is str and value[:1] not in ("[", "{"):
            prompt, answer = prompt_of(row), Answer(answer_text(value, markup))
        else:
            turns = side_turns(value, column)
            if prompt_of is not None:
                turns = _after(prompt_of(row), turns)
            check_answer(turns, column)
            prompt = turns[:-1]
            check_prompt(prompt, column)
            check_order(turns, column)
            answer = Answer(turns[-1].content)
        answer.model = constant
        if model_of is not None and isinstance(name := model_of(row), str) and name:
            answer.model = name
        return prompt, answer

    return read


def _after(prompt: Turns, turns: Turns) -> Turns:
    """The whole conversation, whether or not the answer column repeats the prompt."""
    return turns if turns[: len(prompt)] == prompt else prompt + turns


def rater(mapping: Mapping) -> Rate:
    """How to fill in an answer's scores.

    Returns:
        A function that raises `Unfit`: ``missing_value`` where every attribute is empty,
        ``wrong_type`` where one is no number. A single empty attribute is simply left out.
    """
    columns = [(name, column, getter(column)) for name, column in attribute_names(mapping.attributes)]
    return _list_rater(columns) if mapping.annotators else _number_rater(columns)


def attribute_names(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name and column of each attribute: ``scores.overall`` is called ``overall`` unless two end alike.

    Argilla's ``clarity.responses`` are ratings of ``clarity``.
    """
    asked = [column.removesuffix(".responses").removesuffix(".suggestion") for column in columns]
    short = [column.rpartition(".")[2] for column in asked]
    unique = len(set(short)) == len(short) and not any(name.isdigit() for name in short)
    return list(zip(short if unique else columns, columns, strict=True))


def _number_rater(columns: list[tuple[str, str, Getter]]) -> Rate:
    flat = not any("." in column for _, column, _ in columns)

    def rate(row: dict[str, Any], answer: Answer) -> None:
        scores = answer.scores
        for name, column, fetch in columns:
            value = row.get(column) if flat else fetch(row)
            if type(value) is int and -1_000_000 < value < 1_000_000:
                scores[name] = float(value)
            elif (number := number_of(value, column)) is not None:
                scores[name] = number
        if not scores:
            raise _unrated(columns)

    return rate


def _list_rater(columns: list[tuple[str, str, Getter]]) -> Rate:
    def rate(row: dict[str, Any], answer: Answer) -> None:
        for name, column, fetch in columns:
            ratings = _ratings(fetch(row), column)
            if ratings:
                answer.ratings[name] = ratings
                answer.scores[name] = fsum(ratings) / len(ratings)
        if not answer.scores:
            raise _unrated(columns)

    return rate


def _ratings(value: Any, column: str) -> list[float]:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise Unfit("wrong_type", f"'{column}' holds text that is no list of numbers") from error
    tolist = getattr(value, "tolist", None)
    if callable(tolist):
        value = tolist()
    if isinstance(value, dict):
        raise Unfit("wrong_type", f"'{column}' holds {type_name(value)} where a list of numbers should be")
    items = value if isinstance(value, (list, tuple)) else [value]
    # Argilla's first format: {"user_id": …, "value": 4, "status": "submitted"}.
    cells = [item.get("value") if isinstance(item, dict) else item for item in items]
    return [number for cell in cells if (number := number_of(cell, column)) is not None]


def _unrated(columns: list[tuple[str, str, Getter]]) -> Unfit:
    names = ", ".join(name for name, _, _ in columns)
    return Unfit("missing_value", f"no rating is given ({names})")
