"""The workspace on disk: where each thing lies, and how it gets there whole or not at all."""

from __future__ import annotations

import errno
import re
import secrets
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from curation.errors import DatasetError
from curation.settings import settings

# Raised when signals are laid out on disk otherwise; what a signal counts has an edition of its own.
SIGNALS_LAYOUT = 2
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BUILDING = ".building-"
ABANDONED_SECONDS = 24 * 3600


def datasets_folder() -> Path:
    """Where data sets lie, one folder each."""
    return settings().home / "datasets"


def signals_folder(dataset_id: str) -> Path:
    """Where a data set's measured signals lie, beside the data set itself, which never changes."""
    return settings().home / "signals" / f"v{SIGNALS_LAYOUT}" / dataset_id


def slug(name: str) -> str:
    """A name as a folder can carry it: lower-case ASCII letters, digits, ``-``, ``_`` and ``.``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:60] or "dataset"


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside ``target`` that becomes ``target`` when the block ends well.

    Raises:
        DatasetError: The disk is full or cannot be written; nothing is left behind.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=target.parent))
    except OSError as error:
        raise disk_error(error, target.parent) from error
    try:
        yield building
        with _unless_there(target):
            building.replace(target)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def _unless_there(target: Path) -> Iterator[None]:
    """Let a rename fail where another process was faster: both built the same."""
    try:
        yield
    except OSError:
        if not target.exists():
            raise


def _sweep(folder: Path) -> None:
    """Remove what a killed process left half-built here, once it is surely abandoned."""
    for left in folder.glob(f"{BUILDING}*"):
        # Another process may be renaming it at this very moment.
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A temporary file beside ``target`` that becomes ``target`` when the block ends well.

    Raises:
        DatasetError: The disk is full or cannot be written; nothing is left behind.
    """
    building = target.parent / f"{BUILDING}{secrets.token_hex(6)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not mkstemp: its files are closed to everyone else, whatever the umask says.
        building.touch(exist_ok=False)
    except OSError as error:
        raise disk_error(error, target) from error
    try:
        yield building
        building.replace(target)
    except OSError as error:
        raise disk_error(error, target) from error
    finally:
        building.unlink(missing_ok=True)


def disk_error(error: OSError, place: Path) -> DatasetError:
    """The sentence for a disk that does not take what is written to it."""
    if error.errno in NO_SPACE:
        return DatasetError(
            f"The disk is full under {place}",
            why="what was being written has been removed again, so nothing is half-written",
            next="Free some space or set WINNOW_HOME to another disk, then try again",
        )
    return DatasetError(
        f"Nothing can be written to {place}",
        why=error.strerror or str(error),
        next="Check its permissions, or choose another place (the workspace's is WINNOW_HOME)",
    )
