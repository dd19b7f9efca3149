"""What the Hub means when it does not give what was asked: one sentence each, with what to do.

No word of a server's own answer is repeated: an address may carry a signature, and a text anything at all.
"""

from __future__ import annotations

import os
import re
from typing import Any

from curation.errors import SourceError

_DEFAULT_ENDPOINT = "https://huggingface.co"
_BAD_TOKEN = "Invalid credentials in Authorization header"  # noqa: S105  # the Hub's words, no secret


class Unreachable(Exception):
    """The Hub gave no usable answer; the message is a clause.

    Attributes:
        again: When to try again, where that helps.
    """

    def __init__(self, clause: str, again: str = "") -> None:
        super().__init__(clause)
        self.again = again


def endpoint() -> str:
    """The Hub's address: ``HF_ENDPOINT`` now, not as it was when the hub client was imported."""
    return (os.environ.get("HF_ENDPOINT") or _DEFAULT_ENDPOINT).rstrip("/")


def logged_in() -> bool:
    """Whether the hub client has a token to send, from ``HF_TOKEN`` or its own store."""
    from huggingface_hub import get_token

    return get_token() is not None


def no_answer(response: Any) -> Unreachable | None:
    """What is wrong with the server, where the answer is not about this data set."""
    status = response.status_code
    if status == 429:
        return Unreachable(f"{endpoint()} asks to wait, having had too many requests", _when(response))
    if status >= 500:
        return Unreachable(f"{endpoint()} answered with error {status}", "Try again later")
    if status == 404 and not response.headers.get("X-Error-Code"):
        # The Hub always tells what is missing; a proxy or another server does not.
        return Unreachable(f"{endpoint()} does not answer as the Hub does")
    return None


def _when(response: Any) -> str:
    after = response.headers.get("Retry-After", "").strip()
    # The Hub's own way: "api";r=0;t=55.
    reset = re.search(r";\s*t\s*=\s*(\d+)", response.headers.get("RateLimit", ""))
    seconds = after if re.fullmatch(r"\d{1,6}", after) else reset[1] if reset else ""
    wait = f"Try again in {int(seconds):,} seconds" if seconds else "Try again in a few minutes"
    return wait if logged_in() else f"{wait}; those who log in ('hf auth login') may ask more often"


def refused(repo: str, revision: str, error: Any) -> SourceError:
    """What a refusal means to a curator, where :func:`no_answer` finds nothing wrong with the server."""
    from huggingface_hub import errors

    response = error.response
    sentence: SourceError
    if response.status_code == 401 and response.headers.get("X-Error-Message") == _BAD_TOKEN:
        sentence = _bad_token()
    elif isinstance(error, errors.DisabledRepoError):
        sentence = SourceError(f"the Hub has disabled {repo!r}", next="Choose another data set")
    elif isinstance(error, errors.RevisionNotFoundError):
        sentence = SourceError(
            f"{repo!r} has no revision {revision!r}", next="Give a branch, tag or commit that exists"
        )
    elif isinstance(error, errors.EntryNotFoundError):
        sentence = SourceError(
            f"a file of {repo!r} is no longer there", why="it changed meanwhile", next="Load it again"
        )
    elif isinstance(error, errors.GatedRepoError):
        sentence = _gated(repo)
    elif isinstance(error, errors.RepositoryNotFoundError):
        sentence = _missing(repo)
    elif response.status_code in {401, 403}:
        sentence = _closed(repo)
    else:
        sentence = SourceError(
            f"the Hub refused {repo!r} with error {response.status_code}", next="Try again later"
        )
    return sentence


def _bad_token() -> SourceError:
    return SourceError(
        "the Hub does not accept your token",
        why="it is misspelt, expired or revoked",
        next="Log in anew with 'hf auth login' or correct HF_TOKEN; public data sets need neither",
    )


def _gated(repo: str) -> SourceError:
    address = f"{endpoint()}/datasets/{repo}"
    if logged_in():
        return SourceError(
            f"{repo!r} is gated, and your account has not been let in",
            next=f"Accept its terms at {address}, wait if its owner grants access by hand, and load it again",
        )
    return SourceError(
        f"{repo!r} is gated, and you are not logged in",
        next=f"Accept its terms at {address} and log in with 'hf auth login'",
    )


def _missing(repo: str) -> SourceError:
    return SourceError(
        f"the Hub has no data set {repo!r} that you may see, and no local file has that name",
        next="Check the spelling; a private one needs a token of somebody who may read it"
        if logged_in()
        else "Check the spelling; for a private one, log in with 'hf auth login' or set HF_TOKEN",
    )


def _closed(repo: str) -> SourceError:
    if logged_in():
        return SourceError(
            f"the Hub does not open {repo!r} to you",
            why="your token does not cover it",
            next="Log in with a token that may read it: a fine-grained one lists its repositories",
        )
    return SourceError(
        f"the Hub does not open {repo!r} to you",
        why="it is not public, and you are not logged in",
        next="Log in with 'hf auth login' or set HF_TOKEN",
    )
