"""Compressed bytes → plain bytes, a bounded chunk at a time; a stream that breaks off is an error."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import BinaryIO, Protocol

import pyarrow as pa

CHUNK = 1 << 20
_COMPRESSED_CHUNK = 1 << 18


class _Decompressor(Protocol):
    """What bz2 and lzma decompressors share, and the zlib one is adapted to."""

    @property
    def eof(self) -> bool:
        """Whether the member is complete."""

    @property
    def needs_input(self) -> bool:
        """Whether more compressed bytes are needed to go on."""

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Give up to ``max_length`` plain bytes."""


class _Gzip:
    """zlib's gzip decompressor with bz2's interface; it checks each member's CRC."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        plain = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        # A full answer may leave output inside zlib even when all input is taken.
        self.needs_input = not self._inner.unconsumed_tail and len(plain) < max_length
        return plain

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


_DECOMPRESSORS: dict[str, Callable[[], _Decompressor]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}
ERRORS = (EOFError, zlib.error, lzma.LZMAError)


def decompressed(file: BinaryIO, compression: str | None) -> Iterator[bytes]:
    """The plain bytes of ``file`` in chunks of at most 1 MiB, over all concatenated members.

    Raises:
        EOFError: The stream ends inside a member.
        zlib.error, lzma.LZMAError, OSError: The stream is damaged.
    """
    if compression is None:
        while chunk := file.read(CHUNK):
            yield chunk
        return
    if compression == "zstd":
        yield from _zstd(file)
        return
    start = _DECOMPRESSORS[compression]
    pending = file.read(_COMPRESSED_CHUNK)
    while pending:
        member = start()
        pending = yield from _member(file, member, pending)
        # Tape blocks and some writers pad with zeros after the last member.
        pending = pending.lstrip(b"\0")
        while not pending and (more := file.read(_COMPRESSED_CHUNK)):
            pending = more.lstrip(b"\0")


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    with pa.PythonFile(file, mode="r") as source, pa.CompressedInputStream(source, "zstd") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _member(file: BinaryIO, member: _Decompressor, pending: bytes) -> Generator[bytes, None, bytes]:
    """One member's plain bytes; returns what follows it."""
    while True:
        plain = member.decompress(pending, CHUNK)
        pending = b""
        if plain:
            yield plain
        if member.eof:
            return member.unused_data
        if member.needs_input:
            pending = file.read(_COMPRESSED_CHUNK)
            if not pending:
                raise EOFError("the compressed data breaks off")
