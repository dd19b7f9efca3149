"""The workspace on disk: where each thing lies, and how it gets there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curation.errors import DatasetError
from curation.settings import settings

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def datasets_folder() -> Path:
    """Where data sets lie, one folder each."""
    return settings().home / "datasets"


def signals_folder(dataset_id: str) -> Path:
    """Where a data set's measured signals lie, beside the data set itself, which never changes."""
    return settings().home / "signals" / dataset_id


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
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=target.parent))
    except OSError as error:
        raise disk_error(error, target.parent) from error
    try:
        yield building
        if not target.exists():
            building.replace(target)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A temporary file beside ``target`` that becomes ``target`` when the block ends well.

    Raises:
        DatasetError: The disk is full or cannot be written; nothing is left behind.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".building-", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    building = Path(name)
    try:
        yield building
        building.replace(target)
    except OSError as error:
        raise disk_error(error, target.parent) from error
    finally:
        building.unlink(missing_ok=True)


def disk_error(error: OSError, folder: Path) -> DatasetError:
    """The sentence for a disk that does not take what is written to it."""
    if error.errno in NO_SPACE:
        return DatasetError(
            f"The disk is full under {folder}",
            why="what was being written has been removed again, so nothing is half-written",
            next="Free some space or set WINNOW_HOME to another disk, then try again",
        )
    return DatasetError(
        f"Nothing can be written under {folder}",
        why=error.strerror or str(error),
        next="Check the folder's permissions or set WINNOW_HOME",
    )
