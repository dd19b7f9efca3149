"""Which files of a folder, archive or repository make the data set: splits, configs, and what is left out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from curation.errors import SourceError
from curation.sources import splits
from curation.sources.card import Card, Config
from curation.sources.formats import is_data_file, parse_name

_EXPECTED = "Give a folder with .jsonl, .json, .csv, .parquet or .arrow files"
# Where one table lies in several formats, the first of these is read.
_PREFERENCE = ("parquet", "arrow", "jsonl", "json", "csv")


@dataclass(frozen=True, slots=True)
class Pick:
    """A file chosen to be read."""

    name: str
    split: str | None
    subset: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen files and what to tell about the others."""

    picks: tuple[Pick, ...]
    notes: tuple[str, ...]


def choose(
    names: Iterable[str],
    title: str,
    *,
    card: Card,
    split: str | None,
    config: str | None,
    without: Sequence[str] = (),
) -> Choice:
    """Choose among relative, ``/``-separated names.

    Args:
        names: All files there are.
        title: What messages call the whole.
        card: What its README declares.
        split: Only this split (or ``split_subset``).
        config: Only this config of the card or sub-folder.
        without: Sub-folders that turned out to hold another table.

    Raises:
        SourceError: There is no data, or no such config or split.
    """
    apart = tuple(f"{top}/" for top in without)
    names = sorted(name for name in names if not name.startswith(apart))
    data = [name for name in names if is_data_file(name)]
    if not data:
        archives = [name for name in names if name.lower().endswith(".zip")]
        hint = f"Load one of its archives by itself, e.g. {archives[0]!r}" if archives else _EXPECTED
        raise SourceError(f"{title} holds no data files", next=hint)
    declared = [one for one in card.configs if any(_claims(one, name) for name in data)]
    files, notes = _of_config(data, title, declared, config) if config else _by_default(data, declared)
    files, more = _one_format(files)
    if split is not None:
        files = of_split(files, split, title)
    picks = (
        Pick(file.name, file.split, part) for file, part in zip(files, splits.subsets(files), strict=True)
    )
    return Choice(tuple(picks), (*notes, *more, *_left_out("sub-folder", without, ", being another table")))


def common_folder(names: Iterable[str]) -> str:
    """The folder, ending in ``/``, that all data lies in; empty when there is none or a README beside it.

    Archives often hold one folder that holds everything. A folder named for a split is never taken off.
    """
    names = list(names)
    data = [PurePosixPath(name).parts[:-1] for name in names if is_data_file(name)]
    prefix = ""
    for parts in zip(*data, strict=False):
        if len(set(parts)) > 1 or _is_split(parts[0]) or f"{prefix}README.md" in names:
            break
        prefix += parts[0] + "/"
    return prefix


def of_split(files: list[splits.Named], split: str, title: str) -> list[splits.Named]:
    """The files of a split.

    Raises:
        SourceError: No file belongs to it; the message lists the splits there are.
    """
    exact = [file for file in files if file.split == split]
    chosen = exact or [file for file in files if splits.answers_to(split, file.split, file.rest)]
    if chosen:
        return chosen
    parts = zip(files, splits.subsets(files), strict=True)
    joined = {f"{file.split}_{part}" if part else file.split for file, part in parts if file.split}
    present = sorted({file.split for file in files if file.split} | joined)
    raise SourceError(
        f"{title} has no split {split!r}",
        next=f"It has: {', '.join(present)}"
        if present
        else "Its file names tell no splits: leave the split out",
    )


def _claims(config: Config, name: str) -> bool:
    return any(files.matches(name) for files in config.files)


def _by_default(data: list[str], declared: Sequence[Config]) -> tuple[list[splits.Named], tuple[str, ...]]:
    if not declared:
        chosen, others = _top(data)
        return [splits.of_file(name) for name in chosen], _note_on(others, chosen)
    first = next((one for one in declared if one.default), declared[0])
    unclaimed = {
        PurePosixPath(name).parts[0] for name in data if not any(_claims(one, name) for one in declared)
    }
    folders = sorted(top for top in unclaimed if top not in data)
    configs = [one.name for one in declared if one is not first]
    return _declared(first, data), (*_left_out("config", configs), *_left_out("sub-folder", folders))


def _of_config(
    data: list[str], title: str, declared: Sequence[Config], config: str
) -> tuple[list[splits.Named], tuple[str, ...]]:
    for one in declared:
        if one.name == config:
            return _declared(one, data), ()
    folder = config.strip("/") + "/"
    inside = [name.removeprefix(folder) for name in data if name.startswith(folder)]
    if not inside:
        raise _no_config(config, data, declared, title)
    chosen, others = _top(inside)
    named = [splits.of_file(name) for name in chosen]
    notes = _left_out("sub-folder", [folder + other for other in others])
    return [splits.Named(folder + file.name, file.split, file.rest) for file in named], notes


def _top(data: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files of the data set itself, and the sub-folders that are others."""
    own = [name for name in data if all(_is_split(part) for part in PurePosixPath(name).parts[:-1])]
    if not own:
        own = [name for name in data if name.startswith("data/")]
    if not own:
        # Only sub-folders: like the Hub, read them as one data set with a subset each.
        return list(data), []
    others = {PurePosixPath(name).parts[0] for name in data} - {PurePosixPath(name).parts[0] for name in own}
    return own, sorted(others)


def _is_split(folder: str) -> bool:
    return folder.lower() in splits.CANONICAL


def _note_on(others: list[str], chosen: list[str]) -> tuple[str, ...]:
    if others:
        return _left_out("sub-folder", others)
    tops = sorted({PurePosixPath(name).parts[0] for name in chosen if "/" in name})
    tops = [top for top in tops if not _is_split(top) and top != "data"]
    if len(tops) > 1:
        return (
            f"{len(tops)} sub-folders were read as one data set: {', '.join(tops)} (--config NAME reads one)",
        )
    return ()


def _left_out(kind: str, names: Sequence[str], why: str = "") -> tuple[str, ...]:
    if not names:
        return ()
    verb = "was" if len(names) == 1 else "were"
    plural = kind if len(names) == 1 else kind + "s"
    return (f"{len(names)} {plural} {verb} not read{why}: {', '.join(names)} (--config NAME reads one)",)


def _declared(config: Config, data: Sequence[str]) -> list[splits.Named]:
    found: list[splits.Named] = []
    for declared in config.files:
        split, rest = splits.of_word(declared.split) if declared.split else (None, "")
        for name in filter(declared.matches, data):
            by_name = splits.of_file(name)
            if declared.split is None:
                found.append(by_name)
            else:
                found.append(splits.Named(name, split or declared.split, rest if split else by_name.rest))
    return list({file.name: file for file in found}.values())


def _no_config(config: str, data: Sequence[str], declared: Sequence[Config], title: str) -> SourceError:
    folders = sorted({PurePosixPath(name).parts[0] for name in data if "/" in name})
    present = list(dict.fromkeys([*(one.name for one in declared), *folders]))
    close = difflib.get_close_matches(config, present, n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    listed = f"There are: {', '.join(present)}" if present else "Leave the config out: there is only one"
    return SourceError(f"{title} has no config or sub-folder {config!r}", next=hint + listed)


def _one_format(files: list[splits.Named]) -> tuple[list[splits.Named], tuple[str, ...]]:
    """Where one name lies in several formats, keep one: it is the same data twice."""
    by_stem: dict[str, list[splits.Named]] = {}
    for file in files:
        by_stem.setdefault(file.name.removesuffix(parse_name(file.name).suffix), []).append(file)
    kept, dropped = [], []
    for same in by_stem.values():
        same.sort(key=lambda file: _PREFERENCE.index(parse_name(file.name).format or "csv"))
        kept.append(same[0])
        dropped += [file.name for file in same[1:]]
    if not dropped:
        return files, ()
    return kept, (f"not read, being the same data in another format: {', '.join(dropped)}",)
