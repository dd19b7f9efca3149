"""How commands speak: results on stdout, progress on stderr."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from typing import Any

import orjson

from curation.progress import amount


def say(text: str = "") -> None:
    """One line of the result, for people."""
    sys.stdout.write(text + "\n")


def say_json(value: dict[str, Any]) -> None:
    """The result as one JSON object on one line."""
    sys.stdout.write(orjson.dumps(value).decode() + "\n")


def complain(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(text + "\n")


def counted(count: int, noun: str) -> str:
    """``1 pair``, ``1,204 pairs``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def percent(share: float) -> str:
    """A share as people read it, fine enough for one row of ten thousand; a dash where there is none."""
    return "–" if math.isnan(share) else f"{share:.2%}"


def decimal(value: float) -> str:
    """A number to three places; a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:,.3f}"


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Rows in aligned columns; columns named in ``right`` are flush right."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


class ProgressLine:
    """Progress on stderr: one line rewritten on a terminal, one line a stage elsewhere."""

    def __init__(self) -> None:
        self._stage = ""
        self._last = 0.0
        self._drawn = False

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is."""
        if not sys.stderr.isatty():
            if stage != self._stage:
                complain(f"{stage} …")
            self._stage = stage
            return
        now = time.monotonic()
        if stage == self._stage and now - self._last < 0.1 and done != total:
            return
        self._stage, self._last = stage, now
        share = f" of {amount(stage, total)}" if total else ""
        sys.stderr.write(f"\r\033[K{stage} {amount(stage, done)}{share}")
        sys.stderr.flush()
        self._drawn = True

    def close(self) -> None:
        """Clear the line, so that the result stands alone."""
        if self._drawn:
            sys.stderr.write("\r\033[K")
