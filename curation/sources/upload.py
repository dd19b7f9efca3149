"""Uploads: stored by content under a name made here; what the browser calls a file never is a path."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from curation.errors import SourceError
from curation.settings import settings
from curation.sources.formats import parse_name, unsupported
from curation.sources.limits import readable

_CHUNK = 1 << 20
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def save_upload(name: str, data: BinaryIO | bytes) -> Path:
    """Store uploaded bytes under ``$WINNOW_HOME/uploads`` and return their file.

    The file is called after the content's hash, in a folder of its own, with a plain-letter form of
    ``name`` so that a split in it (``train.jsonl``) is still seen. The same upload gives the same path.

    Raises:
        SourceError: The name's ending is not one Winnow reads, the upload is empty or over
            ``WINNOW_MAX_BYTES``, or the disk does not take it.
    """
    stem, suffix = _safe_name(name)
    uploads = settings().home / "uploads"
    try:
        uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=uploads, prefix=".incoming-", delete=False) as file:
            temporary = Path(file.name)
            try:
                digest = _write(file, data)  # type: ignore[arg-type]  # a wrapper that is a BinaryIO in all but type
                file.flush()
                os.fsync(file.fileno())
                target = uploads / digest / f"{stem}{suffix}"
                target.parent.mkdir(exist_ok=True, mode=0o700)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(
            "the upload cannot be stored", why=why, next=f"Free space or check {uploads}"
        ) from error
    return target


def save_uploads(files: Sequence[tuple[str, BinaryIO | bytes]]) -> Path:
    """Store several uploads as one folder and return it; a single one is stored as its file.

    Args:
        files: Name and bytes of each. A name that comes twice is numbered.

    Raises:
        SourceError: As for `save_upload`.
    """
    if len(files) == 1:
        return save_upload(*files[0])
    stored = sorted(save_upload(name, data) for name, data in files)
    whole = hashlib.blake2b("\n".join(map(str, stored)).encode(), digest_size=16).hexdigest()
    folder = settings().home / "uploads" / whole
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        for place, path in enumerate(stored):
            twice = any(path.name == other.name for other in stored[:place])
            target = folder / (f"{place}_{path.name}" if twice else path.name)
            if not target.exists():
                shutil.copy2(path, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(
            "the uploads cannot be stored", why=why, next=f"Free space or check {folder}"
        ) from error
    return folder


def _safe_name(name: str) -> tuple[str, str]:
    base = PurePosixPath(PureWindowsPath(name).name).name
    lowered = base.lower()
    if lowered.endswith(".zip"):
        stem, suffix = base[:-4], ".zip"
    else:
        parsed = parse_name(base)
        if parsed.format is None:
            raise unsupported(base[-80:])
        stem, suffix = parsed.stem, parsed.suffix
    return _UNSAFE.sub("_", stem).strip("_")[:64] or "upload", suffix


def _write(file: BinaryIO, data: BinaryIO | bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    limit, size = settings().max_bytes, 0
    for chunk in _chunks(data):
        size += len(chunk)
        if size > limit:
            raise SourceError(f"the upload is larger than {readable(limit)}", next="Raise WINNOW_MAX_BYTES")
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise SourceError("the upload is empty", next="Choose a file with data in it")
    return digest.hexdigest()


def _chunks(data: BinaryIO | bytes) -> Iterator[bytes]:
    if isinstance(data, (bytes, bytearray, memoryview)):
        yield bytes(data)
        return
    if data.seekable():
        # A web framework may have read the file already.
        data.seek(0)
    while chunk := data.read(_CHUNK):
        yield chunk
