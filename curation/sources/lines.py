"""Bytes → lines, or stretches of whole lines; a line over the limit is cut to its head, never held whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = 1000


@dataclass(frozen=True, slots=True)
class Oversized:
    """A line that is longer than the limit.

    Attributes:
        head: Its first bytes.
        size: Its length in bytes.
    """

    head: bytes
    size: int

    def __len__(self) -> int:
        return len(self.head)


def blocks(stream: Iterator[bytes], limit: int) -> Iterator[list[bytes | Oversized]]:
    """The lines of ``stream`` without their ends, as many at a time as a chunk completes."""
    parts: list[bytes] = []
    size = 0
    for chunk in stream:
        head, newline, rest = chunk.partition(b"\n")
        # While a line is over the limit only its length and its beginning are kept.
        if size <= limit:
            parts.append(head)
        size += len(head)
        if not newline:
            continue
        whole = rest.split(b"\n")
        last = whole.pop()
        yield [_line(parts, size, limit), *_within(whole, limit, len(rest))]
        parts, size = [last], len(last)
    if size:
        yield [_line(parts, size, limit)]


def stretches(stream: Iterator[bytes], limit: int, size: int) -> Iterator[bytes | list[bytes | Oversized]]:
    """The lines of ``stream``, many at a time and not told apart: that is left to who parses them.

    Args:
        stream: Bytes in chunks.
        limit: Longest line, in bytes.
        size: Bytes from which a stretch is handed on.

    Yields:
        Whole lines joined by line feeds, the last without its end; a list of lines instead where
        one of them is over the limit.
    """
    parts: list[bytes] = []
    held, ended = 0, False
    for chunk in stream:
        rest = chunk
        if not ended and held > limit:
            head, newline, rest = chunk.partition(b"\n")
            held += len(head)
            if not newline:
                continue
            yield [Oversized(b"".join(parts)[:_HEAD], held)]
            parts, held = [], 0
        parts.append(rest)
        held += len(rest)
        ended = ended or b"\n" in rest
        if ended and held >= size:
            whole, _, rest = b"".join(parts).rpartition(b"\n")
            yield _checked(whole, limit)
            parts, held, ended = [rest], len(rest), False
    if held > limit and not ended:
        yield [Oversized(b"".join(parts)[:_HEAD], held)]
    elif held:
        yield _checked(b"".join(parts).removesuffix(b"\n"), limit)


def _checked(whole: bytes, limit: int) -> bytes | list[bytes | Oversized]:
    if len(whole) <= limit:
        return whole
    lines = [_line([line], len(line), limit) for line in whole.split(b"\n")]
    return lines if any(isinstance(line, Oversized) for line in lines) else whole


def _line(parts: list[bytes], size: int, limit: int) -> bytes | Oversized:
    line = b"".join(parts)
    return line if size <= limit else Oversized(line[:_HEAD], size)


def _within(lines: list[bytes], limit: int, size: int) -> list[bytes] | list[bytes | Oversized]:
    if size <= limit:
        return lines
    return [Oversized(line[:_HEAD], len(line)) if len(line) > limit else line for line in lines]
