r"""Conversations written as one string ↔ turns, for the markups that preference data uses.

``extra_id``         HelpSteer: ``{user}\n<extra_id_1>Assistant\n{assistant}\n<extra_id_1>User\n{user}``;
                     the first user turn has no marker.
``human_assistant``  hh-rlhf: ``\n\nHuman: {user}\n\nAssistant: {assistant}``.
``chatml``           ``<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n…``.

A marker counts only where a turn can begin: at the start of a line, outside code blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from curation.errors import SchemaError
from curation.schemas.canonical import Message
from curation.schemas.dialects import DIALECTS

Markup = Literal["extra_id", "human_assistant", "chatml"]
MARKUPS: tuple[Markup, ...] = get_args(Markup)

Turns = tuple[Message, ...]


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
            asked = turns[:-1] if turns[-1].role == "assistant" and not turns[-1].content else turns
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


def detect_markup(texts: Iterable[str]) -> Markup | None:
    """The markup that prompts are written in, judged by a sample of them.

    ``<extra_id_1>`` and ``<|im_start|>`` are made for the purpose: one text that parses is enough.
    "Human:" is also ordinary prose, so half of the texts must parse.
    """
    sample = list(texts)
    for markup in ("extra_id", "chatml"):
        if any(_spoken(text, markup) for text in sample):
            return markup
    human = sum(
        text.startswith(("\n\nHuman:", "Human:")) and _spoken(text, "human_assistant") for text in sample
    )
    return "human_assistant" if sample and human * 2 >= len(sample) else None


def _spoken(text: str, markup: Markup) -> bool:
    return prompt_turns(text, markup) != (Message("user", text),)
