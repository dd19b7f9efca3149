"""Parquet: decoded a thousand rows at a time; sizes are measured, never read from the file's metadata."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow.parquet as pq

from curation.sources import bytestream
from curation.sources.limits import Budget
from curation.sources.readers import columns
from curation.sources.rows import RawRow, Shard

_ROWS = 1024


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of a parquet shard; ``first`` is the number of its first row.

    Faults: ``broken_encoding``, ``unreadable_value``.

    Raises:
        SourceError: The file is damaged, or two columns share a name.
    """
    with (
        on_disk(shard, budget) as file,
        columns.told(shard.name),
        pq.ParquetFile(
            file, page_checksum_verification=True, pre_buffer=False, buffer_size=1 << 20
        ) as parquet,
    ):
        columns.check_names(parquet.schema_arrow, shard.name)
        table = columns.Rows(index, first, budget)
        for batch in parquet.iter_batches(batch_size=_ROWS):
            yield from table.of(batch)


@contextmanager
def on_disk(shard: Shard, budget: Budget) -> Iterator[Path | IO[bytes]]:
    """The shard as something seekable: its own file, or a nameless temporary copy of its member."""
    if shard.member is None and shard.compression is None:
        yield shard.path
        return
    with tempfile.TemporaryFile() as copy:
        for chunk in bytestream.chunks(shard, budget):
            copy.write(chunk)
        copy.seek(0)
        yield copy


def column_names(path: Path, name: str) -> tuple[str, ...]:
    """The columns that the file's footer names.

    Raises:
        SourceError: The footer cannot be read, or two columns share a name.
    """
    with bytestream.told(name), columns.told(name), pq.ParquetFile(path) as parquet:
        columns.check_names(parquet.schema_arrow, name)
        return tuple(parquet.schema_arrow.names)
