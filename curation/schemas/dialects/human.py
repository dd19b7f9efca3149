r"""hh-rlhf's markup: ``\n\nHuman: {user}\n\nAssistant: {assistant}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import Dialect, Turns, alternate, readings, turns_of

# It begins with plain characters, which `re` finds many times faster than an alternation. One space
# after the colon belongs to the marker; everything after it to the turn.
_MARKER = re.compile(r"\n\n(Human|Assistant): ?")


def transcript(text: str) -> Turns | None:
    """The turns of an hh-rlhf transcript, roles in any order; None where it does not begin with one.

    The last assistant turn runs to the end: sampled answers go on to invent the human's next turn,
    and what the annotators compared was the whole of it.
    """
    text = _opened(text)
    turns = transcript_turns(text)
    if not turns or turns[-1].role == "assistant":
        return turns
    last = max((i for i, turn in enumerate(turns) if turn.role == "assistant"), default=-1)
    if last < 0:
        return turns
    said = turns[last].content
    starts = [mark.end() for mark in _MARKER.finditer(text) if mark[1] == "Assistant"]
    start = max(start for start in starts if text.startswith(said, start))
    return (*turns[:last], Message("assistant", text[start:]))


def transcript_turns(text: str) -> Turns | None:
    """The turns of an hh-rlhf text that begins with a marker, roles in any order."""
    parts = readings(text, _MARKER)[0]
    return tuple(turns_of(parts)) if len(parts) > 1 and not parts[0] else None


def _opened(text: str) -> str:
    """A transcript that begins with two line breaks: some sets strip those before the first marker."""
    return text if text.startswith("\n\n") else "\n\n" + text.removeprefix("\n")


def _parse(text: str) -> Iterator[Turns]:
    for parts in readings(_opened(text), _MARKER):
        turns = turns_of(parts)
        if not parts[0] and alternate(turns):
            yield tuple(turns)


def _write(turns: Sequence[Message]) -> str:
    names = {"user": "Human", "assistant": "Assistant"}
    return "".join(f"\n\n{names.get(turn.role, turn.role)}: {turn.content}" for turn in turns)


DIALECT = Dialect("Human:", _parse, _write)
