"""One split in one file or in several: a new file is begun where the last is full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from curation.export.block import Block, Ids
from curation.export.files import FileWritten, Writer

# Rows between two looks at how large a file has become: at least so many, and no more than make an
# overshoot that nobody would mind.
_STRIDE = 256
_BYTES_A_ROW = 16_384


@dataclass(eq=False)
class Shards:
    """The files of one split.

    Attributes:
        folder: Where they are written.
        stem: The split's name as a file name.
        suffix: What follows, without its dot.
        open: Begins a file.
        max_rows: Rows a file at most; None for no such limit.
        max_bytes: A new file is begun once one has reached so many; None likewise.
        pattern: What a file of several is called.
        always: Whether a lone file is called so too.
    """

    folder: Path
    stem: str
    suffix: str
    open: Callable[[Path], Writer]
    max_rows: int | None = None
    max_bytes: int | None = None
    pattern: str = "{stem}-{index:05d}-of-{count:05d}.{suffix}"
    always: bool = False
    _rows: list[int] = field(default_factory=list)
    _writer: Writer | None = None

    def write(self, block: Block, sizes: Ids | None) -> int:
        """Write a block, into as many files as it takes, and say how many rows it gave.

        Args:
            block: The pairs.
            sizes: How many rows each of them gives; None for one each.
        """
        rows = 0
        for piece in self._pieces(block, sizes):
            rows += self._put(piece)
        return rows

    def _pieces(self, block: Block, sizes: Ids | None) -> Iterator[Block]:
        if self.max_rows is None and self.max_bytes is None:
            yield block
            return
        start = 0
        while start < len(block):
            end = len(block)
            if self.max_bytes is not None:
                end = min(start + max(_STRIDE, self.max_bytes // _BYTES_A_ROW), end)
            if self.max_rows is not None:
                each = np.ones(end - start, np.int64) if sizes is None else sizes[start:end]
                if self._writer is not None and self._rows[-1] + each[0] > self.max_rows:
                    self._finish()
                room = self.max_rows - (self._rows[-1] if self._writer is not None else 0)
                end = start + max(int(np.searchsorted(np.cumsum(each), room, "right")), 1)
            yield replace(block, ids=block.ids[start:end])
            start = end

    def _put(self, piece: Block) -> int:
        if self._writer is None:
            self._writer = self.open(self.folder / self._working_name(len(self._rows)))
            self._rows.append(0)
        rows = self._writer.write(piece)
        self._rows[-1] += rows
        if self.max_bytes is not None and self._writer.size() >= self.max_bytes:
            self._finish()
        return rows

    def _finish(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def close(self) -> list[FileWritten]:
        """Finish the last file, give all their names, and say what they are."""
        self._finish()
        count = len(self._rows)
        several = self.always or count > 1
        files = []
        for index, rows in enumerate(self._rows):
            name = f"{self.stem}.{self.suffix}"
            if several:
                name = self.pattern.format(stem=self.stem, index=index, count=count, suffix=self.suffix)
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / self._working_name(index)).replace(self.folder / name)
            files.append(FileWritten(name, rows))
        return files

    def abandon(self) -> None:
        """Let go of the file being written; what is there is removed with its folder."""
        self._finish()

    def _working_name(self, index: int) -> str:
        return f".{self.stem}.{index}.part"
