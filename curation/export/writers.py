"""Files being written: JSON lines. UTF-8 without a byte-order mark, line-feed line ends."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, cast

import numpy as np
import orjson
import pyarrow as pa

from curation.export.block import Block
from curation.export.target import Plan

_BUFFER = 1 << 20


class JsonLines:
    """A JSON-lines file: a plan's rows, one a line.

    Args:
        path: Where to write.
        plan: What gives the rows.
        compression: ``gzip``, or anything else for none. The same rows give the same bytes.
    """

    def __init__(self, path: Path, plan: Plan, compression: str = "none") -> None:
        self._raw = path.open("wb", buffering=_BUFFER)
        self._file: IO[bytes] = self._raw
        if compression == "gzip":
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0, compresslevel=6)
            self._file = cast("IO[bytes]", packed)
        self._plan = plan

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        lines = self._plan.lines(block)
        if lines is not None:
            self._file.write(_bytes_of(lines))
            return len(lines)
        rows = self._plan.rows(block)
        self._file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        return len(rows)

    def size(self) -> int:
        """How many bytes have been written."""
        return self._raw.tell()

    def close(self) -> None:
        """Finish the file."""
        if self._file is not self._raw:
            self._file.close()
        self._raw.close()


def _bytes_of(lines: pa.Array) -> memoryview:
    """The bytes of texts one after the other, as they lie in memory."""
    offsets = np.frombuffer(lines.buffers()[1], np.int64)
    return memoryview(lines.buffers()[2])[offsets[lines.offset] : offsets[lines.offset + len(lines)]]
