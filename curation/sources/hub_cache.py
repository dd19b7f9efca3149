"""What is known of Hub data sets without asking: remembered listings, and the hub client's own cache.

The cache's layout is the hub client's, so that what one program fetched the others find:
``blobs/HASH`` holds a content, ``snapshots/COMMIT/NAME`` points to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from curation.errors import SourceError
from curation.settings import settings
from curation.sources import card

_README = "README.md"


@dataclass(frozen=True, slots=True)
class Listing:
    """A data set repository at one commit.

    Attributes:
        repo: ``owner/name``.
        commit: The commit's hash.
        files: Name → size in bytes, where the Hub tells it.
        card: The YAML head of its README.
        complete: Whether ``files`` came from the Hub; else they are what the cache happens to hold.
        hashes: Name → SHA-256 of a large file, git's hash of a small one, where the Hub tells it.
    """

    repo: str
    commit: str
    files: Mapping[str, int | None]
    card: Mapping[str, Any]
    complete: bool
    hashes: Mapping[str, str] = field(default_factory=dict)


def remember(listing: Listing, revision: str) -> None:
    """Keep a listing under its commit and the revision it was asked by; a full disk is no matter."""
    written = json.dumps(asdict(listing), default=str)
    for name in {revision, listing.commit}:
        place = _place(listing.repo, name)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary = place.with_suffix(".tmp")
            temporary.write_text(written)
            temporary.replace(place)
        except OSError:
            return


def known(repo: str, revision: str) -> Listing | None:
    """What is on this machine of a data set: a remembered listing, else the hub client's cache."""
    try:
        return Listing(**orjson.loads(_place(repo, revision).read_bytes()))
    except (OSError, orjson.JSONDecodeError, TypeError):
        pass
    root = repository(repo)
    reference = root / "refs" / revision
    commit = reference.read_text().strip() if reference.is_file() else revision
    snapshot = root / "snapshots" / commit
    if not snapshot.is_dir():
        return None
    names = sorted(path.relative_to(snapshot).as_posix() for path in snapshot.rglob("*") if path.is_file())
    readme = (snapshot / _README).read_text("utf-8", "replace") if _README in names else ""
    return Listing(repo, commit, dict.fromkeys(names), card.head_of(readme), complete=False)


def paths(listing: Listing, names: Sequence[str]) -> dict[str, Path]:
    """The cached files for ``names``.

    Raises:
        SourceError: The cache lacks some of them.
    """
    missing = [name for name in names if not holds(listing, name)]
    if missing:
        raise SourceError(
            f"the Hub cannot be reached and the local cache holds only part of {listing.repo!r}",
            why=f"{len(missing)} of {len(names)} files are missing, {missing[0]!r} first",
            next="Connect and load it again, or download its files and load their folder",
        )
    return {name: pointer(listing, name) for name in names}


def holds(listing: Listing, name: str) -> bool:
    """Whether the cache has a file at the listing's commit, in its full length where that is known."""
    try:
        size = pointer(listing, name).stat().st_size
    except OSError:
        return False
    return listing.files.get(name) in {None, size}


def pointer(listing: Listing, name: str) -> Path:
    """Where the cache has, or would have, a file.

    Raises:
        SourceError: The name leads out of the repository.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        raise SourceError(
            f"{listing.repo!r} lists a file whose name leads elsewhere: {name!r}",
            next="Do not trust this repository",
        )
    return repository(listing.repo).joinpath("snapshots", listing.commit, *parts)


def repository(repo: str) -> Path:
    """The folder of the hub client's cache that is one data set's."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"datasets--{repo.replace('/', '--')}"


def _place(repo: str, revision: str) -> Path:
    return settings().home / "hub" / repo.replace("/", "--") / f"{revision.replace('/', '--')}.json"
