"""Arrow IPC files (Feather) and streams, as `datasets` and polars write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

from curation.sources import bytestream
from curation.sources.limits import Budget
from curation.sources.readers import columns
from curation.sources.readers.parquet import on_disk
from curation.sources.rows import RawRow, Shard

_MAGIC = b"ARROW1"


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of an Arrow shard; ``first`` is the number of its first row.

    Every batch is validated in full before use: offsets in a file are a stranger's.

    Raises:
        SourceError: The file is damaged, or two columns share a name.
    """
    with on_disk(shard, budget) as file, columns.told(shard.name), _batches(file) as (schema, batches):
        columns.check_names(schema, shard.name)
        table = columns.Rows(index, first, budget)
        for batch in batches:
            batch.validate(full=True)
            yield from table.of(batch)


def column_names(path: Path, name: str) -> tuple[str, ...]:
    """The columns that the file's schema names.

    Raises:
        SourceError: The schema cannot be read, or two columns share a name.
    """
    with bytestream.told(name), columns.told(name), _batches(path) as (schema, _):
        columns.check_names(schema, name)
        return tuple(schema.names)


@contextmanager
def _batches(file: Path | IO[bytes]) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    with pa.memory_map(str(file)) if isinstance(file, Path) else pa.PythonFile(file) as source:
        is_file = source.read(len(_MAGIC)) == _MAGIC
        source.seek(0)
        if is_file:
            reader = pa.ipc.open_file(source)
            yield reader.schema, (reader.get_batch(number) for number in range(reader.num_record_batches))
        else:
            stream = pa.ipc.open_stream(source)
            yield stream.schema, iter(stream)
