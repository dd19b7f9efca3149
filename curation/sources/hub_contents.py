"""What a Hub data set holds, told before anything of it is fetched: configs, splits, sizes, licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from curation.errors import SourceError
from curation.sources import card, hub
from curation.sources.folder import Pick


@dataclass(frozen=True, slots=True)
class Part:
    """Some files of a data set under one name.

    Attributes:
        name: What ``--split`` takes.
        files: How many there are.
        bytes: How large they are as they are stored; 0 where the Hub does not tell.
    """

    name: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Config:
    """One of the tables in a repository: what is read together.

    Attributes:
        name: What ``--config`` takes; ``None`` for what is read without one.
        whole: All its files; ``whole.name`` is empty.
        splits: Its splits, and the named parts of them.
    """

    name: str | None
    whole: Part
    splits: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A data set on the Hub at one commit.

    Attributes:
        repo: ``owner/name``.
        commit: What its revision means now.
        licence: What its card states, else ``None``.
        configs: What can be loaded, the default first.
        notes: Sentences to show the user.
    """

    repo: str
    commit: str
    licence: str | None
    configs: tuple[Config, ...]
    notes: tuple[str, ...]


def contents(typed: str, revision: str | None = None) -> Contents:
    """Ask the Hub what a data set holds.

    Args:
        typed: ``owner/name`` or ``owner/name@revision``.
        revision: A branch, tag or commit.

    Raises:
        SourceError: It is no Hub name, cannot be found or seen, or holds nothing that can be read.
    """
    hub_id = hub.parse_id(typed.strip())
    if hub_id is None:
        raise SourceError(
            f"{typed.strip()!r} is no name of a Hub data set", next="Write owner/name, or search for it"
        )
    found = hub.find(hub_id, revision)
    listing = found.listing
    declared = [config.name for config in card.of_data(listing.card).configs]
    folders = sorted({PurePosixPath(name).parts[0] for name in listing.files if "/" in name})
    configs: list[Config] = []
    seen: set[frozenset[str]] = set()
    for name in (None, *declared, *folders):
        try:
            picks = hub.choose(found, split=None, config=name).picks
        except SourceError:
            # A folder without data, or a config whose files are not there.
            continue
        files = frozenset(pick.name for pick in picks)
        if files not in seen:
            configs.append(_config(name, picks, listing.files))
            seen.add(files)
    return Contents(
        listing.repo, listing.commit, card.of_data(listing.card).licence, tuple(configs), found.notes
    )


def _config(name: str | None, picks: Iterable[Pick], sizes: Mapping[str, int | None]) -> Config:
    picks = list(picks)
    by_split: dict[str, list[Pick]] = {}
    for pick in picks:
        if pick.split:
            by_split.setdefault(pick.split, []).append(pick)
    splits: list[Part] = []
    for split, all_of_it in by_split.items():
        splits.append(_part(split, all_of_it, sizes))
        for subset in dict.fromkeys(pick.subset for pick in all_of_it if pick.subset):
            splits.append(_part(f"{split}_{subset}", [p for p in all_of_it if p.subset == subset], sizes))
    return Config(name, _part("", picks, sizes), tuple(splits))


def _part(name: str, picks: list[Pick], sizes: Mapping[str, int | None]) -> Part:
    return Part(name, len(picks), sum(sizes[pick.name] or 0 for pick in picks))
