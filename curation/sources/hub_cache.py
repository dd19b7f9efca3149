"""What is known of Hub data sets without asking: remembered listings, and the hub client's own cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
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
    """

    repo: str
    commit: str
    files: Mapping[str, int | None]
    card: Mapping[str, Any]
    complete: bool


def remember(listing: Listing, revision: str) -> None:
    """Keep a listing for offline use under the revision it was asked by; a full disk is no matter."""
    place = _place(listing.repo, revision)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(listing), default=str))
        temporary.replace(place)
    except OSError:
        return


def known(repo: str, revision: str) -> Listing | None:
    """What is on this machine of a data set: a remembered listing, else the hub client's cache."""
    try:
        return Listing(**orjson.loads(_place(repo, revision).read_bytes()))
    except (OSError, orjson.JSONDecodeError, TypeError):
        pass
    root = _repository(repo)
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
    snapshot = _repository(listing.repo) / "snapshots" / listing.commit
    missing = [name for name in names if not (snapshot / name).is_file()]
    if missing:
        raise SourceError(
            f"the Hub cannot be reached and the local cache holds only part of {listing.repo!r}",
            why=f"{len(missing)} of {len(names)} files are missing, {missing[0]!r} first",
            next="Connect and load it again, or download its files and load their folder",
        )
    return {name: snapshot / name for name in names}


def _repository(repo: str) -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"datasets--{repo.replace('/', '--')}"


def _place(repo: str, revision: str) -> Path:
    return settings().home / "hub" / repo.replace("/", "--") / f"{revision.replace('/', '--')}.json"
