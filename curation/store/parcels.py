"""A source's blocks, understood: in this process, or in several where that is worth starting them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from curation.schemas import Learner, Mapping, plain_row_reader, row_reader
from curation.schemas.plain import PlainReader
from curation.sources import RawRow, Source
from curation.sources.blocks import Block
from curation.sources.limits import Budget
from curation.store.intake import Understand, take
from curation.store.parcel import Parcel
from curation.store.plain_intake import take_plain
from curation.store.processes import in_processes, process_pool, processes_for
from curation.store.tables import TEXTS, TableWriter

Numbered = Iterator[tuple[int, Block]]
_UNPACKED = {"gzip": 4, "bzip2": 5, "xz": 6, "zstd": 4}


def parcels(source: Source, mapping: Mapping, *, texts: Path | None = None) -> Iterator[tuple[int, Parcel]]:
    """Every block of the source as (shard's index, parcel), in order.

    Args:
        source: Where the rows come from.
        mapping: How to read them.
        texts: Folder for the answers' texts, which never come back: they are most of the bytes. Where
            there is none they are dropped.

    Raises:
        SourceError: The source is damaged or over a limit.
        DatasetError: One of several processes was lost.
        SchemaError: The mapping cannot be used.
    """
    budget = Budget.from_settings()
    how = How.of(mapping)
    blocks = enumerate(source.blocks(budget))
    if isinstance(how.rows, Learner):
        # Rows that refer to each other: what one process learns of them, another does not know.
        _learn(source, how.rows)
        understood = _here(blocks, how, texts)
    elif (count := _processes(source)) == 1:
        understood = _here(blocks, how, texts)
    else:
        understood = _elsewhere(blocks, mapping, texts, count)
    for shard, parcel in understood:
        budget.take_rows(parcel.read)
        yield shard, parcel


def _processes(source: Source) -> int:
    size = sum(
        shard.path.stat().st_size * _UNPACKED.get(shard.compression or "", 1)
        for shard in source.shards
        if shard.format == "jsonl"
    )
    return processes_for(size)


def _learn(source: Source, learner: Learner) -> None:
    for block in source.blocks(Budget.from_settings()):
        for row in block.rows():
            if row.data is not None:
                learner.learn(row.data)


@dataclass(frozen=True)
class How:
    """A mapping's readers: of one row, and of many plain ones at once where there is such a reader."""

    rows: Understand
    plain: PlainReader | None

    @classmethod
    def of(cls, mapping: Mapping) -> How:
        """The readers of a mapping."""
        return cls(row_reader(mapping), plain_row_reader(mapping))


def _here(blocks: Numbered, how: How, texts: Path | None) -> Iterator[tuple[int, Parcel]]:
    for number, block in blocks:
        yield block.shard, _stored(_packed(block, how), texts, number)


def _stored(parcel: Parcel, folder: Path | None, number: int) -> Parcel:
    batch = parcel.answers.texts
    if folder is not None and batch is not None and batch.num_rows:
        with TableWriter(folder / f"texts-{number:06d}.arrow", TEXTS) as table:
            table.write(batch)
    return replace(parcel, answers=replace(parcel.answers, texts=None))


def _packed(block: Block, how: How) -> Parcel:
    # Rows hold no cycles; looking for some among their many small objects takes half the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _taken(block, how)
    finally:
        if collecting:
            gc.enable()


def _taken(block: Block, how: How) -> Parcel:
    records = block.records() if how.plain else None
    if not records or how.plain is None:
        return take(block.rows(), how.rows)
    found = how.plain(records)
    if found is not None:
        return take_plain(found)
    return take(
        [RawRow(number, block.shard, row, None, None) for number, row in enumerate(records)], how.rows
    )


def _elsewhere(
    blocks: Numbered, mapping: Mapping, texts: Path | None, count: int
) -> Iterator[tuple[int, Parcel]]:
    how = mapping.model_dump_json()
    calls = ((block, how, texts, number) for number, block in blocks)
    again = "Free some memory and load again; nothing half-read was kept"
    yield from in_processes(_understood, calls, count, what="The import", next=again)


def warm_up(source: Source) -> None:
    """Start the processes that `parcels` will want, where it will want some, while other work goes on."""
    if (count := _processes(source)) > 1:
        pool = process_pool(count)
        for _ in range(count):
            pool.submit(_ready)


def _ready() -> None:
    """Nothing: a process that has come so far has imported this module."""


def _understood(block: Block, mapping: str, texts: Path | None, number: int) -> tuple[int, Parcel]:
    return block.shard, _stored(_packed(block, _reader(mapping)), texts, number)


@lru_cache(maxsize=4)
def _reader(mapping: str) -> How:
    return How.of(Mapping.model_validate_json(mapping))
