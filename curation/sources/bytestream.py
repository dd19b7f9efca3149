"""A shard's bytes: opened, decompressed and counted, with every low-level failure told as one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from curation.errors import SourceError
from curation.sources import archive, compression
from curation.sources.decoding import HEAD
from curation.sources.limits import Budget
from curation.sources.rows import Shard

_ZLIB = re.compile(r"^Error -?\d+ while decompressing data: ")


@contextmanager
def raw(path: Path, member: str | None, name: str) -> Iterator[IO[bytes]]:
    """The stored bytes of a file or archive member, not yet decompressed.

    Raises:
        SourceError: The file cannot be opened or read; ``name`` is what the message calls it.
    """
    with told(name):
        opener = (
            cast("AbstractContextManager[IO[bytes]]", path.open("rb"))
            if member is None
            else archive.opened_member(path, member)
        )
        with opener as stream:
            yield stream


def chunks(shard: Shard, budget: Budget) -> Iterator[bytes]:
    """The shard's decoded bytes in chunks of at most 1 MiB, each counted against ``budget``.

    Raises:
        SourceError: The bytes are damaged, break off, or go over the budget.
    """
    with raw(shard.path, shard.member, shard.name) as stream:
        for chunk in compression.decompressed(cast("BinaryIO", stream), shard.compression):
            budget.take_bytes(len(chunk))
            yield chunk


def with_head(stream: Iterator[bytes], size: int = HEAD) -> tuple[bytes, Iterator[bytes]]:
    """The first ``size`` bytes or a little more, and the whole stream including them."""
    head = b""
    for chunk in stream:
        head += chunk
        if len(head) >= size:
            break

    def whole() -> Iterator[bytes]:
        if head:
            yield head
        yield from stream

    return head, whole()


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the operating system and decompressors raise into a :class:`SourceError` on ``name``."""
    try:
        yield
    except SourceError:
        raise
    except PermissionError as error:
        raise SourceError(
            f"{name!r} cannot be read",
            why="the system denies permission",
            next="Change its permissions and try again",
        ) from error
    except FileNotFoundError as error:
        raise SourceError(
            f"{name!r} is gone", why="it was there a moment ago", next="Load the source again"
        ) from error
    except EOFError as error:
        raise SourceError(
            f"{name!r} breaks off", why="its compressed data ends too early", next="Download or copy it again"
        ) from error
    except MemoryError as error:
        raise SourceError(
            f"{name!r} does not fit in memory",
            why="one block of it is too large",
            next="Write it in smaller blocks",
        ) from error
    except (*archive.ERRORS, *compression.ERRORS, OSError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        why = _ZLIB.sub("", cause).split("\n")[0].rstrip(". ") or type(error).__name__
        raise SourceError(f"{name!r} is damaged", why=why, next="Download or copy it again") from error
