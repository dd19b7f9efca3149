"""CSV and its tab, semicolon and bar relatives: cells stay text, an empty cell is ``None``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain

from curation.errors import SourceError
from curation.sources import bytestream, decoding
from curation.sources.limits import Budget, readable
from curation.sources.lines import Oversized, blocks
from curation.sources.readers.json_value import has_lone_surrogate
from curation.sources.rows import BATCH_BYTES, Batch, RawRow, Shard

DELIMITERS = (",", "\t", ";", "|")
# Excel's own way to tell the delimiter: a first line "sep=;".
_STATED = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
_RUN = 1024


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
    table = csv.reader(text, delimiter=_delimiter(text, shard.name), strict=True)
    batch = Batch(index, first)
    if header := _header(table, shard.name):
        yield from _rows(table, header, text, batch)
    yield from batch.rest()


def _rows(
    table: Iterator[list[str]], header: list[str], text: _Lines, batch: Batch
) -> Iterator[list[RawRow]]:
    """Add records; whole ones in runs, because adding one by one takes longer than parsing."""
    run: list[dict[str, str | None]] = []
    width, before = len(header), text.size
    for cells in _records(table, text, batch, run):
        if len(cells) == width and not (text.broken_bytes and has_lone_surrogate(cells)):
            run.append({column: cell or None for column, cell in zip(header, cells, strict=True)})
            if len(run) < _RUN and text.size - before < BATCH_BYTES:
                continue
            _flush(batch, run, text.size - before)
        elif cells:
            _flush(batch, run, text.size - before)
            _add_fault(batch, width, cells, text)
        before = text.size
        yield from batch.ready()
    _flush(batch, run, text.size - before)


def _flush(batch: Batch, run: list[dict[str, str | None]], size: int) -> None:
    batch.add(run, size)
    run.clear()


def _delimiter(text: _Lines, name: str) -> str:
    """The delimiter, either stated in a line of its own, which is stepped over, or seen in the header."""
    first = text.first()
    if stated := _STATED.fullmatch(first.rstrip("\r\n")):
        text.skip()
        return stated[1]
    return delimiter(first, name)


def delimiter(first_line: str, name: str) -> str:
    """The delimiter of a table whose header is ``first_line``; the name's own where the header has it."""
    plain = "".join(first_line.split('"')[::2])
    expected = "\t" if ".tsv" in name.lower() else ","
    if expected in plain:
        return expected
    best = max(DELIMITERS, key=plain.count)
    return best if best in plain else expected


def column_names(head: bytes, name: str) -> tuple[str, ...]:
    """The columns that the header names.

    Args:
        head: The beginning of the table as UTF-8.
        name: What messages call the file.

    Raises:
        SourceError: The header is broken, or two columns share a name.
    """
    text = _Lines(iter((head,)), name, len(head))
    return tuple(_header(csv.reader(text, delimiter=_delimiter(text, name), strict=True), name))


class _Lines:
    """The text lines of a stream, for the csv module.

    Attributes:
        number: 1-based number of the line given last.
        last: That line.
        size: Bytes of the blocks taken so far.
        broken_bytes: Whether bytes that are no UTF-8 have been met.
    """

    def __init__(self, stream: Iterator[bytes], name: str, limit: int) -> None:
        self._lines = self._read(blocks(stream, limit), name)
        self.number = 0
        self.last = ""
        self.size = 0
        self.broken_bytes = False

    def first(self) -> str:
        """The first line, which is given again by iteration; ``""`` when there is none."""
        line = next(self._lines, "")
        self._lines = chain([line], self._lines)
        return line

    def skip(self) -> None:
        """Leave out the next line."""
        next(self._lines, "")

    def __iter__(self) -> Iterator[str]:
        return self._lines

    def _read(self, found: Iterator[list[bytes | Oversized]], name: str) -> Iterator[str]:
        for block in found:
            self.size += sum(map(len, block))
            for line in block:
                self.number += 1
                if isinstance(line, Oversized):
                    raise SourceError(
                        f"line {self.number:,} of {name!r} is {readable(line.size)} long",
                        next="If that is right, raise WINNOW_MAX_LINE_BYTES",
                    )
                try:
                    self.last = line.decode() + "\n"
                except UnicodeDecodeError:
                    self.broken_bytes = True
                    self.last = line.decode("utf-8", "surrogateescape") + "\n"
                yield self.last


def _header(table: Iterator[list[str]], name: str) -> list[str]:
    try:
        cells = next((row for row in table if row), [])
    except csv.Error as error:
        raise SourceError(
            f"the header of {name!r} is broken", why=str(error), next="Mend its first line"
        ) from error
    header = [cell.strip() or f"column_{place}" for place, cell in enumerate(cells, 1)]
    if has_lone_surrogate(header):
        raise SourceError(f"the header of {name!r} is not valid UTF-8", next="Save the file as UTF-8")
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise SourceError(
            f"{name!r} has more than one column named {', '.join(map(repr, twice))}",
            next="Rename one of them in the header line",
        )
    return header


def _records(
    table: Iterator[list[str]], text: _Lines, batch: Batch, run: list[dict[str, str | None]]
) -> Iterator[list[str]]:
    """Each record's cells; a broken record becomes a fault, after the rows before it."""
    while True:
        start = text.number
        try:
            for cells in table:
                start = text.number
                yield cells
        except csv.Error as error:
            if "unexpected end of data" in str(error) or "field larger" in str(error):
                raise SourceError(
                    f"a quoted cell that opens at line {start + 1:,} is never closed",
                    why="everything after it would be one cell",
                    next='Close the quote, or double it ("") where it belongs to the text',
                ) from error
            _flush(batch, run, 0)
            batch.add_fault("broken_csv", f"line {text.number}: {error}", text.last)
        else:
            return


def _add_fault(batch: Batch, width: int, cells: list[str], text: _Lines) -> None:
    raw = _as_csv(cells).encode("utf-8", "replace").decode()
    if len(cells) != width:
        sentence = f"line {text.number} has {len(cells)} cells where the header names {width} columns"
        batch.add_fault("wrong_cell_count", sentence, raw)
    else:
        batch.add_fault("broken_encoding", f"line {text.number} is not valid UTF-8", raw)


def _as_csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
