"""The prompt of a row: system column, prompt column (text, marked-up text or turns), alpaca's input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from curation.schemas.canonical import Message, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.markup import prompt_turns
from curation.schemas.messages import check_order, decoded, read_messages
from curation.schemas.values import getter, text_of, type_name

Turns = tuple[Message, ...]
PromptReader = Callable[[dict[str, Any]], Turns]


def prompt_reader(mapping: Mapping, *, strict: bool = False) -> PromptReader:
    """How to read a row's prompt.

    Args:
        mapping: Roles used: ``prompt`` (required), ``system``, ``input`` (appended to the prompt on
            a new line, as alpaca-style data sets mean it), ``history`` (earlier rounds), ``fallback`` (the
            prompt of rows whose prompt column is empty).
        strict: Text only; otherwise turns are taken too, also as JSON in a CSV cell.

    Returns:
        A function that raises `Unfit` with ``missing_value``, ``wrong_type``, ``empty_prompt`` or
        ``bad_messages``.
    """
    turns_of = _turns(mapping, strict)
    if "history" in mapping.columns:
        turns_of = _after_history(turns_of, mapping.columns["history"])
    if "system" not in mapping.columns:
        return turns_of
    column = mapping.columns["system"]
    fetch = getter(column)

    def with_system(row: dict[str, Any]) -> Turns:
        system = fetch(row)
        turns = turns_of(row)
        if not system and isinstance(system, (str, type(None))):
            return turns
        opening = Message("system", text_of(system, column))
        return turns if turns[0] == opening else (opening, *turns)

    return with_system


def _after_history(turns_of: PromptReader, column: str) -> PromptReader:
    """Alpaca keeps earlier rounds apart, as [question, answer] pairs."""
    fetch = getter(column)

    def read(row: dict[str, Any]) -> Turns:
        earlier: list[Message] = []
        rounds = fetch(row) or ()
        if not isinstance(rounds, (list, tuple)):
            raise Unfit(
                "wrong_type", f"'{column}' holds {type_name(rounds)} where a list of rounds should be"
            )
        for item in rounds:
            if not isinstance(item, (list, tuple)) or len(item) != 2:
                raise Unfit("bad_messages", f"'{column}' is no list of [question, answer] pairs")
            earlier += [
                Message("user", text_of(item[0], column)),
                Message("assistant", text_of(item[1], column)),
            ]
        return (*earlier, *turns_of(row))

    return read


def check_prompt(turns: Sequence[Message], column: str) -> None:
    """See that a prompt asks something.

    Raises:
        Unfit: ``empty_prompt`` where no user turn has any text.
    """
    for role, content in turns:
        if role == "user" and content and not content.isspace():
            return
    raise Unfit("empty_prompt", f"'{column}' has no user text")


def _turns(mapping: Mapping, strict: bool) -> PromptReader:
    column = mapping.columns["prompt"]
    fetch = getter(column)
    added = mapping.columns.get("input")
    spare = mapping.columns.get("fallback")
    spare_of = getter(spare) if spare else None
    markup = mapping.markup

    def read(row: dict[str, Any]) -> Turns:
        text = fetch(row)
        if spare_of is not None and not text:
            text = spare_of(row) or text
        if type(text) is not str or (not strict and text[:1] in ("[", "{")):
            value = text_of(text, column) if strict else decoded(text)
            if not isinstance(value, str):
                if added is not None and row.get(added):
                    raise Unfit("bad_messages", f"'{column}' holds turns, so '{added}' has no place")
                return _listed(value, column)
            text = value
        if added is not None and (more := row.get(added)) is not None and more != "":
            text = f"{text}\n{text_of(more, added)}"
        if not text or text.isspace():
            raise Unfit("empty_prompt", f"'{column}' is blank")
        if markup is None:
            return (Message("user", text),)
        return prompt_turns(text, markup)

    return read


def _listed(value: Any, column: str) -> Turns:
    turns = read_messages(value, column)
    check_order(turns, column)
    check_prompt(turns, column)
    if turns[-1].role not in ("user", "tool"):
        raise Unfit(
            "bad_messages", f"'{column}' ends with a {turns[-1].role} turn: nothing is left to answer"
        )
    return turns
