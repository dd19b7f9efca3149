"""How publishing tells how far it is, and is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from curation.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Following:
    """Who follows a piece of work.

    Attributes:
        progress: Called with (what, done, total), in bytes.
        cancelled: Asked between blocks or files.
    """

    progress: Callable[[str, int, int], None] = lambda what, done, total: None
    cancelled: Callable[[], bool] = lambda: False

    def report(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is.

        Raises:
            Cancelled: The curator stopped it.
        """
        if self.cancelled():
            raise Cancelled(
                "Publishing was stopped",
                why="files that had arrived are kept",
                next="Start it again to go on from there",
            )
        self.progress(stage, done, total)


SILENT = Following()
