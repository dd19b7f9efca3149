r"""Vicuna's markup: ``{system} USER: {user} ASSISTANT: {assistant}</s>USER: …``, in one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import (
    Dialect,
    Turns,
    behind_system,
    opened_by_system,
    readings,
)

_MARKER = re.compile(r"(?:</s>\n?|\n\n?| )(USER|ASSISTANT):(?: |(?=\n)|\Z)")


def _parse(text: str) -> Iterator[Turns]:
    if text.startswith("USER:"):
        text = f" {text}"
    yield from behind_system(readings(text, _MARKER, ends=("</s>",), inline=True), ("</s>",))


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
