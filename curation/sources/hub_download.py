"""A data set's files, fetched into the hub client's cache: whole or not at all, going on after a break.

The client's own ``hf_hub_download`` is not used, though its session, its log-in and its cache are: it
throws away what a broken-off download has brought, waits out faults and rate limits for half a minute
without a word, and takes a file of the right length for the right one.
"""

from __future__ import annotations

import errno
import hashlib
import os
import queue
import shutil
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from curation.errors import SourceError
from curation.sources import hub_cache, hub_transfer
from curation.sources.hub_cache import Listing
from curation.sources.hub_refusals import no_answer, refused
from curation.sources.limits import readable

PARALLEL = 4
_TELL_SECONDS = 0.2
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Progress = Callable[[int, int], None]
"""Called with bytes that are here and bytes in all, 0 where the Hub does not tell."""


@dataclass
class _Work:
    """What the fetching threads share."""

    listing: Listing
    names: deque[str]
    stop: threading.Event = field(default_factory=threading.Event)
    answers: queue.SimpleQueue[tuple[str, Exception | None]] = field(default_factory=queue.SimpleQueue)
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, size: int) -> None:
        """Take note of bytes that came or, below zero, were given up."""
        with self.lock:
            self.done += size


def fetch(found: Listing, names: Sequence[str], progress: Progress | None = None) -> dict[str, Path]:
    """Fetch files into the hub client's cache, or find them there; name → path.

    A process that is stopped or killed leaves what has arrived for the next one to go on from.

    Raises:
        SourceError: A file cannot be fetched or stored; the message says what to do.
    """
    missing = [name for name in names if not hub_cache.holds(found, name)]
    if missing:
        _check_room(found, missing)
    work = _Work(found, deque(missing))
    try:
        for _ in range(min(PARALLEL, len(missing))):
            # Daemons: one that waits for a silent server must not keep a cancelled process alive.
            threading.Thread(target=_take_turns, args=(work,), daemon=True, name="hub-download").start()
        _follow(work, len(missing), sum(found.files.get(name) or 0 for name in missing), progress)
    finally:
        work.stop.set()
    return {name: hub_cache.pointer(found, name) for name in names}


def _follow(work: _Work, waiting: int, total: int, progress: Progress | None) -> None:
    while waiting:
        with suppress(queue.Empty):
            name, error = work.answers.get(timeout=_TELL_SECONDS)
            if error is not None:
                raise _in_words(work.listing, name, error) from error
            waiting -= 1
        if progress:
            progress(work.done, total)


def _take_turns(work: _Work) -> None:
    while not work.stop.is_set():
        try:
            name = work.names.popleft()
        except IndexError:
            return
        try:
            _fetch(work, name)
        except Exception as error:  # noqa: BLE001  # told by the thread that asked
            work.answers.put((name, error))
            return
        work.answers.put((name, None))


def _fetch(work: _Work, name: str) -> None:
    """One file into ``blobs``, checked, and its name beside the others of its commit."""
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    root = hub_cache.repository(work.listing.repo)
    blob = _blob(work.listing, name)
    lock = root.parent / ".locks" / root.name / f"{blob.name}.lock"
    for folder in (blob.parent, lock.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(lock):
        size = work.listing.files.get(name)
        if blob.is_file() and blob.stat().st_size == size:
            work.count(size)
        else:
            hub_transfer.bring(work.listing, name, _partial(blob), work.count, work.stop)
            _partial(blob).replace(blob)
    _point(hub_cache.pointer(work.listing, name), blob)


def _blob(listing: Listing, name: str) -> Path:
    # A content without a known hash gets a name of its own, so that no other is taken for it.
    unhashed = hashlib.sha256(f"{listing.commit}/{name}".encode()).hexdigest()[:40] + "-unhashed"
    return hub_cache.repository(listing.repo) / "blobs" / listing.hashes.get(name, unhashed)


def _partial(blob: Path) -> Path:
    return blob.with_name(f"{blob.name}.incomplete")


def _point(pointer: Path, blob: Path) -> None:
    pointer.parent.mkdir(parents=True, exist_ok=True)
    beside = pointer.with_name(f"{blob.name[:16]}-{threading.get_ident()}.new")
    try:
        beside.symlink_to(os.path.relpath(blob, pointer.parent))
    except OSError:
        # No links on this disk: a copy, as the hub client makes one.
        shutil.copyfile(blob, beside)
    beside.replace(pointer)


def _check_room(found: Listing, missing: Sequence[str]) -> None:
    root = hub_cache.repository(found.repo)
    needed = sum(found.files.get(name) or 0 for name in missing)
    try:
        root.mkdir(parents=True, exist_ok=True)
        begun = [_partial(_blob(found, name)) for name in missing]
        needed -= sum(path.stat().st_size for path in begun if path.is_file())
        free = shutil.disk_usage(root).free
    except OSError as error:
        raise _cannot_store(error) from error
    if needed > free:
        raise SourceError(
            f"the files of {found.repo!r} do not fit on the disk",
            why=f"{readable(needed)} are to be fetched to {root.parent}, where {readable(free)} are free",
            next="Free some space, load one split or config, or set HF_HOME to another disk",
        )


def _in_words(listing: Listing, name: str, error: Exception) -> SourceError:
    """What went wrong with a file, as a sentence."""
    from httpx2 import HTTPError
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, SourceError):
        return error
    if isinstance(error, hub_transfer.Changed):
        return SourceError(
            f"{name!r} of {listing.repo!r} is not the file that was listed",
            why=str(error),
            next="Load it again; if that does not help, a mirror or proxy on the way gives other bytes",
        )
    problem = no_answer(error.response) if isinstance(error, HfHubHTTPError) else None
    if isinstance(error, HfHubHTTPError) and problem is None:
        return refused(listing.repo, listing.commit, error)
    if isinstance(error, OSError) and not isinstance(error, HTTPError):
        return _cannot_store(error)
    again = (problem.again if problem else "") or "Load it again"
    return SourceError(
        f"the download of {listing.repo!r} broke off",
        why=str(problem) if problem else _break(name, error),
        next=f"{again}: what has arrived is kept, and it goes on from there",
    )


def _break(name: str, error: Exception) -> str:
    from httpx2 import TimeoutException, TransportError

    if isinstance(error, TimeoutException):
        return f"{name!r} stopped coming"
    if isinstance(error, (hub_transfer.Broken, TransportError)):
        return f"the connection broke before {name!r} was whole"
    return f"{name!r} could not be fetched ({type(error).__name__})"


def _cannot_store(error: OSError) -> SourceError:
    from huggingface_hub import constants

    if error.errno in _FULL:
        return SourceError(
            "the disk is full",
            why=f"what is fetched goes to {constants.HF_HUB_CACHE}",
            next="Free some space or set HF_HOME to another disk, and load it again: what came is kept",
        )
    return SourceError(
        f"nothing can be written to {constants.HF_HUB_CACHE}",
        why=error.strerror or type(error).__name__,
        next="Check its permissions, or set HF_HOME to another folder",
    )
