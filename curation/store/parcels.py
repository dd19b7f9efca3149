"""A source's blocks, understood: in this process, or in several where that is worth starting them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import lru_cache

from curation.schemas import Learner, Mapping, row_reader
from curation.sources import Source
from curation.sources.blocks import Block
from curation.sources.limits import Budget
from curation.store.intake import Parcel, Understand, take

# Stored bytes of JSON lines from which starting processes (about a second) pays for itself.
WORTH_PROCESSES = 48 << 20
_UNPACKED = {"gzip": 4, "bzip2": 5, "xz": 6}
# How long processes left behind by a killed import wait for more work.
IDLE_SECONDS = 10


def parcels(
    source: Source, mapping: Mapping, *, processes: int | None = None
) -> Iterator[tuple[int, Parcel]]:
    """Every block of the source as (shard's index, parcel), in order.

    Args:
        source: Where the rows come from.
        mapping: How to read them.
        processes: How many to use; by the source's size and the machine's cores if not given.

    Raises:
        SourceError: The source is damaged or over a limit.
        SchemaError: The mapping cannot be used.
    """
    budget = Budget.from_settings()
    understand = row_reader(mapping)
    blocks = source.blocks(budget)
    if isinstance(understand, Learner):
        # Rows that refer to each other: what one process learns of them, another does not know.
        _learn(source, understand)
        understood = _here(blocks, understand)
    elif (count := processes or _processes(source)) == 1:
        understood = _here(blocks, understand)
    else:
        understood = _elsewhere(blocks, mapping, count)
    for shard, parcel in understood:
        budget.take_rows(parcel.read)
        yield shard, parcel


def _processes(source: Source) -> int:
    size = sum(
        shard.path.stat().st_size * _UNPACKED.get(shard.compression or "", 1)
        for shard in source.shards
        if shard.format == "jsonl"
    )
    return 1 if size < WORTH_PROCESSES else min(len(os.sched_getaffinity(0)), 8)


def _learn(source: Source, learner: Learner) -> None:
    for block in source.blocks(Budget.from_settings()):
        for row in block.rows():
            if row.data is not None:
                learner.learn(row.data)


def _here(blocks: Iterator[Block], understand: Understand) -> Iterator[tuple[int, Parcel]]:
    for block in blocks:
        yield block.shard, _packed(block, understand)


def _packed(block: Block, understand: Understand) -> Parcel:
    # Rows hold no cycles; looking for some among their many small objects takes half the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return take(block.rows(), understand)
    finally:
        if collecting:
            gc.enable()


def _elsewhere(blocks: Iterator[Block], mapping: Mapping, count: int) -> Iterator[tuple[int, Parcel]]:
    from joblib import Parallel, delayed, parallel_config

    text = mapping.model_dump_json()
    safe = _Guarded(blocks)
    with parallel_config("loky", inner_max_num_threads=1, idle_worker_timeout=IDLE_SECONDS):
        work = Parallel(
            n_jobs=count, return_as="generator", pre_dispatch=2 * count, batch_size=1, max_nbytes=None
        )
        yield from work(delayed(_understood)(block, text) for block in safe)
    if safe.error is not None:
        raise safe.error


class _Guarded:
    """Blocks that end, instead of raising, where reading fails: a pool's feeder must not raise."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self._blocks = blocks
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[Block]:
        try:
            yield from self._blocks
        except Exception as error:  # noqa: BLE001  (raised again by who asked for the blocks)
            self.error = error


def _understood(block: Block, mapping: str) -> tuple[int, Parcel]:
    return block.shard, _packed(block, _reader(mapping))


@lru_cache(maxsize=4)
def _reader(mapping: str) -> Understand:
    return row_reader(Mapping.model_validate_json(mapping))
