r"""HelpSteer's markup: ``{user}\n<extra_id_1>Assistant\n{assistant}``; the first user turn has no marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import Dialect, Turns, alternate, readings, turns_of

# It begins with a plain character, which `re` finds many times faster than an alternation.
_MARKER = re.compile(r"\n<extra_id_1>(User|Assistant)(?:\n|\Z)")
_SYSTEM = "<extra_id_0>System\n"


def _parse(text: str) -> Iterator[Turns]:
    if text.startswith("<extra_id_1>"):
        text = f"\n{text}"
    for parts in readings(text, _MARKER):
        head = parts[0]
        turns = turns_of(parts)
        if head.startswith(_SYSTEM):
            system = head.removeprefix(_SYSTEM)
            turns[:0] = [Message("system", system)] if system else []
        elif head or not turns or turns[0].role == "assistant":
            turns[:0] = [Message("user", head)]
        if alternate(turns):
            yield tuple(turns)


def _write(turns: Sequence[Message]) -> str:
    names = {"user": "User", "assistant": "Assistant"}
    system = turns[0].content if turns and turns[0].role == "system" else None
    spoken = turns if system is None else turns[1:]
    marked = [f"\n<extra_id_1>{names.get(turn.role, turn.role)}\n{turn.content}" for turn in spoken]
    if system is not None:
        return f"{_SYSTEM}{system}{''.join(marked)}"
    return "".join([turns[0].content, *marked[1:]]) if turns else ""


# A prompt of one turn has no marker at all, so that few prompts of a set may have one.
DIALECT = Dialect("<extra_id_1>", _parse, _write, least=0.01)
