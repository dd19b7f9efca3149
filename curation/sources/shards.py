"""Chosen files → shards: each is looked into, so that its content and not its name decides how it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from curation.errors import SourceError
from curation.sources import beginnings, bytestream, decoding, formats, json_kind, kinship
from curation.sources.folder import Pick
from curation.sources.limits import Budget
from curation.sources.readers import arrow, csv_table, parquet
from curation.sources.rows import Shard

_CONTROLS = bytes([*range(1, 8), *range(14, 27), 28, 29, 30, 31])
_MAX_NOTED = 3


@dataclass(frozen=True, slots=True)
class Inspected:
    """The shards that hold something, and what was noticed on the way.

    ``apart`` names sub-folders that hold another table than the rest, and must be left out.
    """

    shards: tuple[Shard, ...]
    notes: tuple[str, ...]
    apart: tuple[str, ...] = ()


def inspect(picks: Sequence[Pick], locate: Callable[[str], tuple[Path, str | None]]) -> Inspected:
    """Look into each chosen file.

    Args:
        picks: The files.
        locate: Name → file on disk and, in an archive, member.

    Raises:
        SourceError: A file is damaged or not what it seems, or all are empty.
    """
    shards: list[Shard] = []
    notes: list[str] = []
    empty: list[str] = []
    columns: dict[str, Sequence[str]] = {}
    for pick in picks:
        path, member = locate(pick.name)
        seen = _shard(pick, path, member)
        if seen is None:
            empty.append(pick.name)
            continue
        shards.append(seen.shard)
        notes += seen.notes
        if seen.columns:
            columns[pick.name] = seen.columns
    if not shards:
        names = ", ".join(map(repr, empty))
        raise SourceError(
            f"{names} {'is' if len(empty) == 1 else 'are'} empty", next="Download or export it again"
        )
    if empty:
        counted = "1 empty file was" if len(empty) == 1 else f"{len(empty)} empty files were"
        notes.append(f"{counted} skipped: {', '.join(empty)}")
    if len(notes) > _MAX_NOTED + 1:
        notes = [*notes[:_MAX_NOTED], f"and {len(notes) - _MAX_NOTED} more notes of this kind"]
    if apart := kinship.strays(columns):
        return Inspected(tuple(shards), tuple(notes), apart)
    differing = kinship.check(columns)
    notes += [differing] if differing else []
    return Inspected(tuple(shards), tuple(notes))


class _Seen(NamedTuple):
    """A shard, what was noticed in it, and its columns where its beginning tells them."""

    shard: Shard
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None


def _shard(pick: Pick, path: Path, member: str | None) -> _Seen | None:
    promised = formats.parse_name(pick.name).format
    if promised is None:
        raise formats.unsupported(pick.name)
    with bytestream.raw(path, member, pick.name) as stream:
        start = stream.read(16)
    if not start:
        return None
    compression = formats.sniff_compression(start, pick.name)
    shard = Shard(pick.name, path, member, promised, compression, pick.split, pick.subset)
    head, _ = bytestream.with_head(bytestream.chunks(shard, Budget.from_settings()))
    if not head:
        return None
    if compression is not None and formats.sniff_compression(head, pick.name) is not None:
        raise SourceError(f"{pick.name!r} is compressed twice", next="Unpack it once and load what comes out")
    kind = formats.sniff_format(head, pick.name, promised)
    if kind in {"parquet", "arrow"}:
        shard = replace(shard, format=kind)
        return _Seen(shard, columns=_binary_columns(shard))
    return _text_shard(shard, head)


def _text_shard(shard: Shard, head: bytes) -> _Seen:
    encoding = decoding.detect(head)
    if encoding.name == "windows-1252" and len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:
        raise SourceError(
            f"{shard.name!r} is not text", why=f"its name promises {shard.format}", next="Check what it is"
        )
    whole = len(head) < decoding.HEAD
    text = b"".join(decoding.utf8(iter((head,)), encoding, shard.name)) if whole else _cut(head, encoding)
    guessed = decoding.note(encoding, shard.name)
    if shard.format == "csv":
        return _Seen(shard, (guessed,) if guessed else (), csv_table.column_names(text, shard.name))
    shard = replace(shard, format=json_kind.kind(text, shard.format, whole=whole))
    notes = (guessed, beginnings.note(text, shard.name))
    return _Seen(shard, tuple(filter(None, notes)), beginnings.column_names(text))


def _cut(head: bytes, encoding: decoding.Encoding) -> bytes:
    """The head of a longer text, less a last character that may be cut in half."""
    even = head[: len(head) - (len(head) - encoding.mark) % 4]
    if encoding.name.startswith("utf-16"):
        return even[encoding.mark :].decode(encoding.name, "replace").encode("utf-8", "replace")
    return b"".join(decoding.utf8(iter((even,)), encoding, ""))


def _binary_columns(shard: Shard) -> tuple[str, ...] | None:
    if shard.member is not None or shard.compression is not None:
        return None
    if shard.format == "parquet":
        return parquet.column_names(shard.path, shard.name)
    return arrow.column_names(shard.path, shard.name)
