"""What a file of an export is, while it is written and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from curation.export.block import Block


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file of an export: its name within the folder, and its rows."""

    name: str
    rows: int


class Writer(Protocol):
    """A file being written."""

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""

    def size(self) -> int:
        """About how many bytes it has by now."""

    def close(self) -> None:
        """Finish the file."""
