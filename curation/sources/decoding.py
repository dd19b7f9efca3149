"""Text encodings: whatever a text shard is written in, its readers see UTF-8 and line feeds."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from curation.errors import SourceError

# Longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes 80-9F as Windows means them; the five it leaves undefined stay as Latin-1 has them.
_WINDOWS = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_PEEK = 4096
# Bytes looked at to tell an encoding; a shorter beginning is the whole text.
HEAD = 1 << 18


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text shard is written.

    Attributes:
        name: A codec name, or ``"windows-1252"`` for text that is no UTF at all.
        mark: Length of the byte-order mark.
        guessed: Whether no mark and no valid UTF-8 backs the name.
        bare_returns: Lines end in a lone carriage return (old Mac files).
    """

    name: str
    mark: int = 0
    guessed: bool = False
    bare_returns: bool = False


def detect(head: bytes) -> Encoding:
    """The encoding that the first bytes of a text show."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark), bare_returns=name == "utf-8" and _bare_returns(head))
    if wide := _unmarked_utf16(head):
        return Encoding(wide, guessed=True)
    text, _ = codecs.utf_8_decode(head, "surrogateescape", len(head) < HEAD)
    valid = text.encode("utf-8", "ignore").decode()
    broken = len(text) - len(valid)
    # A few broken bytes among many valid letters are damage, to be told by row, not another encoding.
    if broken > len(valid) - len(valid.encode("ascii", "ignore")):
        return Encoding("windows-1252", guessed=True, bare_returns=_bare_returns(head))
    return Encoding("utf-8", bare_returns=_bare_returns(head))


def utf8(stream: Iterator[bytes], encoding: Encoding, name: str) -> Iterator[bytes]:
    """``stream`` as UTF-8 without mark; invalid UTF-8 passes through for the reader to report by row.

    Raises:
        SourceError: UTF-16 or UTF-32 text is damaged.
    """
    plain = _without_mark(stream, encoding.mark)
    if encoding.name == "windows-1252":
        plain = (chunk.decode("latin-1").translate(_WINDOWS).encode() for chunk in plain)
    elif encoding.name != "utf-8":
        plain = _transcoded(plain, encoding.name, name)
    if encoding.bare_returns:
        plain = (chunk.replace(b"\r", b"\n") for chunk in plain)
    return plain


def note(encoding: Encoding, name: str) -> str | None:
    """What to tell the user about a guessed encoding."""
    if not encoding.guessed:
        return None
    if encoding.name == "windows-1252":
        return (
            f"{name} is not UTF-8; it was read as Windows-1252 (Latin-1). Check accents and quotation marks"
        )
    return f"{name} has no byte-order mark; it was read as {encoding.name.upper()}"


def text(stream: Iterator[bytes]) -> Iterator[tuple[str, bool]]:
    """Decode UTF-8 chunks; the flag says that bytes which are no UTF-8 became lone surrogates."""
    pending = b""
    for chunk in stream:
        piece, pending, broken = _decode(pending + chunk, final=False)
        if piece:
            yield piece, broken
    if pending:
        piece, _, broken = _decode(pending, final=True)
        yield piece, broken


def _decode(data: bytes, *, final: bool) -> tuple[str, bytes, bool]:
    try:
        piece, used = codecs.utf_8_decode(data, "strict", final)
    except UnicodeDecodeError:
        piece, used = codecs.utf_8_decode(data, "surrogateescape", final)
        return piece, data[used:], True
    return piece, data[used:], False


def _bare_returns(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: in mostly Latin text every other byte is zero."""
    sample = head[:_PEEK]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 4:
        return None
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _without_mark(stream: Iterator[bytes], length: int) -> Iterator[bytes]:
    first = next(stream, b"")
    yield first[length:]
    yield from stream


def _transcoded(stream: Iterator[bytes], encoding: str, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in stream:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{name!r} is not valid {encoding.upper()}", why=error.reason, next="Save it as UTF-8"
        ) from error
