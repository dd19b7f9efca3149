"""A folder or an S3-like store as a destination, through fsspec; each file whole or not there.

While files arrive, the manifest there names them without hashes, so that a later try knows which files
are Winnow's and trusts none that it has not read; the true manifest comes last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from curation import __version__
from curation.errors import ExportError
from curation.export.folder import MANIFEST
from curation.export.publish.comparison import Change, Comparison, Kind, Published
from curation.export.publish.destination import Destination
from curation.export.publish.export_folder import ExportFile, listed
from curation.export.publish.progressing import Following
from curation.progress import COMPARING, SENDING
from curation.settings import settings

RENAMING = frozenset({"file", "local", "memory", "sftp", "ssh", "hdfs", "smb"})
"""Stores with a rename that copies nothing; others show an object only once all of it has arrived."""
PART = ".winnow-part"
_BLOCK = 1 << 20
_LONGEST_MANIFEST = 1 << 26


@dataclass(frozen=True, slots=True)
class Store(Destination):
    """A folder, by path or address.

    Attributes:
        address: As typed, an absolute path, or ``protocol://path``.
    """

    address: str

    def compare(self, files: tuple[ExportFile, ...], following: Following) -> Comparison:
        """What publishing would change; a file whose hash nobody tells is read where the sizes are equal.

        Raises:
            ExportError: The store cannot be asked, or holds a file of that name that is not an export's.
        """
        with self._opened() as (system, root):
            _check_local(system, root)
            there = _sizes(system, root)
            known = listed(_read(system, root, there)) if MANIFEST in there else {}
            changes, done = [], 0
            total = sum(file.size for file in files)
            for file in files:
                before = there.get(file.name)
                kind = _kind(system, root, file, before, known)
                if kind == "changed" and file.name not in known:
                    raise _strange(self.address, file.name)
                changes.append(Change(file.name, kind, file.size, file.sha256, before))
                done += file.size
                following.report(COMPARING, done, total)
        gone = sorted(known.keys() & there.keys() - {file.name for file in files})
        changes += [Change(name, "removed", None, before=there[name]) for name in gone]
        return Comparison(self.address, tuple(changes), new=not there)

    def send(
        self, files: tuple[ExportFile, ...], found: Comparison, about: str, following: Following
    ) -> Published:
        """Send what is new or differs, remove what goes, and put the manifest last.

        Raises:
            ExportError: The store does not take it.
            Cancelled: The curator stopped it.
        """
        if found.holds:
            return Published(self.address, found)
        total, done = found.bytes_to_send, 0
        sent = {change.name for change in found.of("added", "changed")}
        with self._opened() as (system, root):
            following.report(SENDING, 0, total)
            _put_bytes(system, root, _unfinished(found))
            for file in files:
                if file.name == MANIFEST:
                    for change in found.of("removed"):
                        system.rm_file(f"{root}/{change.name}")
                elif file.name not in sent:
                    continue
                _put(system, root, file)
                done += file.size
                following.report(SENDING, min(done, total), total)
        return Published(self.address, found)

    @contextmanager
    def _opened(self) -> Iterator[tuple[Any, str]]:
        """The file system and the folder in it; whatever it raises comes out as one sentence."""
        import fsspec  # type: ignore[import-untyped]

        protocol = self.address.partition("://")[0] if "://" in self.address else "file"
        try:
            # Not cached: another process may have written there since.
            system, root = fsspec.url_to_fs(self.address, skip_instance_cache=True, use_listings_cache=False)
        except ImportError as error:
            package = {
                "s3": "s3fs",
                "s3a": "s3fs",
                "gs": "gcsfs",
                "gcs": "gcsfs",
                "az": "adlfs",
                "abfs": "adlfs",
            }
            raise ExportError(
                f"Publishing to {protocol}:// needs another package",
                why=f"{package.get(protocol, 'the one that fsspec uses for it')} is not installed",
                next=f"Install it, e.g. `pip install {package.get(protocol, 'fsspec[' + protocol + ']')}`",
            ) from error
        except (ValueError, OSError) as error:
            raise ExportError(
                f"There is no store of the kind {protocol}://", next="Use s3://, file:// or a folder's path"
            ) from error
        try:
            yield system, root.rstrip("/")
        except ExportError:
            raise
        except PermissionError as error:
            raise ExportError(
                f"{self.address} may not be written or read",
                next="Check your credentials and its permissions",
            ) from error
        except FileNotFoundError as error:
            raise ExportError(
                f"{self.address} is not there", why="the bucket or folder is missing", next="Make it first"
            ) from error
        except OSError as error:
            raise ExportError(
                f"{self.address} cannot be written",
                why=error.strerror or "the store broke off",
                next="Try again: what has arrived is not sent again",
            ) from error
        except Exception as error:
            # Each store raises errors of its own client's; of a fault of ours nothing must be hidden.
            if type(error).__module__.partition(".")[0] not in {
                "botocore",
                "aiobotocore",
                "aiohttp",
                "google",
            }:
                raise
            raise ExportError(
                f"{self.address} cannot be reached or refuses you",
                why=type(error).__name__,
                next="Check your credentials, the bucket's name and the connection",
            ) from error


def _check_local(system: Any, root: str) -> None:
    """Make sure that nothing is published into the workspace's own folders, or over a file."""
    if "file" not in system.protocol:
        return
    home, target = settings().home.expanduser().resolve(), Path(root).resolve()
    if target == home or target.is_relative_to(home):
        raise ExportError(f"{root} is Winnow's own workspace", next="Choose another folder")
    if target.exists() and not target.is_dir():
        raise ExportError(f"{root} is a file", next="Give a folder")


def _sizes(system: Any, root: str) -> dict[str, int]:
    """Name → bytes of the files there; nothing where there is no such folder yet."""
    try:
        found = system.find(root, detail=True)
    except FileNotFoundError:
        return {}
    base = system._strip_protocol(root).strip("/")
    return {
        path.strip("/").removeprefix(base).lstrip("/"): int(info.get("size") or 0)
        for path, info in found.items()
    }


def _read(system: Any, root: str, there: dict[str, int]) -> bytes | None:
    content: bytes | None = None
    if there[MANIFEST] <= _LONGEST_MANIFEST:
        content = system.cat_file(f"{root}/{MANIFEST}")
    return content


def _kind(system: Any, root: str, file: ExportFile, before: int | None, known: dict[str, str | None]) -> Kind:
    if before is None:
        return "added"
    if before != file.size:
        return "changed"
    told = known.get(file.name) or _sha256(system, root, file.name)
    return "same" if file.is_called(told) else "changed"


def _sha256(system: Any, root: str, name: str) -> str:
    sha256 = hashlib.sha256()
    with system.open(f"{root}/{name}", "rb") as stream:
        while block := stream.read(_BLOCK):
            sha256.update(block)
    return sha256.hexdigest()


def _put(system: Any, root: str, file: ExportFile) -> None:
    """One file, under a name of its own until it is whole."""
    final = PurePosixPath(root, file.name)
    system.makedirs(str(final.parent), exist_ok=True)
    if not RENAMING & set(_protocols(system)):
        system.put_file(str(file.path), str(final))
        return
    part = str(final.with_name(f".{final.name}{PART}"))
    try:
        system.put_file(str(file.path), part)
        system.mv(part, str(final))
    except BaseException:
        with suppress(Exception):
            system.rm_file(part)
        raise


def _put_bytes(system: Any, root: str, content: bytes) -> None:
    system.makedirs(root, exist_ok=True)
    system.pipe_file(f"{root}/{MANIFEST}", content)


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _unfinished(found: Comparison) -> bytes:
    names = [{"name": change.name} for change in found.changes if change.name != MANIFEST]
    return orjson.dumps({"winnow": __version__, "unfinished": True, "files": names})


def _strange(address: str, name: str) -> ExportError:
    return ExportError(
        f"{address} already holds {name!r}, which is no export of Winnow's",
        why="it would be overwritten",
        next="Choose another folder, or move that file away",
    )
