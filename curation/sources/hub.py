"""Data sets on the Hugging Face Hub: their files are fetched at one commit and read by our own readers.

Nothing of a repository is ever run. Offline, what the hub client's cache holds is used and said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from curation.errors import SourceError
from curation.settings import settings
from curation.sources import card, folder, formats, hub_cache, hub_client
from curation.sources.hub_cache import Listing
from curation.sources.limits import readable
from curation.sources.shards import inspect
from curation.sources.source import Source

_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class HubId:
    """What ``owner/name@revision`` names."""

    repo: str
    revision: str | None


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
    hub_id: HubId, typed: str, *, revision: str | None, split: str | None, config: str | None
) -> Source:
    """Fetch the files of one config (and split) into the hub client's cache and open them.

    Args:
        hub_id: The repository.
        typed: What the user typed.
        revision: A branch, tag or commit; must not contradict the one in ``hub_id``.
        split: Only this split.
        config: Only this config of the card, or sub-folder.

    Raises:
        SourceError: The Hub cannot be reached (within five seconds), has no such data set, revision,
            config or split, or asks for a log-in; or the data is damaged or over a limit.
    """
    if revision and hub_id.revision and revision != hub_id.revision:
        raise SourceError(f"two revisions were given: {hub_id.revision} and {revision}", next="Give one")
    wanted = revision or hub_id.revision or "main"
    if not _REVISION.fullmatch(wanted) or ".." in wanted:
        raise SourceError(f"{wanted!r} is not a Hub revision", next="Give a branch, tag or commit")
    try:
        listing = hub_client.listing(hub_id.repo, wanted)
    except hub_client.Unreachable as problem:
        return _open_cached(hub_id.repo, wanted, typed, problem, split=split, config=config)
    choice = _choose(listing, split, config)
    names = [pick.name for pick in choice.picks]
    _check_size(listing, names)
    paths = hub_client.download(listing, names)
    hub_cache.remember(listing, wanted)
    return _source(typed, listing, choice, paths, ())


def _open_cached(
    repo: str,
    revision: str,
    typed: str,
    problem: hub_client.Unreachable,
    *,
    split: str | None,
    config: str | None,
) -> Source:
    listing = hub_cache.known(repo, revision)
    if listing is None:
        raise _unreachable(repo, problem) from problem
    choice = _choose(listing, split, config)
    paths = hub_cache.paths(listing, [pick.name for pick in choice.picks])
    notes = [f"{problem}; read from the local cache at commit {listing.commit[:7]}"]
    if not listing.complete:
        notes.append("whether the cache holds every file of it cannot be checked offline")
    return _source(typed, listing, choice, paths, tuple(notes))


def _source(
    typed: str, listing: Listing, choice: folder.Choice, paths: dict[str, Path], notes: tuple[str, ...]
) -> Source:
    found = inspect(choice.picks, lambda name: (paths[name], None))
    title = listing.repo.partition("/")[2]
    all_notes = (*notes, *choice.notes, *found.notes)
    return Source(typed, title, found.shards, listing.commit, card.of_data(listing.card).licence, all_notes)


def _choose(listing: Listing, split: str | None, config: str | None) -> folder.Choice:
    if not any(map(formats.is_data_file, listing.files)):
        script = any(name.endswith(".py") for name in listing.files)
        raise SourceError(
            f"the Hub data set {listing.repo!r} holds no files that can be read",
            why="it is built by a script, which is never run"
            if script
            else "it has no JSON, CSV, parquet or Arrow file",
            next=f"Try {listing.repo}@refs/convert/parquet, the Hub's own parquet copy",
        )
    return folder.choose(
        listing.files,
        f"the Hub data set {listing.repo!r}",
        card=card.of_data(listing.card),
        split=split,
        config=config,
    )


def _check_size(listing: Listing, names: list[str]) -> None:
    size, limit = sum(listing.files[name] or 0 for name in names), settings().max_bytes
    if size > limit:
        raise SourceError(
            f"the files of {listing.repo!r} are {readable(size)} large, over the limit of {readable(limit)}",
            next="Load one split or config, or raise WINNOW_MAX_BYTES",
        )


def _unreachable(repo: str, problem: hub_client.Unreachable) -> SourceError:
    return SourceError(
        f"the data set {repo!r} cannot be fetched",
        why=f"{problem}, and the local cache does not hold it",
        next="Download its files and load their folder, or set HF_ENDPOINT to a mirror that can be reached",
    )
