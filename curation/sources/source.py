"""An opened source: its shards, what is known about it, and its rows as a stream."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from curation.errors import SourceError
from curation.sources import bytestream
from curation.sources.blocks import Block, ParsedBlock
from curation.sources.limits import Budget
from curation.sources.readers import READERS, jsonl
from curation.sources.rows import RawRow, Shard

_CHUNK = 1 << 18


@dataclass(frozen=True)
class Source:
    """Data that was found and can be read.

    Attributes:
        spec: What the user typed.
        title: A base for the data set's name.
        shards: The files, in reading order.
        revision: The Hub commit, else ``None``.
        licence: What the data card states, else ``None``.
        notes: Sentences to show the user.
    """

    spec: str
    title: str
    shards: tuple[Shard, ...]
    revision: str | None
    licence: str | None
    notes: tuple[str, ...]

    def fingerprint(self) -> str:
        """32 hex digits over the shards' stored bytes, splits and subsets; paths do not matter.

        Raises:
            SourceError: A shard cannot be read.
        """
        return self._fingerprint

    def rows(self) -> Iterator[list[RawRow]]:
        """All rows in lists of up to 4,096; each call reads from the start.

        Raises:
            SourceError: The source is damaged, over a limit, or holds no rows at all. What was
                given before the error is part of the data only, never to be kept as the whole.
        """
        readers = dict(READERS)
        budget = Budget.from_settings()
        for index, shard in enumerate(self.shards):
            for batch in readers[shard.format](shard, index, budget.rows_read, budget):
                budget.take_rows(len(batch))
                yield batch
        if not budget.rows_read:
            raise SourceError(f"{self.spec!r} holds no rows", next="Check that it is the file you meant")

    def blocks(self, budget: Budget) -> Iterator[Block]:
        """All rows in stretches that can be parsed elsewhere; JSON lines come unparsed.

        Args:
            budget: Bytes are counted here; counting rows is left to who parses the blocks.

        Raises:
            SourceError: As for `rows`.
        """
        readers = dict(READERS)
        for index, shard in enumerate(self.shards):
            if shard.format == "jsonl":
                yield from jsonl.blocks_of(shard, index, budget)
                continue
            for batch in readers[shard.format](shard, index, 0, budget):
                yield ParsedBlock(index, batch)

    @cached_property
    def _fingerprint(self) -> str:
        whole = hashlib.sha256()
        budget = Budget.from_settings()
        buffer = memoryview(bytearray(_CHUNK))
        for shard in self.shards:
            own = hashlib.sha256(f"{shard.split!r} {shard.subset!r}\0".encode())
            with bytestream.raw(shard.path, shard.member, shard.name) as stream:
                # One buffer for all: making a new one for every read takes longer than the hash.
                while got := stream.readinto(buffer):  # type: ignore[attr-defined]  # every binary stream has it
                    budget.take_bytes(got)
                    own.update(buffer[:got])
            # A digest a shard: moving bytes from one shard to the next changes the whole.
            whole.update(own.digest())
        return whole.hexdigest()[:32]
