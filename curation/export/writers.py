"""Files being written: JSON lines. UTF-8 without a byte-order mark, line-feed line ends."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, cast

import orjson

from curation.export.block import Block
from curation.export.target import Plan


class JsonLines:
    """A JSON-lines file: a plan's rows, one a line.

    Args:
        path: Where to write.
        plan: What gives the rows.
        compression: ``gzip``, or anything else for none. The same rows give the same bytes.
    """

    def __init__(self, path: Path, plan: Plan, compression: str = "none") -> None:
        self._raw = path.open("wb")
        self._file: IO[bytes] = self._raw
        if compression == "gzip":
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0, compresslevel=6)
            self._file = cast("IO[bytes]", packed)
        self._rows = plan.rows

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        rows = self._rows(block)
        lines = [orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows]
        self._file.write(b"".join(lines))
        return len(rows)

    def size(self) -> int:
        """How many bytes have been written."""
        return self._raw.tell()

    def close(self) -> None:
        """Finish the file."""
        if self._file is not self._raw:
            self._file.close()
        self._raw.close()
