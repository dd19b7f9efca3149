"""Speakers named before a colon: ``User: …`` and ``Assistant: …`` on lines, Guanaco's ``### Human: …``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import Dialect, Turns, alternate, readings, turns_of


def _parse(marker: re.Pattern[str], text: str) -> Iterator[Turns]:
    for parts in readings(text.lstrip("\n"), marker):
        turns = turns_of(parts)
        if not parts[0] and alternate(turns):
            yield tuple(turns)


def _write(opening: str, user: str, between: str, turns: Sequence[Message]) -> str:
    names = {"user": user, "assistant": "Assistant"}
    return between.join(f"{opening}{names.get(turn.role, turn.role)}: {turn.content}" for turn in turns)


# The user is called either; what both have is the colon.
PLAIN = Dialect(
    ":",
    partial(_parse, re.compile(r"(?:\A|\n\n?)(User|Human|Assistant):(?: |(?=\n)|\Z)")),
    partial(_write, "", "User", "\n\n"),
)
GUANACO = Dialect(
    "### Human:",
    partial(_parse, re.compile(r"\n?### (Human|Assistant):(?: |(?=\n)|\Z)")),
    partial(_write, "### ", "Human", "\n"),
)
