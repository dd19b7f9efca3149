"""Budgets against bombs: counted on decoded bytes and rows as they arrive, never on what a file claims."""

from __future__ import annotations

from dataclasses import dataclass

from curation.errors import SourceError
from curation.settings import settings

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


@dataclass(slots=True)
class Budget:
    """What one pass over a source may still decode.

    Attributes:
        max_bytes: Bytes after decompression that one pass may read.
        max_rows: Rows, readable or not, that one pass may give.
        max_line_bytes: Longest single JSON value or CSV line.
    """

    max_bytes: int
    max_rows: int
    max_line_bytes: int
    bytes_read: int = 0
    rows_read: int = 0

    @classmethod
    def from_settings(cls) -> Budget:
        """A fresh budget with the limits in force now."""
        now = settings()
        return cls(now.max_bytes, now.max_rows, now.max_line_bytes)

    def take_bytes(self, count: int) -> None:
        """Count ``count`` decoded bytes.

        Raises:
            SourceError: More was decoded than ``WINNOW_MAX_BYTES`` allows.
        """
        self.bytes_read += count
        if self.bytes_read > self.max_bytes:
            raise SourceError(
                f"the source unpacks to more than {readable(self.max_bytes)}",
                why="reading stopped at the limit that keeps a compressed bomb from filling memory and disk",
                next=f"If the data is really that large, raise WINNOW_MAX_BYTES (now {self.max_bytes})",
            )

    def take_rows(self, count: int) -> None:
        """Count ``count`` rows.

        Raises:
            SourceError: More rows came than ``WINNOW_MAX_ROWS`` allows.
        """
        self.rows_read += count
        if self.rows_read > self.max_rows:
            raise SourceError(
                f"the source holds more than {self.max_rows:,} rows",
                why="reading stopped at the row limit",
                next=f"Raise WINNOW_MAX_ROWS (now {self.max_rows}), or load one split",
            )


def readable(count: int) -> str:
    """A byte count for people: ``1536`` → ``"1.5 KiB"``."""
    amount = float(count)
    for unit in _UNITS:
        if amount < 1024 or unit == _UNITS[-1]:
            return f"{amount:,.0f} {unit}" if amount == int(amount) else f"{amount:,.1f} {unit}"
        amount /= 1024
    raise AssertionError("unreachable")
