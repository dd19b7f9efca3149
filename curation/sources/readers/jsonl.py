"""JSON lines: one object a line, parsed by orjson; a line that fails is kept with its fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from curation.sources import bytestream, decoding
from curation.sources.limits import Budget, readable
from curation.sources.lines import Oversized, blocks
from curation.sources.readers import json_value
from curation.sources.rows import Batch, RawRow, Shard

# orjson turns integers past 64 bits into floats. With digits mapped to "0", a byte search finds
# the only runs that can be such integers; every fourth byte is enough to rule most text out.
_DIGITS = bytes(48 if 48 <= code <= 57 else 45 if code == 45 else 32 for code in range(256))


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of a JSON-lines shard; ``first`` is the number of its first row.

    Faults: ``broken_json``, ``broken_encoding``, ``lone_surrogate``, ``not_an_object``,
    ``line_too_long``. Blank lines count as lines, not as rows.
    """
    head, stream = bytestream.with_head(bytestream.chunks(shard, budget))
    stream = decoding.utf8(stream, decoding.detect(head), shard.name)
    batch = Batch(index, first)
    line_number = 1
    for block in blocks(stream, budget.max_line_bytes):
        size = sum(map(len, block))
        rows = _all_objects(block, size)
        if rows is None:
            _add_one_by_one(batch, block, line_number)
        else:
            batch.add(rows, size)
        line_number += len(block)
        yield from batch.ready()
    yield from batch.rest()


def _all_objects(block: list[bytes | Oversized], size: int) -> list[dict[str, Any]] | None:
    """The block parsed in one go, or ``None`` when any line needs a closer look."""
    try:
        if _has_long_integer(b"\n".join(block)):  # type: ignore[arg-type]  # an Oversized raises TypeError
            return None
        rows = [orjson.loads(line) for line in block]  # type: ignore[arg-type]
    except (TypeError, orjson.JSONDecodeError):
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
