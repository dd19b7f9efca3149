"""What the Hub means when it does not take what is published: one sentence each, with what to do.

No word of a server's own answer is repeated: an address may carry a signature, and a text anything at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from curation.errors import ExportError
from curation.sources.hub_refusals import Unreachable, endpoint, logged_in, no_answer, refused

LOG_IN = "Log in with 'hf auth login' or set HF_TOKEN, with a token that may write"


@contextmanager
def in_sentences(repo: str) -> Iterator[None]:
    """Turn whatever the Hub's client raises into an ``ExportError``."""
    from httpx2 import HTTPError
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        yield
    except Unreachable as problem:
        raise unreachable(repo, problem) from problem
    except HfHubHTTPError as error:
        raise _refused(repo, error) from error
    except (HTTPError, OfflineModeIsEnabled, OSError) as error:
        raise unreachable(repo, Unreachable(f"{endpoint()} gave no usable answer")) from error
    except (ValueError, TypeError, KeyError, RuntimeError) as error:
        raise _strange(repo, error) from error


def no_token(repo: str) -> ExportError:
    """Nobody is logged in."""
    return ExportError(f"{repo!r} cannot be written to", why="you are not logged in to the Hub", next=LOG_IN)


def unreachable(repo: str, problem: Unreachable) -> ExportError:
    """The Hub does not answer."""
    return ExportError(
        f"{repo!r} cannot be published to",
        why=str(problem),
        next=problem.again or "Try again when connected; files that had arrived are not sent again",
    )


def _refused(repo: str, error: Any) -> ExportError:
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    response = error.response
    status, problem = response.status_code, no_answer(response)
    if problem is not None:
        sentence = unreachable(repo, problem)
    elif status in {409, 412}:
        sentence = ExportError(
            f"{repo!r} has changed meanwhile",
            why="somebody else committed to it",
            next="Look at what would change, and publish again",
        )
    elif isinstance(error, RevisionNotFoundError):
        sentence = ExportError(f"{repo!r} has no such branch", next="Check its spelling")
    elif not logged_in():
        sentence = no_token(repo)
    elif isinstance(error, RepositoryNotFoundError):
        sentence = ExportError(
            f"the Hub has no data set {repo!r} that you may write to",
            next="Check the spelling, and that your token covers it",
        )
    elif status in {401, 403}:
        sentence = _no_right(repo, error)
    else:
        sentence = ExportError(f"the Hub refused {repo!r} with error {status}", next="Try again later")
    return sentence


def _no_right(repo: str, error: Any) -> ExportError:
    if error.response.status_code == 401:
        told = refused(repo, "", error)
        return ExportError(told.what, why=told.why, next=LOG_IN)
    return ExportError(
        f"your token may not write to {repo!r}",
        why="it covers reading alone, or other repositories",
        next=LOG_IN,
    )


def _strange(repo: str, error: Exception) -> ExportError:
    if "README.md" in str(error) and "metadata" in str(error):
        return ExportError(
            "The Hub does not accept the head of README.md",
            why="its licence or another entry is not one that the Hub knows",
            next="Correct README.md and publish again",
        )
    cause = error.__cause__
    response = getattr(cause, "response", None)
    if response is not None:
        return _refused(repo, cause)
    return unreachable(repo, Unreachable(f"{endpoint()} broke off", "Try again; what has arrived is kept"))
