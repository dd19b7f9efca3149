"""Copying a source's file less some rows: one function a format, each reading as the import read.

JSON lines stay as they were, byte for byte (in UTF-8); Parquet and Arrow keep their schema; CSV and JSON
documents keep their values and are written anew. Compressed files are compressed again.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from curation.sources import Shard, bytestream, decoding
from curation.sources.limits import Budget
from curation.sources.lines import blocks
from curation.sources.readers import csv_table, json_document
from curation.sources.readers.parquet import on_disk


@dataclass(frozen=True, slots=True)
class Copy:
    """What to copy: a shard, its index, its first row's number, which rows stay, and to where."""

    shard: Shard
    index: int
    first: int
    keep: NDArray[np.bool_]
    path: Path

    def stays(self, number: int) -> bool:
        """Whether a row stays; one that the import did not see does not."""
        return number < len(self.keep) and bool(self.keep[number])


@dataclass(frozen=True, slots=True)
class Copied:
    """Rows read from a shard, and rows written of it."""

    read: int
    written: int


@contextmanager
def compressed(path: Path, compression: str | None) -> Iterator[IO[bytes]]:
    """A file to write plain bytes to; the same bytes give the same file, no time or name inside."""
    with path.open("wb") as file:
        if compression == "gzip":
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
                yield cast("IO[bytes]", packed)
        elif compression == "bzip2":
            with bz2.BZ2File(file, "wb") as packed:
                yield packed
        elif compression == "xz":
            with lzma.LZMAFile(file, "wb") as packed:
                yield packed
        else:
            yield file


def copy_jsonl(copy: Copy) -> Copied:
    """The lines that stay, as they are; blank lines are no rows and go."""
    budget = Budget.from_settings()
    head, stream = bytestream.with_head(bytestream.chunks(copy.shard, budget))
    stream = decoding.utf8(stream, decoding.detect(head), copy.shard.name)
    number, written = copy.first, 0
    with compressed(copy.path, copy.shard.compression) as out:
        for block in blocks(stream, budget.max_line_bytes):
            for line in block:
                if isinstance(line, bytes):
                    if not line or line.isspace():
                        continue
                    if copy.stays(number):
                        out.write(line + b"\n")
                        written += 1
                number += 1
    return Copied(number - copy.first, written)


def copy_json(copy: Copy) -> Copied:
    """A list of the rows that stay, one a line."""
    read = written = 0
    with compressed(copy.path, copy.shard.compression) as out:
        for batch in json_document.read(copy.shard, copy.index, copy.first, Budget.from_settings()):
            for row in batch:
                read += 1
                if row.data is not None and copy.stays(row.number):
                    out.write(b",\n" if written else b"[\n")
                    out.write(json.dumps(row.data, ensure_ascii=False).encode())
                    written += 1
        out.write(b"\n]\n" if written else b"[]\n")
    return Copied(read, written)


def copy_csv(copy: Copy) -> Copied:
    """The header and the rows that stay, with the source's own delimiter."""
    read = written = 0
    header: list[str] = []
    delimiter = _delimiter(copy.shard)
    with compressed(copy.path, copy.shard.compression) as out:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        for batch in csv_table.read(copy.shard, copy.index, copy.first, Budget.from_settings()):
            for row in batch:
                read += 1
                if row.data is None:
                    continue
                if not header:
                    header = list(row.data)
                    writer.writerow(header)
                if copy.stays(row.number):
                    writer.writerow([_cell(value) for value in row.data.values()])
                    written += 1
        text.flush()
        text.detach()
    return Copied(read, written)


def _delimiter(shard: Shard) -> str:
    head, _ = bytestream.with_head(bytestream.chunks(shard, Budget.from_settings()))
    plain = b"".join(decoding.utf8(iter((head,)), decoding.detect(head), shard.name))
    return csv_table.delimiter(plain.split(b"\n", 1)[0].decode("utf-8", "replace"), shard.name)


def _cell(value: Any) -> Any:
    return "" if value is None else value


def copy_parquet(copy: Copy) -> Copied:
    """The rows that stay under the same schema, zstd-compressed."""
    with on_disk(copy.shard, Budget.from_settings()) as file, pq.ParquetFile(file) as parquet:
        schema = parquet.schema_arrow
        with pq.ParquetWriter(copy.path, schema, compression="zstd") as out:
            return _filtered(copy, parquet.iter_batches(batch_size=4_096), out.write_batch)


def copy_arrow(copy: Copy) -> Copied:
    """The rows that stay under the same schema; a stream stays a stream, a file a file."""
    with on_disk(copy.shard, Budget.from_settings()) as file, _arrow(file) as source:
        is_file = source.read(len(_ARROW_FILE)) == _ARROW_FILE
        source.seek(0)
        with pa.OSFile(str(copy.path), "wb") as sink:
            if is_file:
                known = pa.ipc.open_file(source)
                batches = (known.get_batch(number) for number in range(known.num_record_batches))
                with pa.ipc.new_file(sink, known.schema) as out:
                    return _filtered(copy, batches, out.write_batch)
            stream = pa.ipc.open_stream(source)
            with pa.ipc.new_stream(sink, stream.schema) as out:
                return _filtered(copy, iter(stream), out.write_batch)


_ARROW_FILE = b"ARROW1"


def _arrow(file: Path | IO[bytes]) -> pa.NativeFile:
    return pa.memory_map(str(file)) if isinstance(file, Path) else pa.PythonFile(file)


def _filtered(
    copy: Copy, batches: Iterator[pa.RecordBatch], write: Callable[[pa.RecordBatch], None]
) -> Copied:
    number, written = copy.first, 0
    for batch in batches:
        mask = np.zeros(len(batch), bool)
        known = copy.keep[number : number + len(batch)]
        mask[: len(known)] = known
        number += len(batch)
        if mask.any():
            write(batch.filter(pa.array(mask)))
            written += int(mask.sum())
    return Copied(number - copy.first, written)


SHARD_COPIERS: dict[str, Callable[[Copy], Copied]] = {
    "jsonl": copy_jsonl,
    "json": copy_json,
    "csv": copy_csv,
    "parquet": copy_parquet,
    "arrow": copy_arrow,
}
