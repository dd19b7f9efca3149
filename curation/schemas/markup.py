r"""Conversations written as one string ↔ turns, for the markups that preference data uses.

``extra_id``         HelpSteer: ``{user}\n<extra_id_1>Assistant\n{assistant}\n<extra_id_1>User\n{user}``;
                     the first user turn has no marker.
``human_assistant``  hh-rlhf: ``\n\nHuman: {user}\n\nAssistant: {assistant}``.
``chatml``           ``<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n…``.
``llama3``           ``<|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|>…``.
``llama4``           the same as ``<|header_start|>user<|header_end|>\n\n{user}<|eot|>…``.
``gemma``            ``<start_of_turn>user\n{user}<end_of_turn>\n<start_of_turn>model\n…``.
``zephyr``           ``<|user|>\n{user}</s>\n<|assistant|>\n…``, as Tülu and Phi-3 have it too.
``open_assistant``   ``<|prompter|>{user}<|endoftext|><|assistant|>…``.
``inst``             Llama 2 and Mistral: ``[INST] {user} [/INST] {assistant} </s>``, ``<<SYS>>`` inside.
``alpaca``           ``### Instruction:\n{user}\n\n### Response:\n…``.
``vicuna``           ``USER: {user} ASSISTANT: {assistant}</s>``.
``deepseek``         ``<｜User｜>{user}<｜Assistant｜>{assistant}<｜end▁of▁sentence｜>``.
``guanaco``          ``### Human: {user}### Assistant: {assistant}``.
``user_assistant``   ``User: {user}\n\nAssistant: {assistant}``.

A marker counts only where a turn can begin, outside code. A text whose markers make no turns is left
whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from curation.errors import SchemaError
from curation.schemas.canonical import Message
from curation.schemas.dialects import DIALECTS

Markup = Literal[
    "extra_id",
    "human_assistant",
    "chatml",
    "llama3",
    "llama4",
    "gemma",
    "zephyr",
    "open_assistant",
    "inst",
    "alpaca",
    "vicuna",
    "deepseek",
    "guanaco",
    "user_assistant",
]
MARKUPS: tuple[Markup, ...] = get_args(Markup)

Turns = tuple[Message, ...]
# Qwen 3 closes the thoughts that it does not want before it answers.
_CUE = re.compile(r"\s*(<think>\s*(</think>\s*)?)?")


def split_turns(text: str, markup: Markup) -> Turns | None:
    """The turns of a whole conversation.

    Returns:
        An optional system turn, then user and assistant turns taking turns, user first; None
        where the text does not read as that.
    """
    dialect = DIALECTS[markup]
    return next(dialect.parse(text), None) if dialect.sign in text else None


def prompt_turns(text: str, markup: Markup) -> Turns:
    """The turns of a prompt: what comes before the answer.

    A closing assistant marker with nothing behind it is the cue to answer, not a turn. A text that
    does not read as turns ending with the user's is left whole as one user turn.
    """
    dialect = DIALECTS[markup]
    if dialect.sign in text:
        for turns in dialect.parse(text):
            cue = turns[-1].role == "assistant" and _CUE.fullmatch(turns[-1].content) is not None
            asked = turns[:-1] if cue else turns
            if asked and asked[-1].role == "user":
                return asked
    return (Message("user", text),)


def render_turns(messages: Sequence[Message], markup: Markup) -> str:
    """Write turns in a markup, so that `split_turns` gives them back.

    Raises:
        SchemaError: The markup cannot express them: roles do not take turns, or a turn holds the
            marker itself.
    """
    turns = tuple(messages)
    text = DIALECTS[markup].write(turns)
    read = split_turns(text, markup) or ((Message("user", text),) if len(turns) == 1 else None)
    if read != turns:
        raise SchemaError(
            f"A conversation cannot be written in the {markup} markup",
            why="its roles do not alternate or a turn contains the markup's own marker",
            next="Choose a target with message lists",
        )
    return text


def answer_text(text: str, markup: Markup | None) -> str:
    """An answer without the end token that the markup's template closes it with."""
    return text if markup is None else DIALECTS[markup].without_end(text)


def closes_answers(markup: Markup | None) -> bool:
    """Whether the markup's template closes answers with an end token."""
    return markup is not None and bool(DIALECTS[markup].ends)


def detect_markup(texts: Iterable[str]) -> Markup | None:
    """The markup that prompts are written in, judged by a sample of them.

    A template frames every prompt, so half of the texts must read as turns of it: a single one that
    quotes a marker decides nothing. HelpSteer marks only prompts of several turns, which may be few.
    """
    sample = frozenset(texts)
    for markup in MARKUPS:
        sign, least = DIALECTS[markup].sign, DIALECTS[markup].least
        spoken = sum(sign in text and _spoken(text, markup) for text in sample)
        if spoken and spoken >= least * len(sample):
            return markup
    return None


def _spoken(text: str, markup: Markup) -> bool:
    return prompt_turns(text, markup) != (Message("user", text),)
