"""One file on its way from the Hub: as many connections as it takes, each going on where the last one broke.

Nothing here decides that a file is whole but its length and the hash that the Hub tells.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from curation.settings import settings
from curation.sources.hub_cache import Listing
from curation.sources.hub_refusals import endpoint
from curation.sources.limits import readable

PATIENCE = 3
"""How often a connection may break without a byte having come."""
CONNECT_SECONDS, SILENT_SECONDS, PAUSE_SECONDS = 5.0, 15.0, 1.0
_COMMIT_HEADER = "X-Repo-Commit"

Count = Callable[[int], None]
"""Called with bytes that came or, below zero, were given up."""


class Broken(Exception):
    """A connection ended before the file did."""


class Changed(Exception):
    """What came is not what was listed; the message is a clause."""


def bring(listing: Listing, name: str, partial: Path, count: Count, stop: threading.Event) -> None:
    """Bring a partial file to its end and make sure that it is the one listed.

    Raises:
        Broken: The connection broke too often, or ``stop`` was set.
        Changed: Something else came, also from the first byte on.
        httpx2.HTTPError: The server cannot be reached, refuses, or fails.
    """
    known = listing.hashes.get(name)
    begun = partial.is_file() and partial.stat().st_size > 0
    _complete(listing, name, partial, count, stop)
    if begun and not is_content(partial, known):
        # It was begun from another version: once more, from the first byte.
        count(-partial.stat().st_size)
        partial.unlink()
        _complete(listing, name, partial, count, stop)
    if not is_content(partial, known):
        partial.unlink()
        raise Changed("its checksum is not the one the Hub tells")


def is_content(path: Path, known: str | None) -> bool:
    """Whether a file has the hash that the Hub tells: SHA-256, or git's of a small one."""
    if known is None:
        return True
    with path.open("rb") as file:
        if len(known) == 64:
            return hashlib.file_digest(file, "sha256").hexdigest() == known
        whole = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
        while chunk := file.read(1 << 20):
            whole.update(chunk)
    return whole.hexdigest() == known


def _complete(listing: Listing, name: str, partial: Path, count: Count, stop: threading.Event) -> None:
    from httpx2 import TransportError
    from huggingface_hub.errors import HfHubHTTPError

    patience = PATIENCE
    with partial.open("ab") as file:
        count(file.tell())
        while True:
            before = file.tell()
            try:
                return _go_on(listing, name, file, count, stop)
            except (TransportError, Broken, HfHubHTTPError) as error:
                if isinstance(error, HfHubHTTPError) and error.response.status_code < 500:
                    raise
                file.flush()
                patience = PATIENCE if file.tell() > before else patience - 1
                if not patience or stop.wait(PAUSE_SECONDS):
                    raise


def _go_on(listing: Listing, name: str, file: BinaryIO, count: Count, stop: threading.Event) -> None:
    """One connection: ask for what is still missing and append what comes."""
    from httpx2 import Timeout
    from huggingface_hub import get_session
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

    have, size = file.tell(), listing.files.get(name)
    if have and have == size:
        return
    # Lengths and ranges count stored bytes, so nothing may be compressed on the way.
    headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    url = f"{endpoint()}/datasets/{listing.repo}/resolve/{listing.commit}/{quote(name)}"
    timeout = Timeout(CONNECT_SECONDS, read=SILENT_SECONDS)
    with get_session().stream("GET", url, headers=headers, timeout=timeout) as answer:
        if have and (answer.status_code == 416 or not _continues(answer, have)):
            _start_over(file, count)
            if answer.status_code == 416:
                raise Broken("the server cannot go on from there")
        hf_raise_for_status(answer)
        size = _promised(answer, listing, size, file.tell())
        for chunk in answer.iter_raw():
            if stop.is_set():
                raise Broken("it was stopped")
            file.write(chunk)
            count(len(chunk))
            _check_length(file.tell(), size)
    if size is not None and file.tell() < size:
        raise Broken(f"{readable(file.tell())} of {readable(size)} came")


def _start_over(file: BinaryIO, count: Count) -> None:
    count(-file.tell())
    file.seek(0)
    file.truncate()


def _continues(answer: Any, have: int) -> bool:
    """Whether the answer begins where we are; a server that knows no ranges begins at the start."""
    if answer.status_code >= 400:
        return True
    stated = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    return answer.status_code == 206 and stated is not None and int(stated[1]) == have


def _promised(answer: Any, listing: Listing, size: int | None, have: int) -> int | None:
    """The whole file's size; it must be the one that was listed, and so must the commit."""
    for one in (*answer.history, answer):
        commit = one.headers.get(_COMMIT_HEADER)
        if commit is not None and commit != listing.commit:
            raise Changed("another version of it came")
    length = answer.headers.get("Content-Length", "")
    whole = have + int(length) if length.isdecimal() else None
    if size is not None and whole is not None and whole != size:
        raise Changed(f"{readable(size)} were listed and {readable(whole)} came")
    return size if size is not None else whole


def _check_length(have: int, size: int | None) -> None:
    limit = settings().max_bytes if size is None else size
    if have > limit:
        raise Changed(f"it is longer than {readable(limit)}")
