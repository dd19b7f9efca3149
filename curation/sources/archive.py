"""Zip archives: members are listed and streamed, never unpacked to disk, so a hostile name has no target."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from curation.errors import SourceError

MAX_MEMBERS = 100_000
_ENCRYPTED = 0x1

# What zipfile raises on a damaged, encrypted or exotic archive.
ERRORS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, LookupError, struct.error)


def members(path: Path) -> tuple[str, ...]:
    r"""The names of the files in the archive, in its own order.

    Names are only ever shown and looked up again, so ``../x`` is harmless; a leading ``/`` and
    ``\`` are normalised so that folders group.

    Raises:
        SourceError: The archive is damaged, encrypted, holds one name twice or too many members.
    """
    with _opened(path) as archive:
        infos = [info for info in archive.infolist() if info.filename and not info.filename.endswith("/")]
    if len(infos) > MAX_MEMBERS:
        raise SourceError(
            f"{path.name!r} holds more than {MAX_MEMBERS:,} files",
            next="Unpack it and load the folder you mean",
        )
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise SourceError(f"{path.name!r} is protected by a password", next="Unpack it and load the folder")
    names = tuple(info.filename for info in infos)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SourceError(
            f"{path.name!r} holds two files named {twice!r}",
            next="Unpack it, keep the right one, and load that",
        )
    return names


@contextmanager
def opened_member(path: Path, member: str) -> Iterator[IO[bytes]]:
    """A member's plain bytes as a stream."""
    with _opened(path) as archive, archive.open(member) as stream:
        yield stream


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except ERRORS as error:
        raise SourceError(
            f"{path.name!r} is not a readable zip archive",
            why=str(error).rstrip("."),
            next="Make or download it again",
        ) from error
    with archive:
        yield archive
