"""CSV and its tab, semicolon and bar relatives: cells stay text, an empty cell is ``None``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from curation.errors import SourceError
from curation.sources import bytestream, decoding
from curation.sources.limits import Budget, readable
from curation.sources.lines import Oversized, blocks
from curation.sources.readers.json_value import has_lone_surrogate
from curation.sources.rows import Batch, RawRow, Shard

DELIMITERS = (",", "\t", ";", "|")


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of a CSV shard; ``first`` is the number of its first row.

    Faults: ``wrong_cell_count``, ``broken_csv``, ``broken_encoding``. Blank lines are skipped.

    Raises:
        SourceError: Two columns share a name, a quote never closes, or a line is over the limit.
    """
    head, stream = bytestream.with_head(bytestream.chunks(shard, budget))
    text = _Lines(decoding.utf8(stream, decoding.detect(head), shard.name), shard.name, budget.max_line_bytes)
    # A global of the csv module; only ever raised, so that another reader's limit still holds.
    csv.field_size_limit(max(csv.field_size_limit(), budget.max_line_bytes))
    first_line = text.peek()
    table = csv.reader(text, delimiter=delimiter(first_line, shard.name), strict=True)
    batch = Batch(index, first)
    header = _header(table, shard.name)
    while header and (cells := _next(table, text, batch)) is not None:
        _add(batch, header, cells, text)
        yield from batch.ready()
    yield from batch.rest()


def delimiter(first_line: str, name: str) -> str:
    """The delimiter of a table whose header is ``first_line``; the name's own where the header has it."""
    plain = "".join(first_line.split('"')[::2])
    expected = "\t" if ".tsv" in name.lower() else ","
    if expected in plain:
        return expected
    best = max(DELIMITERS, key=plain.count)
    return best if best in plain else expected


class _Lines:
    """The text lines of a stream, for the csv module, remembering the last record's."""

    def __init__(self, stream: Iterator[bytes], name: str, limit: int) -> None:
        self._blocks = blocks(stream, limit)
        self._name = name
        self._limit = limit
        self._ahead: Iterator[bytes | Oversized] = iter(())
        self._peeked: str | None = None
        self.record: list[str] = []
        self.number = 0
        self.broken_bytes = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._peeked if self._peeked is not None else self._read()
        self._peeked = None
        self.number += 1
        self.record.append(line)
        return line

    def peek(self) -> str:
        """The first line, not yet consumed; ``""`` when there is none."""
        if self._peeked is None:
            try:
                self._peeked = self._read()
            except StopIteration:
                return ""
        return self._peeked

    def _read(self) -> str:
        line = next(self._ahead, None)
        while line is None:
            self._ahead = iter(next(self._blocks))
            line = next(self._ahead, None)
        if isinstance(line, Oversized):
            raise SourceError(
                f"line {self.number + 1:,} of {self._name!r} is {readable(line.size)} long",
                next="If that is right, raise WINNOW_MAX_LINE_BYTES",
            )
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError:
            self.broken_bytes = True
            return line.decode("utf-8", "surrogateescape") + "\n"


def _header(table: Iterator[list[str]], name: str) -> list[str]:
    try:
        cells = next((row for row in table if row), [])
    except csv.Error as error:
        raise SourceError(
            f"the header of {name!r} is broken", why=str(error), next="Mend its first line"
        ) from error
    header = [cell.strip() or f"column_{place}" for place, cell in enumerate(cells, 1)]
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise SourceError(
            f"{name!r} has more than one column named {', '.join(map(repr, twice))}",
            next="Rename one of them in the header line",
        )
    return header


def _next(table: Iterator[list[str]], text: _Lines, batch: Batch) -> list[str] | None:
    """The next record's cells; broken records go to ``batch`` as faults; ``None`` at the end."""
    while True:
        text.record.clear()
        start = text.number + 1
        try:
            return next(table, None)
        except csv.Error as error:
            if "unexpected end of data" in str(error) or "field larger" in str(error):
                raise SourceError(
                    f"a quoted cell that opens at line {start:,} is never closed",
                    why="everything after it would be one cell",
                    next='Close the quote, or double it ("") where it belongs to the text',
                ) from error
            batch.add_fault("broken_csv", f"line {text.number}: {error}", "".join(text.record))


def _add(batch: Batch, header: list[str], cells: list[str], text: _Lines) -> None:
    if len(cells) != len(header):
        if cells:
            sentence = (
                f"line {text.number} has {len(cells)} cells where the header names {len(header)} columns"
            )
            batch.add_fault("wrong_cell_count", sentence, _as_csv(cells))
        return
    if text.broken_bytes and has_lone_surrogate(cells):
        raw = _as_csv(cells).encode("utf-8", "replace").decode()
        batch.add_fault("broken_encoding", f"line {text.number} is not valid UTF-8", raw)
        return
    row = {column: cell or None for column, cell in zip(header, cells, strict=True)}
    batch.add((row,), sum(map(len, cells)))


def _as_csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
