"""The three markups themselves: where their turns begin, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from curation.schemas.canonical import Message
from curation.schemas.fences import fences, may_fence

Turns = tuple[Message, ...]

# Both begin with plain characters, which `re` finds many times faster than an alternation.
_EXTRA_ID = re.compile(r"\n<extra_id_1>(User|Assistant)(?:\n|\Z)")
_EXTRA_SYSTEM = "<extra_id_0>System\n"
# One space after the colon belongs to the marker; everything after it to the turn.
_HUMAN = re.compile(r"\n\n(Human|Assistant): ?")
_CHATML = re.compile(r"<\|im_start\|>(system|user|assistant|tool)\n(.*?)(?:<\|im_end\|>\n?|\Z)", re.DOTALL)
CHATML_END = "<|im_end|>"
_ROLES = {"User": "user", "Human": "user", "Assistant": "assistant"}
_TALK = ["user", "assistant"]
_NEW = tuple.__new__


@dataclass(frozen=True, slots=True)
class Dialect:
    """One markup: the text that betrays it, its readings of a text (likeliest first), its writer."""

    sign: str
    parse: Callable[[str], Iterator[Turns]]
    write: Callable[[Sequence[Message]], str]


def readings(text: str, marker: re.Pattern[str]) -> list[list[str]]:
    """Ways to cut a text at its markers, likeliest first: one, or two where code blocks leave a doubt.

    Returns:
        Lists as `re.split` gives them: the text before the first marker, then role and content in turn.
    """
    plain = marker.split(text)
    if len(plain) == 1 or not may_fence(text):
        return [plain]
    blocks = fences(text)
    spoken = [mark for mark in marker.finditer(text) if not blocks.cover(mark.end() - 1)]
    if len(spoken) * 2 + 1 == len(plain):
        return [plain]
    starts = [mark.start() for mark in spoken] + [len(text)]
    careful = [text[: starts[0]]]
    for mark, end in zip(spoken, starts[1:], strict=True):
        careful += [mark[1], text[mark.end() : end]]
    # With a block left open, what looks quoted may well be spoken.
    return [plain, careful] if blocks.dangling else [careful, plain]


def _turns(parts: list[str]) -> list[Message]:
    # Past `Message.__new__`, which takes twice as long.
    return [
        _NEW(Message, (_ROLES[role], content)) for role, content in zip(parts[1::2], parts[2::2], strict=True)
    ]


def alternate(turns: Sequence[Message]) -> bool:
    """Whether user and assistant take turns, user first, after at most one system turn."""
    roles = [turn[0] for turn in turns]
    if roles and roles[0] == "system":
        del roles[0]
    return bool(roles) and roles == (_TALK * (len(roles) // 2 + 1))[: len(roles)]


def _parse_extra_id(text: str) -> Iterator[Turns]:
    if text.startswith("<extra_id_1>"):
        text = f"\n{text}"
    for parts in readings(text, _EXTRA_ID):
        head = parts[0]
        turns = _turns(parts)
        if head.startswith(_EXTRA_SYSTEM):
            system = head.removeprefix(_EXTRA_SYSTEM)
            turns[:0] = [Message("system", system)] if system else []
        elif head or not turns or turns[0].role == "assistant":
            turns[:0] = [Message("user", head)]
        if alternate(turns):
            yield tuple(turns)


def _write_extra_id(turns: Sequence[Message]) -> str:
    names = {"user": "User", "assistant": "Assistant"}
    system = turns[0].content if turns and turns[0].role == "system" else None
    spoken = turns if system is None else turns[1:]
    marked = [f"\n<extra_id_1>{names.get(turn.role, turn.role)}\n{turn.content}" for turn in spoken]
    if system is not None:
        return f"{_EXTRA_SYSTEM}{system}{''.join(marked)}"
    return "".join([turns[0].content, *marked[1:]]) if turns else ""


def _parse_human(text: str) -> Iterator[Turns]:
    for parts in readings(_opened(text), _HUMAN):
        turns = _turns(parts)
        if not parts[0] and alternate(turns):
            yield tuple(turns)


def _opened(text: str) -> str:
    """A transcript that begins with two line breaks: some sets strip those before the first marker."""
    return text if text.startswith("\n\n") else "\n\n" + text.removeprefix("\n")


def _write_human(turns: Sequence[Message]) -> str:
    names = {"user": "Human", "assistant": "Assistant"}
    return "".join(f"\n\n{names.get(turn.role, turn.role)}: {turn.content}" for turn in turns)


def _parse_chatml(text: str) -> Iterator[Turns]:
    turns: list[Message] = []
    position = 0
    for found in _CHATML.finditer(text):
        if found.start() != position:
            return
        turns.append(Message(found[1], found[2]))
        position = found.end()
    if position == len(text) and alternate(turns):
        yield tuple(turns)


def _write_chatml(turns: Sequence[Message]) -> str:
    return "".join(f"<|im_start|>{role}\n{content}{CHATML_END}\n" for role, content in turns)


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
    starts = [mark.end() for mark in _HUMAN.finditer(text) if mark[1] == "Assistant"]
    start = max(start for start in starts if text.startswith(said, start))
    return (*turns[:last], Message("assistant", text[start:]))


def transcript_turns(text: str) -> Turns | None:
    """The turns of an hh-rlhf text that begins with a marker, roles in any order."""
    parts = readings(text, _HUMAN)[0]
    return tuple(_turns(parts)) if len(parts) > 1 and not parts[0] else None


DIALECTS = {
    "extra_id": Dialect("<extra_id_1>", _parse_extra_id, _write_extra_id),
    "human_assistant": Dialect("Human:", _parse_human, _write_human),
    "chatml": Dialect("<|im_start|>", _parse_chatml, _write_chatml),
}
