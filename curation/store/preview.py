"""A few rows of a source as a mapping would read them, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from curation.schemas import Mapping, check_mapping, row_reader
from curation.schemas.canonical import Row, Unfit
from curation.schemas.family import Learner, Reader
from curation.schemas.values import code_of, getter
from curation.sources import RawRow, Source
from curation.store.dataset import Dataset

PREVIEW_ROWS = 5


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of a source and what a mapping makes of it.

    Attributes:
        number: Its 0-based number in the source.
        shard: Index into the source's shards.
        data: Column → value; None where the row cannot be read at all.
        text: The raw text of a row that cannot be read.
        rows: The row as understood, several where one source row holds several prompts; empty
            where it does not fit.
        fault: Reason code and sentence of a row that does not fit.
    """

    number: int
    shard: int
    data: dict[str, Any] | None
    text: str | None
    rows: tuple[Row, ...]
    fault: tuple[str, str] | None


def preview_rows(source: Source, mapping: Mapping, count: int = PREVIEW_ROWS) -> list[PreviewRow]:
    """The first rows of a source as a mapping reads them.

    Raises:
        SourceError: The source cannot be read.
        SchemaError: The mapping does not fit the source.
    """
    return read_as(first_rows(source, count), mapping)


def first_rows(source: Source, count: int) -> tuple[RawRow, ...]:
    """The first rows of a source, unreadable ones among them.

    Raises:
        SourceError: The source cannot be read, or holds no rows.
    """
    rows = (row for batch in source.rows() for row in batch)
    return tuple(islice(rows, count))


def read_as(rows: Sequence[RawRow], mapping: Mapping) -> list[PreviewRow]:
    """Raw rows as a mapping reads them.

    Raises:
        SchemaError: The mapping lacks a role, or names a column that none of the rows has.
    """
    readable = [row.data for row in rows if row.data is not None]
    if readable:
        check_mapping(mapping, readable)
    read = row_reader(mapping)
    if isinstance(read, Learner):
        for data in readable:
            read.learn(data)
    return [_read(row, read) for row in rows]


def _read(raw: RawRow, read: Reader) -> PreviewRow:
    if raw.data is None:
        fault = raw.fault or ("unreadable", "the row could not be read")
        return PreviewRow(raw.number, raw.shard, None, raw.raw or "", (), fault)
    try:
        found = read(raw.data)
    except Unfit as unfit:
        return PreviewRow(raw.number, raw.shard, raw.data, None, (), (unfit.reason, unfit.detail))
    rows = tuple(found) if isinstance(found, list) else (found,)
    return PreviewRow(raw.number, raw.shard, raw.data, None, rows, None)


def quarantined_rows(dataset: Dataset, count: int) -> tuple[RawRow, ...]:
    """The first quarantined rows of a data set, as raw as the source gave them."""
    names = {shard.name: index for index, shard in enumerate(dataset.info.source.shards)}
    kept = dataset.quarantine.slice(0, count).to_pylist()
    return tuple(_raw(row, names.get(row["shard"], 0)) for row in kept)


def _raw(row: dict[str, Any], shard: int) -> RawRow:
    try:
        data = orjson.loads(row["raw"])
    except orjson.JSONDecodeError:
        data = None
    if isinstance(data, dict):
        return RawRow(row["origin_row"], shard, data, None, None)
    return RawRow(row["origin_row"], shard, None, (row["reason"], row["detail"]), row["raw"])


def column_paths(rows: Iterable[RawRow], most: int = 200) -> tuple[str, ...]:
    """The columns of some rows, and the entries of nested records as ``record.entry``."""
    paths: dict[str, None] = {}
    for row in rows:
        for name, value in (row.data or {}).items():
            paths[str(name)] = None
            if isinstance(value, dict):
                paths.update(dict.fromkeys(f"{name}.{key}" for key in value))
    return tuple(paths)[:most]


def codes_seen(rows: Iterable[RawRow], columns: Iterable[str], most: int = 60) -> tuple[str, ...]:
    """The verdict codes in some columns, as a mapping spells them, the most frequent first."""
    fetchers = [getter(column) for column in columns]
    codes = Counter(code_of(fetch(row.data)) for row in rows if row.data is not None for fetch in fetchers)
    return tuple(code for code, _ in codes.most_common() if code is not None and len(code) <= most)
