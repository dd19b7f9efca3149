"""The files of an export on this machine, with the hashes that a destination knows them by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from curation import __version__
from curation.errors import Cancelled, ExportError
from curation.export.folder import MANIFEST, earlier_files
from curation.export.publish.progressing import SILENT, Following
from curation.progress import COMPARING

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to be published.

    Attributes:
        name: Its name within the folder.
        path: Where it lies.
        size: In bytes.
        sha256: Of its content.
        git: What git calls its content.
    """

    name: str
    path: Path
    size: int
    sha256: str
    git: str

    def is_called(self, known: str) -> bool:
        """Whether a destination's hash, of either kind, is this file's."""
        return known in (self.sha256, self.git)


def files_of(folder: Path, following: Following = SILENT) -> tuple[ExportFile, ...]:
    """The files that an export's manifest lists, as they lie there now; the manifest last.

    Raises:
        ExportError: The folder holds no export, or not all of one.
        Cancelled: The curator stopped it.
    """
    folder = folder.expanduser()
    names = sorted(earlier_files(folder), key=lambda name: (name == MANIFEST, name))
    if not names:
        raise ExportError(
            f"{folder} holds no export",
            why=f"it has no {MANIFEST} of Winnow's",
            next="Write one with `export` or `run` first",
        )
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ExportError(
            f"{folder} no longer holds all of its export",
            why=f"{missing[0]!r} is missing",
            next="Write the export again",
        )
    total, done, found = sum((folder / name).stat().st_size for name in names), 0, []
    for name in names:
        found.append(_hashed(folder / name, name, done, total, following))
        done += found[-1].size
    return tuple(found)


def _hashed(path: Path, name: str, before: int, total: int, following: Following) -> ExportFile:
    size, read = path.stat().st_size, 0
    sha256, git = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                sha256.update(block)
                git.update(block)
                read += len(block)
                following.report(COMPARING, before + read, total)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be read", why=error.strerror or "", next="Check its permissions"
        ) from error
    if read != size:
        raise Cancelled(
            f"{path} changed while it was read", why="nothing was sent", next="Start again once it is whole"
        )
    return ExportFile(name, path, size, sha256.hexdigest(), git.hexdigest())


def listed(manifest: bytes | None) -> dict[str, str | None]:
    """The files of an earlier export by the manifest found at a destination: name → SHA-256, where told.

    A manifest is a file like any other: names that lead elsewhere are left out.
    """
    try:
        told: Any = orjson.loads(manifest or b"{}")
        if "winnow" not in told:
            return {}
        files = [*told["files"], *told.get("beside", [])]
        names = {str(file["name"]): file.get("sha256") for file in files}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: sha for name, sha in names.items() if _stays_inside(name)} | {MANIFEST: None}


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def written_before(folder: Path, dataset_id: str, deeds: dict[str, Any]) -> dict[str, Any] | None:
    """Rows of, and files beside, an export of this data set by this recipe; None where it is not there.

    Args:
        folder: Where it would lie.
        dataset_id: The data set.
        deeds: What the recipe does, the export included.
    """
    try:
        told = orjson.loads((folder / MANIFEST).read_bytes())
        same = (told["winnow"], told["dataset"]["id"], told["recipe"]) == (__version__, dataset_id, deeds)
        names = [str(file["name"]) for file in told["files"]]
        beside = [str(file["name"]) for file in told.get("beside", [])]
        rows = int(told["rows"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    whole = same and all((folder / name).is_file() for name in (*names, *beside))
    return {"rows": rows, "beside": beside} if whole else None


def in_words(folder: Path) -> str:
    """What the export is, for those who read of it elsewhere: ``4,812 rows as trl-dpo``."""
    try:
        told = orjson.loads((folder.expanduser() / MANIFEST).read_bytes())
        return f"{int(told['rows']):,} rows as {told['format']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "an export"
