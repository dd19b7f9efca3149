"""Stretches of a source that can be parsed on their own, in any process, in any order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from curation.sources.rows import RawRow


@dataclass(frozen=True, slots=True)
class Block(ABC):
    """Some rows of one shard, in order.

    Attributes:
        shard: Index into ``Source.shards``.
    """

    shard: int

    @abstractmethod
    def rows(self, first: int = 0) -> list[RawRow]:
        """The block's rows, numbered from ``first``."""

    def records(self) -> list[dict[str, Any]] | None:
        """The rows' columns and values alone; None where any row is faulty."""
        records = [row.data for row in self.rows()]
        return None if None in records else records  # type: ignore[return-value]  # no None is left


@dataclass(frozen=True, slots=True)
class ParsedBlock(Block):
    """Rows that a reader had to parse to find them at all."""

    found: list[RawRow]

    def rows(self, first: int = 0) -> list[RawRow]:
        """The rows as they were found, numbered anew where ``first`` asks for it."""
        if not self.found or self.found[0].number == first:
            return self.found
        return [row._replace(number=number) for number, row in enumerate(self.found, first)]
