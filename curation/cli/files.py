"""Files that a command writes beside its result: never a folder's name, never over a source."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from curation.errors import ExportError


def check_file(path: Path, source: str) -> None:
    """Make sure, before any work, that a file can be written there without loss.

    Args:
        path: The file to be.
        source: What the data set is or was read from, as typed.

    Raises:
        ExportError: It is a folder, the source itself, or a file within it.
    """
    if path.is_dir():
        raise ExportError(f"{str(path)!r} is a folder", next="Give a file to write to")
    with suppress(OSError, RuntimeError):
        taken, target = Path(source).expanduser().resolve(), path.resolve()
        if target.exists() and (target == taken or taken in target.parents):
            raise ExportError(
                f"{str(path)!r} belongs to the source",
                why="it would be overwritten",
                next="Choose another file",
            )
