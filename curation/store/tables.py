"""The Arrow schemas of the canonical tables, and how they are written and mapped."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa

from curation.errors import DatasetError

MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.large_string())]))

PROMPTS = pa.schema(
    [
        ("prompt_id", pa.int64()),
        ("messages", MESSAGES),
        ("text", pa.large_string()),
        ("turns", pa.int32()),
        ("key", pa.string()),
    ]
)

QUARANTINE = pa.schema(
    [
        ("origin_row", pa.int64()),
        ("shard", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("raw", pa.large_string()),
    ]
)

BATCH_ROWS = 8_192

# Answers' texts, in files of some thousands each, written by whoever understood them …
TEXTS = pa.schema([("text", pa.large_string()), ("lead", MESSAGES), ("model", pa.string())])
# … and what is known of each answer besides, in one file, row for row; attributes come after these.
ANSWERS = pa.schema(
    [
        ("response_id", pa.int64()),
        ("prompt_id", pa.int64()),
        ("label", pa.bool_()),
        ("rank", pa.float64()),
        ("judged", pa.bool_()),
        ("origin_row", pa.int64()),
    ]
)


class TableWriter:
    """Writes one table to an Arrow IPC file batch by batch, so that memory stays bounded."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._file, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add a batch; an empty one leaves no trace."""
        if batch.num_rows:
            self._writer.write_batch(batch)

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._writer.close()
        finally:
            self._file.close()


def write_table(path: Path, table: pa.Table) -> None:
    """Write a whole table as an Arrow IPC file, in batches small enough to map and scan well."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=65_536)


def map_table(path: Path) -> pa.Table:
    """Open a table without reading it into memory.

    Raises:
        DatasetError: The file is missing or damaged.
    """
    try:
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(
            f"{path.name} of the data set {path.parent.name} cannot be opened",
            why="the file is missing or damaged",
            next=f"Delete {path.parent} and load the source again",
        ) from error
