"""``open_source``: what a user typed → the source it means."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from curation.errors import SourceError
from curation.sources import hub, local
from curation.sources.hub_download import Progress
from curation.sources.samples import find_sample
from curation.sources.source import Source

_ADDRESS = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")


def open_source(
    spec: str | Path,
    *,
    split: str | None = None,
    config: str | None = None,
    revision: str | None = None,
    within: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
) -> Source:
    """Find what ``spec`` means: a sample, a file or folder, or a data set on the Hub.

    Args:
        spec: ``sample``, ``sample:NAME``, a path, or ``owner/name`` (``owner/name@revision``); the
            Hub is asked only when no such path exists.
        split: Only this split.
        config: Only this config or sub-folder.
        revision: A Hub branch, tag or commit.
        within: Folders that a path must lie in, links resolved.
        progress: Told about bytes here and in all while files come from the Hub.

    Raises:
        SourceError: It cannot be found, opened or understood; the message says what to do.
    """
    typed = str(spec).strip()
    if not typed:
        raise SourceError(
            "no source was given", next="Give a file, a folder, owner/name on the Hub, or 'sample'"
        )
    if isinstance(spec, str) and (typed == "sample" or typed.startswith("sample:")):
        return _open_sample(typed, split, config)
    if isinstance(spec, str) and _ADDRESS.match(typed):
        raise SourceError(
            f"{typed!r} is a web address, which is not read",
            next="For the Hub type owner/name; anything else, download it and give the file",
        )
    path = _home_expanded(typed)
    hub_id = hub.parse_id(typed) if isinstance(spec, str) else None
    if hub_id is not None and not _exists(path):
        if _close_names(path):
            # A slip in a local path must not be asked of the Hub.
            raise _missing(path, typed)
        return hub.open_hub(hub_id, typed, revision=revision, split=split, config=config, progress=progress)
    if within is not None:
        _check_within(path, typed, within)
    if not _exists(path):
        raise _missing(path, typed)
    if revision is not None:
        raise SourceError("a revision means nothing for a local path", next="Leave the revision out")
    return local.open_path(path, typed, split=split, config=config, within=within)


def _open_sample(typed: str, split: str | None, config: str | None) -> Source:
    sample = find_sample(typed.partition(":")[2])
    source = local.open_path(sample.path, typed, split=split, config=config)
    return Source(typed, f"sample-{sample.name}", source.shards, None, source.licence, source.notes)


def _home_expanded(typed: str) -> Path:
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        # "~nobody": no such user, so a file name like any other.
        return Path(typed)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def _check_within(path: Path, typed: str, within: tuple[Path, ...]) -> None:
    try:
        inside = local.is_inside(path.resolve(), within)
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside:
        raise SourceError(
            f"{typed!r} lies outside the data folders",
            why=f"only files under {', '.join(map(str, within))} may be read here",
            next="Move it there, upload it, or add its folder to WINNOW_DATA_ROOTS",
        )


def _close_names(path: Path) -> list[str]:
    try:
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    except (OSError, ValueError):
        return []
    return difflib.get_close_matches(path.name, beside, n=1)


def _missing(path: Path, typed: str) -> SourceError:
    close = _close_names(path)
    hint = (
        f"Did you mean {str(path.parent / close[0])!r}?"
        if close
        else "Check the path; a Hub data set is written owner/name, and 'sample' opens the bundled one"
    )
    return SourceError(f"there is no file or folder {typed!r}", next=hint)
