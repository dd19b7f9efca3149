"""JSON lines: one object a line, parsed by orjson; a line that fails is kept with its fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from curation.errors import SourceError
from curation.sources import bytestream, decoding
from curation.sources.blocks import Block
from curation.sources.limits import Budget, readable
from curation.sources.lines import Oversized, stretches
from curation.sources.readers import json_value
from curation.sources.rows import BATCH_ROWS, Batch, RawRow, Shard

# orjson turns integers past 64 bits into floats. With digits mapped to "0", a byte search finds
# the only runs that can be such integers; every fourth byte is enough to rule most text out.
_DIGITS = bytes(48 if 48 <= code <= 57 else 45 if code == 45 else 32 for code in range(256))


# Enough rows that a block costs little besides its parsing, few enough that several fit in memory.
BLOCK_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class LineBlock(Block):
    """Lines of a JSON-lines shard, not parsed yet.

    Attributes:
        lines: Whole lines joined by line feeds; a list of them where one is oversized.
        line_number: The first line's number, from 1.
    """

    lines: bytes | list[bytes | Oversized]
    line_number: int

    def rows(self, first: int = 0) -> list[RawRow]:
        """The rows of these lines.

        Faults: ``broken_json``, ``broken_encoding``, ``lone_surrogate``, ``not_an_object``,
        ``line_too_long``. Blank lines count as lines, not as rows.
        """
        if (records := self.records()) is not None:
            return [RawRow(number, self.shard, row, None, None) for number, row in enumerate(records, first)]
        lines: list[Any] = self.lines.split(b"\n") if isinstance(self.lines, bytes) else self.lines
        batch = Batch(self.shard, first)
        _add_one_by_one(batch, lines, self.line_number)
        return batch.everything()

    def records(self) -> list[dict[str, Any]] | None:
        """The lines parsed in one go; None where any of them needs a closer look."""
        return _all_objects(self.lines) if isinstance(self.lines, bytes) else None


@dataclass(frozen=True, slots=True)
class FileBlock(Block):
    """Whole lines of a plain file, left where they are until somebody needs them.

    Attributes:
        path: The file.
        start: Where the lines begin, in bytes.
        size: How long they are, the last line's end left out.
        line_number: The first line's number, from 1.
    """

    path: Path
    start: int
    size: int
    line_number: int

    def rows(self, first: int = 0) -> list[RawRow]:
        """The rows of these lines; faults as for `LineBlock`."""
        return LineBlock(self.shard, self._lines(), self.line_number).rows(first)

    def records(self) -> list[dict[str, Any]] | None:
        """The lines parsed in one go; None where any of them needs a closer look."""
        return _all_objects(self._lines())

    def _lines(self) -> bytes:
        with bytestream.told(self.path.name), self.path.open("rb") as file:
            file.seek(self.start)
            lines = file.read(self.size)
        if len(lines) < self.size:
            raise SourceError(
                f"{self.path.name!r} has become shorter while it was read",
                next="Load it again once it is whole",
            )
        return lines


def blocks_of(shard: Shard, index: int, budget: Budget) -> Iterator[Block]:
    """A JSON-lines shard in blocks of about ``BLOCK_BYTES``."""
    before = budget.bytes_read
    head, stream = bytestream.with_head(bytestream.chunks(shard, budget))
    encoding = decoding.detect(head)
    plain = encoding.name == "utf-8" and not encoding.bare_returns
    if plain and shard.member is None and shard.compression is None and len(head) >= BLOCK_BYTES // 16:
        budget.bytes_read = before
        yield from _file_blocks(shard, index, budget, encoding.mark)
        return
    line_number = 1
    for lines in stretches(decoding.utf8(stream, encoding, shard.name), budget.max_line_bytes, BLOCK_BYTES):
        yield LineBlock(index, lines, line_number)
        line_number += _count(lines)


def _count(lines: bytes | list[bytes | Oversized]) -> int:
    return lines.count(b"\n") + 1 if isinstance(lines, bytes) else len(lines)


def _file_blocks(shard: Shard, index: int, budget: Budget, start: int) -> Iterator[Block]:
    """A plain file's blocks by place alone; from a line longer than a block on, by content."""
    buffer = bytearray(BLOCK_BYTES)
    seen = np.frombuffer(buffer, np.uint8)
    line_number = 1
    with bytestream.told(shard.name), shard.path.open("rb") as file:
        file.seek(start)
        while got := file.readinto(buffer):
            last = got < BLOCK_BYTES
            end = got if last and buffer[got - 1] != 10 else buffer.rfind(b"\n", 0, got)
            if end < 0 or end > budget.max_line_bytes:
                break
            yield FileBlock(index, shard.path, start, end, line_number)
            # Counting in numpy takes a fifth of the time of bytes.count.
            line_number += int(np.count_nonzero(seen[:end] == 10)) + 1
            budget.take_bytes(min(end + 1, got))
            start += end + 1
            file.seek(start)
        else:
            return
        file.seek(start)
        stream = iter(partial(file.read, BLOCK_BYTES), b"")
        for lines in stretches(_counted(stream, budget), budget.max_line_bytes, BLOCK_BYTES):
            yield LineBlock(index, lines, line_number)
            line_number += _count(lines)


def _counted(stream: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    for chunk in stream:
        budget.take_bytes(len(chunk))
        yield chunk


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of a JSON-lines shard; ``first`` is the number of its first row."""
    for block in blocks_of(shard, index, budget):
        rows = block.rows(first)
        first += len(rows)
        for start in range(0, len(rows), BATCH_ROWS):
            yield rows[start : start + BATCH_ROWS]


def _all_objects(lines: bytes) -> list[dict[str, Any]] | None:
    """The lines parsed in one go, or ``None`` when any of them needs a closer look."""
    if _has_long_integer(lines):
        return None
    try:
        rows = [orjson.loads(line) for line in lines.split(b"\n")]
    except orjson.JSONDecodeError:
        return None
    return rows if all(type(row) is dict for row in rows) else None


def _add_one_by_one(batch: Batch, block: list[bytes | Oversized], line_number: int) -> None:
    for number, line in enumerate(block, line_number):
        if isinstance(line, Oversized):
            raw = line.head.decode("utf-8", "replace") + "…"
            sentence = f"line {number} is {readable(line.size)} long; raise WINNOW_MAX_LINE_BYTES to read it"
            batch.add_fault("line_too_long", sentence, raw)
        elif not line.isspace() and line:
            _add_line(batch, line, number)


def _add_line(batch: Batch, line: bytes, number: int) -> None:
    try:
        row = _parsed(line)
    except json_value.Unreadable as fault:
        raw = line.decode("utf-8", "replace")
        batch.add_fault(fault.reason, f"line {number} {fault.detail}", raw, len(line))
        return
    if type(row) is dict:
        batch.add((row,), len(line))
    else:
        sentence = f"line {number} is {json_value.describe(row)}, not an object with named fields"
        batch.add_fault("not_an_object", sentence, line.decode("utf-8", "replace"), len(line))


def _parsed(line: bytes) -> Any:
    if not _has_long_integer(line):
        try:
            return orjson.loads(line)
        except orjson.JSONDecodeError:
            pass
    return json_value.parse(line)


def _has_long_integer(data: bytes) -> bool:
    if b"0000" not in data[::4].translate(_DIGITS):
        return False
    digits = data.translate(_DIGITS)
    return b"0" * 20 in digits or b"-" + b"0" * 19 in digits
