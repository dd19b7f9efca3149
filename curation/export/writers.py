"""Files being written: JSON lines. UTF-8 without a byte-order mark, line-feed line ends."""

from __future__ import annotations

from pathlib import Path

import orjson

from curation.export.block import Block
from curation.export.target import Plan


class JsonLines:
    """A JSON-lines file: a plan's rows, one a line."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self._file = path.open("wb")
        self._rows = plan.rows

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        rows = self._rows(block)
        self._file.write(b"".join([orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows]))
        return len(rows)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
