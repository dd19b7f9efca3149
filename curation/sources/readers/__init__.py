"""One module a format; each offers ``read(shard, index, first, budget)`` and yields lists of rows.

A new format is one module here, its line in ``READERS``, and its suffixes in ``sources/formats.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from curation.sources.limits import Budget
from curation.sources.readers import arrow, csv_table, json_document, jsonl, parquet
from curation.sources.rows import RawRow, Shard

Reader = Callable[[Shard, int, int, Budget], Iterator[list[RawRow]]]

READERS: tuple[tuple[str, Reader], ...] = (
    ("jsonl", jsonl.read),
    ("json", json_document.read),
    ("csv", csv_table.read),
    ("parquet", parquet.read),
    ("arrow", arrow.read),
)

__all__ = ["READERS", "Reader"]
