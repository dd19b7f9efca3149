r"""Vicuna's markup: ``{system} USER: {user} ASSISTANT: {assistant}</s>USER: …``, in one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import (
    Dialect,
    Turns,
    alternate,
    opened_by_system,
    readings,
    turns_of,
)

_MARKER = re.compile(r"(?:</s>\n?|\n\n?| )(USER|ASSISTANT):(?: |(?=\n)|\Z)")


def _parse(text: str) -> Iterator[Turns]:
    if text.startswith("USER:"):
        text = f" {text}"
    for parts in readings(text, _MARKER, ends=("</s>",), inline=True):
        turns = turns_of(parts)
        if not turns:
            continue
        turns[-1] = Message(turns[-1].role, DIALECT.without_end(turns[-1].content))
        if parts[0]:
            turns[:0] = [Message("system", parts[0])]
        if alternate(turns):
            yield tuple(turns)


def _write(turns: Sequence[Message]) -> str:
    system, spoken = opened_by_system(turns)
    text = system
    for role, content in spoken:
        if role == "assistant":
            text += f" ASSISTANT: {content}</s>"
        else:
            text += f"{'' if not text or text.endswith('</s>') else ' '}USER: {content}"
    return text


DIALECT = Dialect("USER:", _parse, _write, ends=("</s>",))
