"""The questions asked of the Hub: is it there, what files has a data set, give me these."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from curation.errors import SourceError
from curation.sources.hub_cache import Listing

PROBE_SECONDS = 3.0
INFO_SECONDS = 30.0
_PARALLEL = 4
_DEFAULT_ENDPOINT = "https://huggingface.co"

T = TypeVar("T")


class Unreachable(Exception):
    """The Hub gave no answer; the message is a clause."""


def endpoint() -> str:
    """The Hub's address: ``HF_ENDPOINT`` now, not as it was when the hub client was imported."""
    return (os.environ.get("HF_ENDPOINT") or _DEFAULT_ENDPOINT).rstrip("/")


def listing(repo: str, revision: str) -> Listing:
    """The files and card of a data set at the commit that ``revision`` means now.

    Raises:
        Unreachable: No answer within ``PROBE_SECONDS``, or the server is failing.
        SourceError: There is no such data set or revision, or it needs a log-in.
    """
    from httpx2 import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    _probe(repo)
    try:
        info = HfApi(endpoint=endpoint()).dataset_info(
            repo, revision=revision, timeout=INFO_SECONDS, files_metadata=True
        )
    except HfHubHTTPError as error:
        if problem := _no_answer(error):
            raise Unreachable(problem) from error
        raise _refused(repo, revision, error) from error
    except (HTTPError, OfflineModeIsEnabled, OSError, ValueError) as error:
        raise Unreachable(f"{endpoint()} gave no usable answer") from error
    files = {file.rfilename: file.size for file in info.siblings or ()}
    data = dict(vars(info.card_data)) if info.card_data is not None else {}
    return Listing(repo, info.sha or revision, files, data, complete=True)


def download(found: Listing, names: Sequence[str]) -> dict[str, Path]:
    """Fetch files into the hub client's cache, or find them there; name → path.

    Raises:
        SourceError: A file cannot be fetched; what arrived stays in the cache.
    """
    from httpx2 import HTTPError
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError

    def fetch(name: str) -> Path:
        where = hf_hub_download(
            found.repo, name, repo_type="dataset", revision=found.commit, endpoint=endpoint()
        )
        return Path(where)

    try:
        with ThreadPoolExecutor(_PARALLEL) as pool:
            return dict(zip(names, pool.map(fetch, names), strict=True))
    except HfHubHTTPError as error:
        if problem := _no_answer(error):
            raise _broken_off(found.repo, problem) from error
        raise _refused(found.repo, found.commit, error) from error
    except (HTTPError, OSError, ValueError, RuntimeError) as error:
        why = (str(error).split("\n")[0] or type(error).__name__).rstrip(".")
        raise _broken_off(found.repo, why) from error


def _broken_off(repo: str, why: str) -> SourceError:
    return SourceError(
        f"the download of {repo!r} broke off", why=why, next="Load it again: what has arrived is kept"
    )


def _probe(repo: str) -> None:
    """Raise :class:`Unreachable` unless the endpoint answers anything at all, soon."""
    from httpx2 import HTTPError, TimeoutException
    from huggingface_hub import constants
    from huggingface_hub.utils._http import get_session

    if constants.HF_HUB_OFFLINE:
        raise Unreachable("HF_HUB_OFFLINE is set")
    url = f"{endpoint()}/api/datasets/{repo}"
    try:
        _within(PROBE_SECONDS, lambda: get_session().head(url, timeout=PROBE_SECONDS))
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

    threading.Thread(target=run, daemon=True, name="hub-probe").start()
    try:
        answer, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return answer  # type: ignore[return-value]  # set whenever there is no error


def _no_answer(error: Any) -> str | None:
    """What is wrong with the server, when the error is not about this data set."""
    status = error.response.status_code if error.response is not None else 0
    if status == 429 or status >= 500:
        return f"{endpoint()} answered with error {status}"
    if status == 404 and not error.response.headers.get("X-Error-Code"):
        # The Hub always tells what is missing; a proxy or another server does not.
        return f"{endpoint()} does not answer as the Hub does"
    return None


def _refused(repo: str, revision: str, error: Any) -> SourceError:
    """What a refusal means to a curator."""
    from huggingface_hub.errors import (
        DisabledRepoError,
        GatedRepoError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    status = error.response.status_code if error.response is not None else 0
    missing = isinstance(error, RepositoryNotFoundError) and not isinstance(error, GatedRepoError)
    if isinstance(error, DisabledRepoError):
        return SourceError(f"the Hub has disabled {repo!r}", next="Choose another data set")
    if status in {401, 403} and not missing:
        return SourceError(
            f"the Hub does not open {repo!r} to you",
            why="it is gated, or your token does not cover it",
            next=f"Accept its terms at {endpoint()}/datasets/{repo} and log in with 'hf auth login'",
        )
    if isinstance(error, RevisionNotFoundError):
        return SourceError(
            f"{repo!r} has no revision {revision!r}", next="Give a branch, tag or commit that exists"
        )
    if missing:
        return SourceError(
            f"the Hub has no data set {repo!r} that you may see, and no local file has that name",
            next="Check the spelling; for a private one, log in with 'hf auth login'",
        )
    return SourceError(f"the Hub refused {repo!r} with error {status}", next="Try again later")
