r"""Alpaca's template: an opening, ``### Instruction:\n…``, perhaps ``### Input:``, ``### Response:\n…``."""

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

_OPENING = (
    "Below is an instruction that describes a task. "
    "Write a response that appropriately completes the request."
)
_OPENING_WITH_INPUT = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request."
)
_MARKER = re.compile(r"\n\n?### (Instruction|Response):(?:\n| |\Z)")
_INPUT = re.compile(r"\n\n?### Input:(?:\n| |\Z)")


def _parse(text: str) -> Iterator[Turns]:
    if text.startswith("### "):
        text = f"\n\n{text}"
    for parts in readings(text, _MARKER, ends=("</s>",)):
        # What to do and what to do it with are one turn, as in rows that keep them in two columns.
        turns = [
            Message(role, _joined(content) if role == "user" else content)
            for role, content in turns_of(parts)
        ]
        if not turns:
            continue
        turns[-1] = Message(turns[-1].role, DIALECT.without_end(turns[-1].content))
        if parts[0] not in ("", _OPENING, _OPENING_WITH_INPUT):
            turns[:0] = [Message("system", parts[0])]
        if alternate(turns):
            yield tuple(turns)


def _joined(content: str) -> str:
    instruction, *given = _INPUT.split(content, maxsplit=1)
    return "\n".join([instruction, *filter(None, given)])


def _write(turns: Sequence[Message]) -> str:
    system, spoken = opened_by_system(turns)
    names = {"user": "Instruction", "assistant": "Response"}
    marked = (f"\n\n### {names.get(role, role)}:\n{content}" for role, content in spoken)
    return (system or _OPENING) + "".join(marked)


DIALECT = Dialect("### Instruction:", _parse, _write, ends=("</s>", "<|endoftext|>"))
