"""The questions asked of the Hub: is it there, what files has a data set, which sets are there."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from curation.errors import SourceError
from curation.sources.hub_cache import Listing
from curation.sources.hub_refusals import Unreachable, endpoint, no_answer, refused

PROBE_SECONDS = 3.0
INFO_SECONDS = 30.0
SEARCH_SECONDS = 15.0
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_EXPAND = ("downloads", "likes", "gated", "private", "lastModified", "tags", "description")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """A data set that a search found. All texts are strangers'.

    Attributes:
        repo: ``owner/name``.
        licence: What its card states, else ``None``.
        rows: How many it says it has, as a range such as ``10K<n<100K``.
        downloads: In the last thirty days.
        likes: By users of the Hub.
        gated: Whether terms have to be accepted first.
        private: Whether only its owners see it.
        updated: The day of its last change.
        description: The beginning of its card.
    """

    repo: str
    licence: str | None = None
    rows: str | None = None
    downloads: int = 0
    likes: int = 0
    gated: bool = False
    private: bool = False
    updated: str | None = None
    description: str = ""


def listing(repo: str, revision: str) -> Listing:
    """The files and card of a data set at the commit that ``revision`` means now.

    Raises:
        Unreachable: No answer within ``PROBE_SECONDS``, or the server is failing or asks to wait.
        SourceError: There is no such data set or revision, or it needs a log-in.
    """
    from httpx2 import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    probe(repo)
    try:
        info = HfApi(endpoint=endpoint()).dataset_info(
            repo, revision=revision, timeout=INFO_SECONDS, files_metadata=True
        )
    except HfHubHTTPError as error:
        raise no_answer(error.response) or refused(repo, revision, error) from error
    except (HTTPError, OfflineModeIsEnabled, OSError, ValueError, TypeError, KeyError) as error:
        raise Unreachable(f"{endpoint()} gave no usable answer") from error
    if not _COMMIT.fullmatch(info.sha or ""):
        raise Unreachable(f"{endpoint()} does not answer as the Hub does")
    files = {file.rfilename: file.size for file in info.siblings or ()}
    hashes = {file.rfilename: named for file in info.siblings or () if (named := _hash(file))}
    data = dict(vars(info.card_data)) if info.card_data is not None else {}
    return Listing(repo, info.sha or revision, files, data, complete=True, hashes=hashes)


def search(text: str, limit: int = 20) -> tuple[Hit, ...]:
    """The data sets whose name or card matches, the most downloaded first.

    Raises:
        SourceError: The Hub cannot be reached, fails, or asks to wait.
    """
    from httpx2 import HTTPError
    from huggingface_hub import get_session
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

    asked: dict[str, str | int | list[str]] = {
        "search": text,
        "limit": limit,
        "sort": "downloads",
        "expand": list(_EXPAND),
    }

    def ask() -> Any:
        # Not HfApi.list_datasets: it retries faults and rate limits for half a minute without a word.
        answer = get_session().get(
            f"{endpoint()}/api/datasets", params=asked, headers=build_hf_headers(), timeout=SEARCH_SECONDS
        )
        hf_raise_for_status(answer)
        return answer.json()

    try:
        _head("/api/datasets?limit=1")
        found = _within(SEARCH_SECONDS, ask)
    except Unreachable as problem:
        raise _cannot_search(problem) from problem
    except HfHubHTTPError as error:
        raise _cannot_search(no_answer(error.response) or refused(text, "", error)) from error
    except TimeoutError as error:
        raise _cannot_search(Unreachable(f"{endpoint()} does not answer")) from error
    except (HTTPError, OSError, ValueError) as error:
        raise _cannot_search(Unreachable(f"{endpoint()} gave no usable answer")) from error
    hits = [_hit(one) for one in found] if isinstance(found, list) else []
    return tuple(hit for hit in hits if hit is not None)[:limit]


def _cannot_search(problem: Unreachable | SourceError) -> SourceError:
    if isinstance(problem, SourceError):
        return problem
    return SourceError(
        "the Hub cannot be searched",
        why=str(problem),
        next=problem.again or "Try again when connected; a local file needs no network",
    )


def _hit(data: Any) -> Hit | None:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        return None
    tags = [tag for tag in data.get("tags") or () if isinstance(tag, str)]
    said = {key: rest for key, colon, rest in (tag.partition(":") for tag in tags) if colon}
    return Hit(
        data["id"],
        licence=said.get("license"),
        rows=said.get("size_categories"),
        downloads=_count(data.get("downloads")),
        likes=_count(data.get("likes")),
        gated=bool(data.get("gated")),
        private=bool(data.get("private")),
        updated=str(data.get("lastModified") or "")[:10] or None,
        description=" ".join(str(data.get("description") or "").split())[:300],
    )


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _hash(file: Any) -> str | None:
    """What the Hub says the content's hash is: SHA-256 of a large file, git's of a small one."""
    large = file.lfs.sha256 if file.lfs is not None else None
    if isinstance(large, str):
        return large if _SHA256.fullmatch(large) else None
    small = file.blob_id
    return small if isinstance(small, str) and _COMMIT.fullmatch(small) else None


def probe(repo: str) -> None:
    """Make sure that the Hub answers anything at all, soon.

    Raises:
        Unreachable: It does not.
    """
    _head(f"/api/datasets/{repo}")


def _head(path: str) -> None:
    from httpx2 import HTTPError, TimeoutException
    from huggingface_hub import constants, get_session

    if constants.HF_HUB_OFFLINE:
        raise Unreachable("HF_HUB_OFFLINE is set")
    try:
        _within(PROBE_SECONDS, lambda: get_session().head(endpoint() + path, timeout=PROBE_SECONDS))
    except (TimeoutError, TimeoutException) as error:
        raise Unreachable(f"{endpoint()} does not answer") from error
    except (HTTPError, OSError, ValueError) as error:
        raise Unreachable(f"{endpoint()} cannot be reached") from error


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """Call ``ask`` but wait no longer than ``seconds`` in all.

    A client's own timeouts bound each step, and no step covers a name look-up that hangs.
    """
    answers: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue()

    def run() -> None:
        try:
            answers.put((ask(), None))
        except Exception as error:  # noqa: BLE001  # handed to the caller's thread
            answers.put((None, error))

    threading.Thread(target=run, daemon=True, name="hub-question").start()
    try:
        answer, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return answer  # type: ignore[return-value]  # set whenever there is no error
