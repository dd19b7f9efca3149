"""Rows with two answers: the prompt they share, and what each side says on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curation.schemas.canonical import Answer, Message, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.markup import answer_text, closes_answers
from curation.schemas.messages import check_answer, check_order, decoded, read_messages
from curation.schemas.prompt import check_prompt, prompt_reader
from curation.schemas.values import getter, text_of

Turns = tuple[Message, ...]
Sides = Callable[[dict[str, Any]], tuple[Turns, Answer, Answer]]


def text_sides(mapping: Mapping, first: str, second: str) -> Sides:
    """Read prompt and two answers that are all plain text.

    Args:
        mapping: Needs ``prompt`` and the two roles.
        first: Role of the answer returned first.
        second: Role of the other.
    """
    prompt_of = prompt_reader(mapping, strict=True)
    one, two = mapping.columns[first], mapping.columns[second]
    one_of, two_of = getter(one), getter(two)
    closed = closes_answers(mapping.markup)

    def read(row: dict[str, Any]) -> tuple[Turns, Answer, Answer]:
        prompt = prompt_of(row)
        a, b = one_of(row), two_of(row)
        if type(a) is not str:
            a = text_of(a, one)
        if type(b) is not str:
            b = text_of(b, two)
        if closed:
            a, b = answer_text(a, mapping.markup), answer_text(b, mapping.markup)
        return prompt, Answer(a), Answer(b)

    return read


def chat_sides(mapping: Mapping, first: str, second: str) -> Sides:
    """Read prompt and two answers where any of them may be a list of turns.

    The prompt is optional: without it the two conversations' shared turns are the prompt. Turns of
    the prompt that a conversation repeats are taken off it.
    """
    prompt_of = prompt_reader(mapping) if "prompt" in mapping.columns else _no_prompt
    system_of = _system_turn(mapping) if "prompt" not in mapping.columns else _no_prompt
    one, two = mapping.columns[first], mapping.columns[second]
    one_of, two_of = getter(one), getter(two)
    closed = closes_answers(mapping.markup)

    def read(row: dict[str, Any]) -> tuple[Turns, Answer, Answer]:
        context = prompt_of(row)
        one_said, two_said = one_of(row), two_of(row)
        if context and _is_plain(one_said) and _is_plain(two_said):
            if closed:
                one_said = answer_text(one_said, mapping.markup)
                two_said = answer_text(two_said, mapping.markup)
            return context, Answer(one_said), Answer(two_said)
        a, b = side_turns(one_said, one), side_turns(two_said, two)
        check_answer(a, one)
        check_answer(b, two)
        if not context and (len(a) == 1) != (len(b) == 1):
            # One side is the whole conversation, the other its answer alone.
            a, b = (b[:-1] + a, b) if len(a) == 1 else (a, a[:-1] + b)
        if context:
            context, a, b = _joined(context, a, b)
        prompt, lead_a, lead_b = split_shared(a, b, context)
        if opening := system_of(row):
            prompt = opening + prompt
        check_order(prompt + lead_a, one)
        check_order(prompt + lead_b, two)
        return prompt, Answer(lead_a[-1].content, lead_a[:-1]), Answer(lead_b[-1].content, lead_b[:-1])

    return read


def side_turns(value: Any, column: str) -> Turns:
    """One side as turns: a conversation as it is, a text as a single assistant turn."""
    if isinstance(value, str):
        value = decoded(value)
        if isinstance(value, str):
            return (Message("assistant", value),)
    return read_messages(value, column)


def split_shared(a: Turns, b: Turns, context: Turns = ()) -> tuple[Turns, Turns, Turns]:
    """Split two sides at the last turn they have in common.

    Args:
        a: Turns of one side, the answer last.
        b: Turns of the other.
        context: A prompt that both sides follow.

    Returns:
        The prompt (``context`` and the shared turns), and what is left of either side: at least its
        answer, and before it the turns that only this side has.

    Raises:
        Unfit: ``no_shared_prompt`` or ``empty_prompt``.
    """
    shared = 0
    for one, two in zip(a[:-1], b[:-1], strict=False):
        if one != two:
            break
        shared += 1
    rest_a, rest_b = a[shared:], b[shared:]
    prompt = context + a[:shared]
    if not any(turn.role == "user" for turn in prompt):
        raise Unfit("no_shared_prompt", "the two conversations share no user turn")
    check_prompt(prompt, "prompt")
    return prompt, rest_a, rest_b


def _is_plain(value: Any) -> bool:
    return type(value) is str and value[:1] not in ("[", "{")


def _no_prompt(row: dict[str, Any]) -> Turns:
    return ()


def _system_turn(mapping: Mapping) -> Callable[[dict[str, Any]], Turns]:
    column = mapping.columns.get("system")
    if column is None:
        return _no_prompt
    fetch = getter(column)

    def opening(row: dict[str, Any]) -> Turns:
        system = fetch(row)
        return (Message("system", text_of(system, column)),) if system else ()

    return opening


def _joined(context: Turns, a: Turns, b: Turns) -> tuple[Turns, Turns, Turns]:
    """Take the prompt column off conversations that repeat it; they may open with a system turn."""
    if a[0].role == "system" and a[:1] == b[:1]:
        context = context if context[0] == a[0] else a[:1] + context
        a, b = a[1:], b[1:]
    spoken = context[1:] if context[0].role == "system" else context
    rest_a, rest_b = _after(spoken, a), _after(spoken, b)
    if rest_a and rest_b and rest_a[0].role != "user" != rest_b[0].role:
        return context, rest_a, rest_b
    if not a or not b or a[0] != b[0] or len(spoken) > 1 or not _mentions(a, spoken[0].content):
        raise Unfit("prompt_mismatch", "the conversations do not begin with the prompt column's text")
    # The column holds one turn (or a print) of the conversation: the conversation says it all.
    return context[: len(context) - len(spoken)], a, b


def _after(spoken: Turns, side: Turns) -> Turns:
    return side[len(spoken) :] if side[: len(spoken)] == spoken else side


def _mentions(side: Turns, prompt: str) -> bool:
    asked = prompt.strip()
    users = [turn.content.strip() for turn in side if turn.role == "user"]
    return any(asked in user for user in users) or bool(users and users[0] and users[0] in asked)
