"""The two values that readers hand out: where rows come from, and a row as it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Shard:
    """One file, or one member of an archive, of a source.

    Attributes:
        name: What people are shown: the name relative to the source.
        path: The file on disk.
        member: The name inside the zip archive at ``path``; ``None`` for a plain file.
        format: ``"jsonl"``, ``"json"``, ``"csv"``, ``"parquet"`` or ``"arrow"``, as the content shows.
        compression: ``"gzip"``, ``"bzip2"``, ``"xz"`` or ``None``, as the content shows.
        split: ``"train"``, ``"validation"``, ``"test"`` or a name the data card gives; else ``None``.
        subset: What tells shards of one split apart (``"harmless-base"``); else ``None``.
    """

    name: str
    path: Path
    member: str | None
    format: str
    compression: str | None
    split: str | None
    subset: str | None


class RawRow(NamedTuple):
    """One row of a source, read or found unreadable; never dropped.

    A named tuple because making one then takes a third of a frozen dataclass's time, which was
    half of the time of reading JSON lines.

    Attributes:
        number: 0-based running number over the whole source.
        shard: Index into ``Source.shards``.
        data: Column → value; ``None`` when the row could not be read.
        fault: ``(reason code, sentence)`` when ``data`` is ``None``.
        raw: The text of an unreadable row, cut at ``RAW_CHARACTERS``.
    """

    number: int
    shard: int
    data: dict[str, Any] | None
    fault: tuple[str, str] | None
    raw: str | None


RAW_CHARACTERS = 1 << 20
BATCH_ROWS = 4096
BATCH_BYTES = 32 << 20


def clip(text: str) -> str:
    """``text`` cut at ``RAW_CHARACTERS``, the cut marked."""
    return text if len(text) <= RAW_CHARACTERS else text[:RAW_CHARACTERS] + "…"


class Batch:
    """Gathers a shard's rows into lists of at most ``BATCH_ROWS`` rows and about ``BATCH_BYTES``."""

    def __init__(self, shard: int, first: int) -> None:
        self._shard = shard
        self._number = first
        self._rows: list[RawRow] = []
        self._bytes = 0

    def add(self, rows: Iterable[dict[str, Any]], size: int) -> None:
        """Add readable rows that took ``size`` bytes."""
        shard = self._shard
        self._rows += [RawRow(n, shard, row, None, None) for n, row in enumerate(rows, self._next)]
        self._bytes += size

    def add_fault(self, reason: str, sentence: str, raw: str, size: int = 0) -> None:
        """Add a row that could not be read."""
        self._rows.append(RawRow(self._next, self._shard, None, (reason, sentence), clip(raw)))
        self._bytes += size

    def ready(self) -> Iterator[list[RawRow]]:
        """The full lists gathered so far."""
        if self._bytes >= BATCH_BYTES:
            yield from self.rest()
        while len(self._rows) >= BATCH_ROWS:
            yield self._taken(BATCH_ROWS)

    def rest(self) -> Iterator[list[RawRow]]:
        """Whatever is left, in lists of at most ``BATCH_ROWS``."""
        while self._rows:
            yield self._taken(BATCH_ROWS)

    def everything(self) -> list[RawRow]:
        """All rows gathered so far, in one list."""
        return self._rows

    @property
    def _next(self) -> int:
        return self._number + len(self._rows)

    def _taken(self, count: int) -> list[RawRow]:
        taken, self._rows = self._rows[:count], self._rows[count:]
        self._number += len(taken)
        if not self._rows:
            self._bytes = 0
        return taken
