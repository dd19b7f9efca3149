"""Whether the files of a folder make one data set, told by their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from curation.errors import SourceError
from curation.sources.splits import CANONICAL

# Files that share less than this of the shorter one's columns are different tables.
_ALIKE = 0.5
_NAMED = 3
_COLUMNS = 8


def strays(columns: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Sub-folders that hold another table than most of them do; none where no table has most.

    Args:
        columns: File name → its columns, for the files whose columns are known.
    """
    tables = [{name.partition("/")[0] for name in names} for _, names in _tables(columns)]
    tables.sort(key=len, reverse=True)
    others = set[str]().union(*tables[1:])
    in_folders = all("/" in name for name in columns)
    if not in_folders or len(tables) < 2 or len(tables[0]) <= len(others):
        return ()
    if not tables[0].isdisjoint(others) or any(folder.lower() in CANONICAL for folder in others):
        return ()
    return tuple(sorted(others))


def check(columns: Mapping[str, Sequence[str]]) -> str | None:
    """See that files are parts of one table; a few columns more or less do not matter.

    Args:
        columns: File name → its columns, for the files whose columns are known.

    Returns:
        A note on columns that some of the files lack, if any do.

    Raises:
        SourceError: They are different tables; the message names files and columns of each.
    """
    groups = _tables(columns)
    if len(groups) > 1:
        first = next(iter(columns))
        folder, nested, _ = first.rpartition("/")
        how = f"with --config {folder}" if nested else f"such as {first}"
        raise SourceError(
            f"the files are {len(groups)} different tables",
            why="; ".join(f"{_files(names)} with {_listed(columns[names[0]])}" for _, names in groups),
            next=f"Load one by itself, {how}, or move them to folders of their own",
        )
    return _lacking(columns)


def _tables(columns: Mapping[str, Sequence[str]]) -> list[tuple[set[str], list[str]]]:
    """The files that go together: their columns, and their names."""
    groups: list[tuple[set[str], list[str]]] = []
    for name, found in columns.items():
        group = next((group for group in groups if _alike(group[0], found)), None)
        if group is None:
            groups.append((set(found), [name]))
        else:
            group[0].update(found)
            group[1].append(name)
    return groups


def _alike(known: set[str], found: Sequence[str]) -> bool:
    return len(known.intersection(found)) >= _ALIKE * min(len(known), len(found))


def _lacking(columns: Mapping[str, Sequence[str]]) -> str | None:
    every = dict.fromkeys(name for found in columns.values() for name in found)
    without = {name: [file for file, found in columns.items() if name not in found] for name in every}
    partial = [name for name, files in without.items() if files]
    if not partial:
        return None
    files = list(dict.fromkeys(file for name in partial for file in without[name]))
    return f"not every file has every column: {_listed(partial)} missing in {_files(files)}"


def _files(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _listed(columns: Sequence[str]) -> str:
    names = [repr(name if len(name) <= 40 else f"{name[:39]}…") for name in columns[:_COLUMNS]]
    return ", ".join(names) + (" …" if len(columns) > _COLUMNS else "")
