"""An export as one zip archive to download: written to a file of the workspace, never held in memory.

The archive's folder is named by a secret, so that whoever was not told it cannot guess its address.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

from curation.errors import ExportError
from curation.export.folder import earlier_files
from curation.jobs.work import Progress
from curation.progress import PACKING
from curation.settings import settings
from curation.store.workspace import NO_SPACE

SECONDS_KEPT = 24 * 3600.0
# zlib's habit (6) makes archives a tenth smaller and takes three times as long.
LEVEL = 2
PACKED_ALREADY = (".gz", ".zst", ".parquet", ".zip")
_BLOCK = 1 << 20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_LARGEST_UNTOLD = 1 << 30


def pack_export(out: Path, name: str, *, progress: Progress | None = None) -> dict[str, Any]:
    """Pack the files that an export's manifest lists; equal exports give equal archives.

    Args:
        out: The export's folder.
        name: The archive's file name.
        progress: Told about bytes as they are packed.

    Returns:
        The archive's ``token``, ``name`` and ``bytes``.

    Raises:
        ExportError: The folder holds no export, or the disk is full.
    """
    _remove_old(downloads())
    names = sorted(earlier_files(out))
    if not names:
        raise ExportError(f"{out} holds no export", next="Write the files first")
    token = secrets.token_urlsafe(32)
    folder = downloads() / token
    try:
        folder.mkdir(parents=True, mode=0o700)
        building = folder / ".building"
        _pack(out, names, building, progress)
        archive = building.replace(folder / Path(name).name)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            full = error.errno in NO_SPACE
            raise ExportError(
                "The disk is full" if full else "The archive cannot be written",
                why="" if full else error.strerror or "",
                next="Free some space; the files themselves are in their folder",
            ) from error
        raise
    return {"token": token, "name": archive.name, "bytes": archive.stat().st_size}


def packed(token: str) -> Path | None:
    """The archive of that token; None where there is none any more."""
    if not _TOKEN.fullmatch(token):
        return None
    found = [path for path in (downloads() / token).glob("*.zip") if path.is_file()]
    return found[0] if len(found) == 1 else None


def downloads() -> Path:
    """Where archives wait to be fetched."""
    return settings().home / "downloads"


def _pack(out: Path, names: list[str], building: Path, progress: Progress | None) -> None:
    total, done = sum((out / name).stat().st_size for name in names), 0
    with zipfile.ZipFile(building, "w") as archive:
        for name in names:
            # A ZipInfo of its own has a fixed date, so that equal is equal.
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            )
            # What the archive is told holds for no entry that is a ZipInfo.
            entry._compresslevel = LEVEL  # type: ignore[attr-defined]
            large = (out / name).stat().st_size > _LARGEST_UNTOLD
            with (out / name).open("rb") as file, archive.open(entry, "w", force_zip64=large) as packing:
                while block := file.read(_BLOCK):
                    packing.write(block)
                    done += len(block)
                    if progress is not None:
                        progress(PACKING, done, total)


def _remove_old(folder: Path) -> None:
    if not folder.is_dir():
        return
    for each in folder.iterdir():
        try:
            old = time.time() - each.stat().st_mtime > SECONDS_KEPT
        except OSError:
            continue
        if old:
            shutil.rmtree(each, ignore_errors=True)
