"""Bytes → numbered lines in blocks; a line over the limit is cut to its head, never held whole."""

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


def _line(parts: list[bytes], size: int, limit: int) -> bytes | Oversized:
    line = b"".join(parts)
    return line if size <= limit else Oversized(line[:_HEAD], size)


def _within(lines: list[bytes], limit: int, size: int) -> list[bytes] | list[bytes | Oversized]:
    if size <= limit:
        return lines
    return [Oversized(line[:_HEAD], len(line)) if len(line) > limit else line for line in lines]
