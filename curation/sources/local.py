"""Local paths: a data file, a zip archive or a folder → a source."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from curation.errors import SourceError
from curation.sources import archive, bytestream, card, folder, formats, splits
from curation.sources.shards import inspect
from curation.sources.source import Source

MAX_DEPTH = 6
MAX_ENTRIES = 100_000


def open_path(
    path: Path, typed: str, *, split: str | None, config: str | None, within: tuple[Path, ...] | None = None
) -> Source:
    """Open a local file, archive or folder that exists.

    Raises:
        SourceError: It cannot be read.
    """
    with bytestream.told(path.name):
        if path.is_dir():
            return _open_folder(path, typed, split, config, within)
        if not path.is_file():
            raise SourceError(f"{typed!r} is neither a file nor a folder", next="Give a data file or folder")
        if path.suffix.lower() == ".zip":
            return _open_zip(path, typed, split, config)
        return _open_file(path, typed, split, config)


def _open_file(path: Path, typed: str, split: str | None, config: str | None) -> Source:
    parsed = formats.parse_name(path.name)
    if parsed.format is None:
        raise formats.unsupported(path.name)
    if config is not None:
        raise SourceError(f"{typed!r} is one file and has no configs", next="Leave the config out")
    named = splits.of_file(path.name)
    if split is not None:
        folder.of_split([named], split, repr(path.name))
    found = inspect([folder.Pick(path.name, named.split, None)], lambda _: (path, None))
    return Source(typed, parsed.stem or path.name, found.shards, None, None, found.notes)


def _open_zip(path: Path, typed: str, split: str | None, config: str | None) -> Source:
    members: dict[str, str] = {}
    for member in archive.members(path):
        if members.setdefault(_tidy(member), member) != member:
            raise SourceError(
                f"{path.name!r} holds two files that both amount to {_tidy(member)!r}",
                next="Unpack it, keep the right one, and load that",
            )
    return from_names(
        list(members), lambda name: (path, members[name]), typed, path.stem, split=split, config=config
    )


def _open_folder(
    path: Path, typed: str, split: str | None, config: str | None, within: tuple[Path, ...] | None
) -> Source:
    names, notes = [], []
    for name in _walk(path):
        if within is None or is_inside((path / name).resolve(), within):
            names.append(name)
        elif formats.is_data_file(name):
            notes.append(f"{name} was not read: it links to a place outside the data folders")
    source = from_names(
        names,
        lambda name: (path / name, None),
        typed,
        path.resolve().name or "data",
        split=split,
        config=config,
    )
    return Source(typed, source.title, source.shards, None, source.licence, (*source.notes, *notes))


def from_names(
    names: list[str],
    locate: Callable[[str], tuple[Path, str | None]],
    typed: str,
    title: str,
    *,
    split: str | None,
    config: str | None,
) -> Source:
    """A source from the files of a folder or archive.

    Args:
        names: Relative names.
        locate: Name → file on disk and member.
        typed: What the user typed.
        title: The base of the data set's name.
        split: Only this split.
        config: Only this config or sub-folder.

    Raises:
        SourceError: Nothing fits, or a file cannot be read.
    """
    prefix = folder.common_folder(names)
    readme = _card(locate, f"{prefix}README.md") if f"{prefix}README.md" in names else card.Card()
    inner = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
    choose = partial(folder.choose, inner, repr(typed), card=readme, split=split, config=config)
    choice = choose()
    found = inspect(choice.picks, lambda name: locate(prefix + name))
    if found.apart:
        choice = choose(without=found.apart)
        found = inspect(choice.picks, lambda name: locate(prefix + name))
    return Source(typed, title, found.shards, None, readme.licence, (*choice.notes, *found.notes))


def _card(locate: Callable[[str], tuple[Path, str | None]], name: str) -> card.Card:
    path, member = locate(name)
    try:
        with bytestream.raw(path, member, name) as stream:
            return card.of_readme(stream.read(card.MAX_BYTES).decode("utf-8", "replace"))
    except SourceError:
        # Data can be read without what a damaged README says.
        return card.Card()


def _walk(root: Path) -> Iterator[str]:
    """Relative names of the files under ``root``, links to folders not followed."""
    seen = 0
    for place, folders, files in os.walk(root, onerror=_unreadable):
        relative = Path(place).relative_to(root)
        deep = len(relative.parts) >= MAX_DEPTH
        folders[:] = [] if deep else sorted(name for name in folders if not name.startswith((".", "__")))
        seen += len(files) + len(folders)
        if seen > MAX_ENTRIES:
            raise SourceError(
                f"{str(root)!r} holds more than {MAX_ENTRIES:,} files", next="Give a folder further down"
            )
        for name in sorted(files):
            # Pipes and devices would block or never end.
            if (root / relative / name).is_file():
                yield (relative / name).as_posix()


def _unreadable(error: OSError) -> None:
    raise error


def _tidy(member: str) -> str:
    parts = [part for part in member.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    return "/".join(parts)


def is_inside(path: Path, roots: tuple[Path, ...]) -> bool:
    """Whether a resolved path is one of ``roots`` or lies under one."""
    return any(path == root or root in path.parents for root in (root.resolve() for root in roots))
