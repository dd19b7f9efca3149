"""Data sets on the Hugging Face Hub: their files are fetched at one commit and read by our own readers.

Nothing of a repository is ever run. Offline, what the hub client's cache holds is used and said so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from curation.errors import SourceError
from curation.settings import settings
from curation.sources import card, folder, formats, hub_cache, hub_client, hub_download
from curation.sources.hub_cache import Listing
from curation.sources.hub_refusals import Unreachable
from curation.sources.limits import readable
from curation.sources.shards import inspect
from curation.sources.source import Source

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]{0,199}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_PARQUET_COPY = re.compile(r"[^/]+/[^/]+/\d{4}\.parquet")
CONVERTED = "refs/convert/parquet"
"""The branch where the Hub keeps the parquet copy that it makes of a data set itself."""


@dataclass(frozen=True, slots=True)
class HubId:
    """What ``owner/name@revision`` names."""

    repo: str
    revision: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A data set that can be read.

    Attributes:
        listing: Its files at one commit.
        notes: What to tell about how it was come by.
        reached: Whether the Hub answered; ``None`` where it need not be asked.
    """

    listing: Listing
    notes: tuple[str, ...] = ()
    reached: bool | None = True


def parse_id(typed: str) -> HubId | None:
    """The repository that ``typed`` can mean; ``None`` for anything shaped otherwise or like a data file."""
    repo, at, revision = typed.partition("@")
    if not _ID.fullmatch(repo) or "--" in repo or ".." in repo or repo.endswith((".", "-", ".git")):
        return None
    if at and (not _REVISION.fullmatch(revision) or ".." in revision):
        return None
    if repo.lower().endswith(".zip") or formats.parse_name(repo).format is not None:
        return None
    return HubId(repo, revision or None)


def open_hub(
    hub_id: HubId,
    typed: str,
    *,
    revision: str | None,
    split: str | None,
    config: str | None,
    progress: hub_download.Progress | None = None,
) -> Source:
    """Fetch the files of one config (and split) into the hub client's cache and open them.

    Args:
        hub_id: The repository.
        typed: What the user typed.
        revision: A branch, tag or commit; must not contradict the one in ``hub_id``.
        split: Only this split.
        config: Only this config of the card, or sub-folder.
        progress: Told about bytes as they arrive.

    Raises:
        SourceError: The Hub cannot be reached (within five seconds), has no such data set, revision,
            config or split, asks for a log-in or to wait; or the data is damaged or over a limit.
    """
    found = find(hub_id, revision)
    listing = found.listing
    choice = choose(found, split=split, config=config)
    paths = _paths(found, [pick.name for pick in choice.picks], progress)
    shards = inspect(choice.picks, lambda name: (paths[name], None))
    if shards.apart:
        choice = choose(found, split=split, config=config, without=shards.apart)
        shards = inspect(choice.picks, lambda name: (paths[name], None))
    return Source(
        typed,
        listing.repo.partition("/")[2],
        shards.shards,
        listing.commit,
        card.of_data(listing.card).licence,
        (*found.notes, *choice.notes, *shards.notes),
    )


def find(hub_id: HubId, revision: str | None = None) -> Found:
    """What a data set's revision holds: by the Hub, or where it cannot be reached, by the local cache.

    Where a repository has nothing that can be read, the Hub's own parquet copy of it stands in.

    Raises:
        SourceError: It cannot be found, may not be seen, or holds nothing that can be read.
    """
    wanted = _revision(hub_id, revision)
    # A commit never changes, so what is known of it need not be asked again.
    known = hub_cache.known(hub_id.repo, wanted) if _COMMIT.fullmatch(wanted) else None
    if known is not None and known.complete and _data(known):
        return Found(known, reached=None)
    try:
        listing = hub_client.listing(hub_id.repo, wanted)
    except Unreachable as problem:
        return _offline(hub_id.repo, wanted, problem)
    hub_cache.remember(listing, wanted)
    return Found(listing) if _data(listing) else _copy_of(listing, wanted)


def _paths(found: Found, names: list[str], progress: hub_download.Progress | None) -> dict[str, Path]:
    listing = found.listing
    _check_size(listing, names)
    if found.reached is None and not all(hub_cache.holds(listing, name) for name in names):
        try:
            hub_client.probe(listing.repo)
        except Unreachable:
            return hub_cache.paths(listing, names)
    return (
        hub_cache.paths(listing, names)
        if found.reached is False
        else hub_download.fetch(listing, names, progress)
    )


def choose(
    found: Found, *, split: str | None, config: str | None, without: Sequence[str] = ()
) -> folder.Choice:
    """The files of one config and split, less those of the sub-folders in ``without``.

    Raises:
        SourceError: There is no such config or split.
    """
    listing = found.listing
    data = _data(listing)
    is_copy = all(map(_PARQUET_COPY.fullmatch, data))
    if is_copy and config is None:
        config = _config_of_copy(listing, data)
    choice = folder.choose(
        listing.files,
        f"the Hub data set {listing.repo!r}",
        card=card.of_data(listing.card),
        split=split,
        config=config,
        without=without,
    )
    if any("/partial-" in pick.name for pick in choice.picks) and is_copy:
        raise SourceError(
            f"the Hub's own parquet copy of {listing.repo!r} holds only a part of it",
            next="Load its files from elsewhere: a part would pass for the whole",
        )
    # Its files are named 0000.parquet and on, which is no name of a subset.
    picks = tuple(replace(pick, subset=None) for pick in choice.picks) if is_copy else choice.picks
    return folder.Choice(picks, choice.notes)


def _config_of_copy(listing: Listing, data: list[str]) -> str:
    configs = sorted({name.partition("/")[0] for name in data})
    if len(configs) > 1 and "default" not in configs:
        raise SourceError(
            f"the Hub data set {listing.repo!r} has several configs",
            next=f"Choose one: {', '.join(configs)}",
        )
    return "default" if "default" in configs else configs[0]


def _revision(hub_id: HubId, revision: str | None) -> str:
    if revision and hub_id.revision and revision != hub_id.revision:
        raise SourceError(f"two revisions were given: {hub_id.revision} and {revision}", next="Give one")
    wanted = revision or hub_id.revision or "main"
    if not _REVISION.fullmatch(wanted) or ".." in wanted:
        raise SourceError(f"{wanted!r} is not a Hub revision", next="Give a branch, tag or commit")
    return wanted


def _data(listing: Listing) -> list[str]:
    return [name for name in listing.files if formats.is_data_file(name)]


def _offline(repo: str, revision: str, problem: Unreachable) -> Found:
    listing = hub_cache.known(repo, revision)
    if listing is None:
        raise _unreachable(repo, problem) from problem
    if not _data(listing):
        copy = hub_cache.known(repo, CONVERTED) if revision == "main" else None
        if copy is None:
            raise _unreadable(listing)
        listing = copy
    notes = [f"{problem}; read from the local cache at commit {listing.commit[:7]}"]
    if not listing.complete:
        notes.append("whether the cache holds every file of it cannot be checked offline")
    return Found(listing, tuple(notes), reached=False)


def _copy_of(listing: Listing, revision: str) -> Found:
    """The Hub's parquet copy; it is made of the main branch alone."""
    if revision != "main":
        raise _unreadable(listing)
    try:
        copy = hub_client.listing(listing.repo, CONVERTED)
    except (Unreachable, SourceError):
        raise _unreadable(listing) from None
    if not _data(copy):
        raise _unreadable(listing)
    # The copy has no card of its own; of this one's configs, which name other files, it takes nothing.
    copy = replace(copy, card={**listing.card, "configs": None})
    hub_cache.remember(copy, CONVERTED)
    note = f"{_why_unreadable(listing)}; read from the Hub's own parquet copy ({CONVERTED})"
    return Found(copy, (note,))


def _why_unreadable(listing: Listing) -> str:
    if any(name.endswith(".py") for name in listing.files):
        return "it is built by a script, which is never run"
    return "it has no JSON, CSV, parquet or Arrow file"


def _unreadable(listing: Listing) -> SourceError:
    return SourceError(
        f"the Hub data set {listing.repo!r} holds no files that can be read",
        why=f"{_why_unreadable(listing)}, and the Hub keeps no parquet copy of it",
        next="Look for a copy of it as parquet or JSON, or make its files yourself and load their folder",
    )


def _check_size(listing: Listing, names: list[str]) -> None:
    size, limit = sum(listing.files[name] or 0 for name in names), settings().max_bytes
    if size > limit:
        raise SourceError(
            f"the files of {listing.repo!r} are {readable(size)} large, over the limit of {readable(limit)}",
            next="Load one split or config, or raise WINNOW_MAX_BYTES",
        )


def _unreachable(repo: str, problem: Unreachable) -> SourceError:
    elsewhere = "Download its files and load their folder, or set HF_ENDPOINT to a mirror that can be reached"
    return SourceError(
        f"the data set {repo!r} cannot be fetched",
        why=f"{problem}, and the local cache does not hold it",
        next=problem.again or elsewhere,
    )
