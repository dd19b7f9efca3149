"""What all markups share: cutting a text at its markers, code blocks left alone, and the order of turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from curation.schemas.canonical import Message
from curation.schemas.fences import code_spans, fences, may_fence, quoted_spans

Turns = tuple[Message, ...]
Span = tuple[int, int]

_ROLES = {
    **dict.fromkeys(("User", "Human", "USER", "prompter", "Instruction", "[INST]"), "user"),
    **dict.fromkeys(("Assistant", "ASSISTANT", "model", "Response", "[/INST]"), "assistant"),
}
_TALK = ["user", "assistant"]
_NEW = tuple.__new__


@dataclass(frozen=True, slots=True)
class Dialect:
    """One markup.

    Attributes:
        sign: The text that betrays it.
        parse: The readings of a text, likeliest first.
        write: Turns as text, not checked to be readable.
        ends: What closes an answer; it is no part of the answer's text.
        least: The share of a data set's prompts that must read as turns for it to be the markup.
    """

    sign: str
    parse: Callable[[str], Iterator[Turns]]
    write: Callable[[Sequence[Message]], str]
    ends: tuple[str, ...] = ()
    least: float = 0.5

    def without_end(self, text: str) -> str:
        """An answer without the marker that closes it."""
        return without_end(text, self.ends)


def without_end(text: str, ends: tuple[str, ...]) -> str:
    """The text without one of these at its end, a line break behind it included."""
    whole = text.removesuffix("\n")
    if not whole.endswith(ends):
        return text
    return next(whole.removesuffix(end) for end in ends if whole.endswith(end))


def readings(
    text: str, marker: re.Pattern[str], *, ends: tuple[str, ...] = (), inline: bool = False
) -> list[list[str]]:
    """Ways to cut a text at its markers, likeliest first: one, or more where quoting leaves a doubt.

    Args:
        text: The conversation.
        marker: Its first group is the role.
        ends: What closes turns.
        inline: Markers stand within lines, so that inline code and quotation marks can hold them.

    Returns:
        Lists as `re.split` gives them: the text before the first marker, then role and content in turn.
    """
    plain = marker.split(text)
    if len(plain) == 1:
        return [plain]
    if not may_fence(text) and not (inline and ("`" in text or '"' in text)):
        return [plain]
    blocks = fences(_bare(text, marker, ends))
    careful = _cut(text, marker, blocks.spans)
    # With a block left open, what looks quoted may well be spoken.
    found = [plain, careful] if blocks.dangling else [careful, plain]
    if inline:
        code = (*blocks.spans, *code_spans(text))
        found += [_cut(text, marker, code), _cut(text, marker, (*code, *quoted_spans(text)))]
    return [reading for place, reading in enumerate(found) if reading not in found[:place]]


def _bare(text: str, marker: re.Pattern[str], ends: tuple[str, ...]) -> str:
    """The text with line breaks for markup: a fence that stands beside a marker is a fence all the same."""
    bare = marker.sub(lambda mark: "\n" * len(mark[0]), text)
    for end in ends:
        bare = bare.replace(end, "\n" * len(end))
    return bare


def _cut(text: str, marker: re.Pattern[str], spans: Sequence[Span]) -> list[str]:
    spoken = [
        mark
        for mark in marker.finditer(text)
        if not any(start <= mark.end() - 1 < end for start, end in spans)
    ]
    if not spoken:
        return [text]
    starts = [mark.start() for mark in spoken] + [len(text)]
    parts = [text[: starts[0]]]
    for mark, end in zip(spoken, starts[1:], strict=True):
        parts += [mark[1], text[mark.end() : end]]
    return parts


def turns_of(parts: list[str]) -> list[Message]:
    """The turns of a reading, whatever stands before the first left out."""
    # Past `Message.__new__`, which takes twice as long.
    return [
        _NEW(Message, (_ROLES.get(role, role), content))
        for role, content in zip(parts[1::2], parts[2::2], strict=True)
    ]


def behind_system(cuts: list[list[str]], ends: tuple[str, ...]) -> Iterator[Turns]:
    """The readings of markups that mark no system turn: what stands before the first marker is one."""
    for parts in cuts:
        turns = turns_of(parts)
        if not turns:
            continue
        turns[-1] = Message(turns[-1].role, without_end(turns[-1].content, ends))
        if parts[0]:
            turns[:0] = [Message("system", parts[0])]
        if alternate(turns):
            yield tuple(turns)


def alternate(turns: Sequence[Message]) -> bool:
    """Whether user and assistant take turns, user first, after at most one system turn."""
    roles = [turn[0] for turn in turns]
    if roles and roles[0] == "system":
        del roles[0]
    return bool(roles) and roles == (_TALK * (len(roles) // 2 + 1))[: len(roles)]


def opened_by_system(turns: Sequence[Message]) -> tuple[str, Sequence[Message]]:
    """The system turn's text, empty without one, and the other turns."""
    return (turns[0].content, turns[1:]) if turns and turns[0].role == "system" else ("", turns)
