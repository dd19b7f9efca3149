"""The folder an export is written to: all of it or none of it, never over the source.

Files are built in a hidden folder inside and moved under their names once all are whole, the
manifest last. Files of an earlier export there are replaced, and those that the new one does not
have are removed; files that Winnow did not write are never touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from curation.errors import ExportError
from curation.settings import settings
from curation.store import Dataset
from curation.store.workspace import NO_SPACE

MANIFEST = "manifest.json"


@contextmanager
def built(out: Path) -> Iterator[Path]:
    """A folder to build in; its files become ``out``'s when the block ends well.

    Raises:
        ExportError: ``out`` cannot be written, or holds a file of that name which is not an export's.
    """
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".winnow-", dir=out))
    except OSError as error:
        raise _disk_error(error, out) from error
    try:
        yield building
        _move_in(building, out)
    except OSError as error:
        raise _disk_error(error, out) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
        if made:
            with suppress(OSError):
                out.rmdir()


def _move_in(building: Path, out: Path) -> None:
    new = sorted(path.relative_to(building).as_posix() for path in building.rglob("*") if path.is_file())
    earlier = earlier_files(out)
    strange = [name for name in new if (out / name).exists() and name not in earlier]
    if strange:
        raise ExportError(
            f"{out} already holds {strange[0]!r}, which is no export of Winnow's",
            why="it would be overwritten",
            next="Choose another folder, or move that file away",
        )
    for name in sorted(new, key=lambda name: name == MANIFEST):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (building / name).replace(out / name)
    for name in earlier - set(new):
        (out / name).unlink(missing_ok=True)


def earlier_files(out: Path) -> set[str]:
    """The files of an earlier export in ``out``, its manifest among them."""
    try:
        manifest = orjson.loads((out / MANIFEST).read_bytes())
        listed = [*manifest["files"], *manifest.get("beside", [])]
        names = {str(file["name"]) for file in listed} if "winnow" in manifest else None
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    if names is None:
        return set()
    home = out.resolve()
    # A manifest is a file like any other: it must not lead out of its folder.
    return {name for name in names if (home / name).resolve().is_relative_to(home)} | {MANIFEST}


def check_folder(out: Path, dataset: Dataset) -> None:
    """Make sure that an export to ``out`` can neither overwrite nor join the source or the workspace.

    Raises:
        ExportError: It would, or ``out`` is a file.
    """
    target = out.expanduser().resolve()
    if target.exists() and not target.is_dir():
        raise ExportError(f"{out} is a file", next="Give a folder to write to")
    source = _source_path(dataset)
    if source is not None:
        holds = target == source if source.is_dir() else target == source.parent
        inside = source.is_dir() and target.is_relative_to(source)
        if holds or inside:
            raise ExportError(
                f"{out} holds the source of {dataset.id}",
                why="an export never goes over or beside its source",
                next="Choose another folder",
            )
    home = settings().home.expanduser().resolve()
    if target == home or (target.is_relative_to(home) and not target.is_relative_to(home / "exports")):
        raise ExportError(
            f"{out} is Winnow's own workspace", next=f"Choose another folder, e.g. {home / 'exports'}"
        )


def _source_path(dataset: Dataset) -> Path | None:
    """Where the source lies, if it is a file or folder that is still there."""
    with suppress(OSError, ValueError, RuntimeError):
        path = Path(dataset.info.source.spec).expanduser().resolve()
        if path.exists():
            return path
    return None


def _disk_error(error: OSError, out: Path) -> ExportError:
    if error.errno in NO_SPACE:
        return ExportError(
            f"The disk is full under {out}",
            why="what was being written has been removed again",
            next="Free some space or choose another folder",
        )
    said = error.strerror or str(error)
    return ExportError(f"{out} cannot be written", why=said, next="Check its permissions or choose another")
