"""Where a text is code or quoted: what looks like a turn in there is quoted, not spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

FENCE = re.compile(r"^ {0,3}(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$", re.MULTILINE)
_TICKS = re.compile(r"`+|\n")
_QUOTED = re.compile(r'"[^"\n]*"')


class Fences(NamedTuple):
    """Code blocks of a text as (start, end) offsets, and whether one was opened and never closed."""

    spans: tuple[tuple[int, int], ...]
    dangling: bool

    def cover(self, position: int) -> bool:
        """Whether a position lies inside a block."""
        return any(start <= position < end for start, end in self.spans)


def may_fence(text: str) -> bool:
    """Whether a text can hold a code block; single characters are found far faster than three."""
    return ("`" in text and "```" in text) or ("~" in text and "~~~" in text)


def fences(text: str) -> Fences:
    """Find the code blocks of a text as CommonMark does, with one exception.

    A second opening with a language (```` ```python ````) means that the first was never closed:
    answers cut off in the middle of their code are common in preference data.
    """
    spans: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for line in FENCE.finditer(text):
        language = line[2].strip()
        if opened is None:
            opened = line
        elif line[1][0] == opened[1][0] and len(line[1]) >= len(opened[1]):
            if language:
                opened = line
            else:
                spans.append((opened.start(), line.end()))
                opened = None
    return Fences(tuple(spans), opened is not None)


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Inline code, as offsets; only within a line, where a stray backtick does no harm beyond it."""
    runs = [] if "`" not in text else [found.span() for found in _TICKS.finditer(text)]
    closing: dict[int, int] = {}
    opened: list[tuple[int, int]] = []
    for start, end in reversed(runs):
        if text[start] == "\n":
            closing.clear()
            continue
        if closes := closing.get(end - start):
            opened.append((start, closes))
        closing[end - start] = end
    last = 0
    for start, end in reversed(opened):
        if start >= last:
            yield start, end
            last = end


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """What stands between double quotation marks within a line, as offsets."""
    return (found.span() for found in _QUOTED.finditer(text)) if '"' in text else iter(())
