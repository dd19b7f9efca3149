"""JSON lines: one object a line, parsed by orjson; a line that fails is kept with its fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

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
        if isinstance(self.lines, bytes) and (rows := _all_objects(self.lines)) is not None:
            shard = self.shard
            return [RawRow(number, shard, row, None, None) for number, row in enumerate(rows, first)]
        lines: list[Any] = self.lines.split(b"\n") if isinstance(self.lines, bytes) else self.lines
        batch = Batch(self.shard, first)
        _add_one_by_one(batch, lines, self.line_number)
        return batch.everything()


def blocks_of(shard: Shard, index: int, budget: Budget) -> Iterator[Block]:
    """A JSON-lines shard in blocks of about ``BLOCK_BYTES``."""
    head, stream = bytestream.with_head(bytestream.chunks(shard, budget))
    stream = decoding.utf8(stream, decoding.detect(head), shard.name)
    line_number = 1
    for lines in stretches(stream, budget.max_line_bytes, BLOCK_BYTES):
        yield LineBlock(index, lines, line_number)
        line_number += lines.count(b"\n") + 1 if isinstance(lines, bytes) else len(lines)


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
