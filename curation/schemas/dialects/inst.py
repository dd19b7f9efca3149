r"""Llama 2's and Mistral's markup: ``<s>[INST] <<SYS>>\n…\n<</SYS>>\n\n{user} [/INST] {assistant} </s>``."""

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

# One space on either side of a bracket belongs to the marker.
_MARKER = re.compile(r"(?:(?: ?</s>\n?| )?(?:<s>)? ?(?=\[I)| ?(?=\[/))(\[/?INST\]) ?")
_END = re.compile(r" ?</s>\n?\Z")
_SYSTEM, _SYSTEM_END = "<<SYS>>", "<</SYS>>"


def _parse(text: str) -> Iterator[Turns]:
    for parts in readings(text, _MARKER, ends=("</s>",), inline=True):
        turns = turns_of(parts)
        if parts[0] or not turns or turns[0].role == "assistant":
            continue
        # The last bracket closes the user's turn; only what follows it is an answer.
        if turns[-1] == ("assistant", ""):
            del turns[-1]
        turns[-1] = Message(turns[-1].role, _END.sub("", turns[-1].content))
        turns[:1] = _with_system(turns[0])
        if alternate(turns):
            yield tuple(turns)


def _with_system(opening: Message) -> list[Message]:
    """The first user turn, and before it the system turn that stands in it."""
    if not opening.content.startswith(_SYSTEM) or _SYSTEM_END not in opening.content:
        return [opening]
    system, _, asked = opening.content.removeprefix(_SYSTEM).partition(_SYSTEM_END)
    system = system[1:].removesuffix("\n") if system.startswith("\n") else system.strip()
    user = Message("user", asked.removeprefix("\n").removeprefix("\n"))
    return [Message("system", system), user] if system else [user]


def _write(turns: Sequence[Message]) -> str:
    system, spoken = opened_by_system(turns)
    opening = f"{_SYSTEM}\n{system}\n{_SYSTEM_END}\n\n" if system else ""
    text = ""
    for role, content in spoken:
        text += f"<s>[INST] {opening}{content} [/INST]" if role == "user" else f" {content} </s>"
        opening = ""
    return text


DIALECT = Dialect("[INST]", _parse, _write, ends=(" </s>", "</s>"))
