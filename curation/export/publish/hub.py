"""A data set on the Hub as a destination: a new one or one that is there, a branch, or a pull request."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from curation.errors import ExportError
from curation.export.folder import MANIFEST
from curation.export.publish.comparison import Change, Comparison, Published
from curation.export.publish.destination import Destination
from curation.export.publish.export_folder import ExportFile, listed
from curation.export.publish.hub_answers import in_sentences, no_token
from curation.export.publish.progressing import Following
from curation.progress import SENDING
from curation.sources.hub_client import INFO_SECONDS, probe
from curation.sources.hub_refusals import endpoint, logged_in

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MAIN = "main"
KIND = "dataset"


@dataclass(frozen=True, slots=True)
class There:
    """What a repository holds at one commit.

    Attributes:
        commit: The commit.
        private: Whether only its owners see it.
        files: Name → bytes and hash.
        has_branch: Whether the branch that was asked for is there; else this is the main one.
    """

    commit: str
    private: bool
    files: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    has_branch: bool = True


@dataclass(frozen=True, slots=True)
class HubDataset(Destination):
    """A data set repository.

    The token is the hub client's own: ``HF_TOKEN``, or what ``hf auth login`` stored.

    Attributes:
        repo: ``owner/name``.
        branch: The branch to commit to; None for the main one.
        pull_request: Whether to open a pull request instead.
        private: Whether a new one is private.
    """

    repo: str
    branch: str | None = None
    pull_request: bool = False
    private: bool = False

    def __post_init__(self) -> None:
        if self.pull_request and self.branch not in (None, MAIN):
            raise ExportError("A pull request goes to the main branch", next="Leave the branch out")

    def compare(self, files: tuple[ExportFile, ...], following: Following) -> Comparison:
        """What a commit would change.

        Raises:
            ExportError: The Hub cannot be asked, or the repository is public and was to be private.
        """
        with in_sentences(self.repo):
            there = self._there()
            if there is None and self.pull_request:
                raise ExportError(
                    f"the Hub has no data set {self.repo!r} that you may see to open a pull request on",
                    next="Check the spelling, or publish without a pull request to make it",
                )
            if there is not None and self.private and not there.private:
                raise ExportError(
                    f"{self.repo!r} is there already and public",
                    why="what is published there can be seen by everybody",
                    next="Choose another name, make it private on the Hub, or publish publicly",
                )
            ours = self._ours(there)
        known = there.files if there else {}
        changes = [_change(file, known.get(file.name)) for file in files]
        names = {file.name for file in files}
        gone = sorted(ours & known.keys() - names)
        changes += [Change(name, "removed", None, before=known[name][0]) for name in gone]
        notes = tuple(self._notes(there))
        return Comparison(self._where(), tuple(changes), there is None, notes, there.commit if there else "")

    def send(
        self, files: tuple[ExportFile, ...], found: Comparison, about: str, following: Following
    ) -> Published:
        """One commit with all that is new, differs or goes; large files before it, each once.

        Raises:
            ExportError: No token, no right, no connection, or the repository changed meanwhile.
            Cancelled: The curator stopped it.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        address = f"{endpoint()}/datasets/{self.repo}"
        if found.holds:
            return Published(address, found, found.state or None)
        if not logged_in():
            raise no_token(self.repo)
        wanted = {change.name for change in found.of("added", "changed")}
        with in_sentences(self.repo), _quietly():
            api = _api()
            if found.new:
                api.create_repo(self.repo, private=self.private, repo_type=KIND, exist_ok=True)
            if self.branch not in (None, MAIN):
                # None for a new repository, whose first commit the Hub makes itself.
                start = found.state or None
                api.create_branch(
                    self.repo, branch=self.branch, revision=start, repo_type=KIND, exist_ok=True
                )
            additions = [
                CommitOperationAdd(file.name, str(file.path)) for file in files if file.name in wanted
            ]
            self._send_large(api, additions, found.bytes_to_send, following)
            removals = [CommitOperationDelete(change.name) for change in found.of("removed")]
            commit = api.create_commit(
                self.repo,
                [*additions, *removals],
                commit_message=f"Winnow: {about}",
                repo_type=KIND,
                revision=self.branch,
                create_pr=self.pull_request,
                parent_commit=found.state or None,
            )
        following.report(SENDING, found.bytes_to_send, found.bytes_to_send)
        return Published(address, found, commit.oid, commit.pr_url)

    def _send_large(self, api: HfApi, additions: list[Any], total: int, following: Following) -> None:
        done = 0
        following.report(SENDING, 0, total)
        for addition in additions:
            # One by one: what has arrived stays on the Hub's storage, commit or not, and is known there by
            # its hash.
            api.preupload_lfs_files(
                self.repo,
                [addition],
                repo_type=KIND,
                revision=self.branch,
                create_pr=self.pull_request,
                free_memory=False,
            )
            done += addition.upload_info.size
            following.report(SENDING, done, total)

    def _there(self) -> There | None:
        """What is there; None where there is no such repository that one may see."""
        from huggingface_hub.errors import (
            GatedRepoError,
            RepositoryNotFoundError,
            RevisionNotFoundError,
        )

        probe(self.repo)
        try:
            return _read(self._info(self.branch or MAIN))
        except GatedRepoError:
            raise
        except RepositoryNotFoundError:
            return None
        except RevisionNotFoundError:
            found = _read(self._info(MAIN))
            return There(found.commit, found.private, found.files, has_branch=False)

    def _info(self, revision: str) -> Any:
        return _api().dataset_info(self.repo, revision=revision, timeout=INFO_SECONDS, files_metadata=True)

    def _ours(self, there: There | None) -> set[str]:
        """The files there that an earlier export wrote: only those are ever removed."""
        if there is None or MANIFEST not in there.files or (there.files[MANIFEST][0] or 0) > 1 << 26:
            return set()
        from huggingface_hub import get_session
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

        url = f"{endpoint()}/datasets/{self.repo}/resolve/{there.commit}/{MANIFEST}"
        answer = get_session().get(
            url, headers=build_hf_headers(), timeout=INFO_SECONDS, follow_redirects=True
        )
        hf_raise_for_status(answer)
        return set(listed(answer.content))

    def _where(self) -> str:
        if self.pull_request:
            return f"a pull request on {self.repo}"
        return self.repo if self.branch in (None, MAIN) else f"{self.repo}, branch {self.branch}"

    def _notes(self, there: There | None) -> Iterator[str]:
        if there is None:
            yield f"{self.repo} will be made, {'private' if self.private else 'for everybody to see'}."
            if not logged_in():
                yield "You are not logged in; should it be there and private, it cannot be seen."
        elif not there.has_branch:
            yield f"The branch {self.branch} will be made from {MAIN}."


def _api() -> HfApi:
    from huggingface_hub import HfApi

    return HfApi(endpoint=endpoint())


def _read(info: Any) -> There:
    files = {}
    for file in info.siblings or ():
        known = file.lfs.sha256 if file.lfs is not None else file.blob_id
        files[file.rfilename] = (file.size, known or "")
    return There(info.sha, bool(info.private), files)


def _change(file: ExportFile, known: tuple[int | None, str] | None) -> Change:
    if known is None:
        return Change(file.name, "added", file.size, file.sha256)
    before, hashed = known
    kind = "same" if file.is_called(hashed) else "changed"
    return Change(file.name, kind, file.size, file.sha256, before)  # type: ignore[arg-type]  # one of the kinds


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the client's own bars and warnings: progress is told in one way."""
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    drawn = not are_progress_bars_disabled()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if drawn:
            disable_progress_bars()
        try:
            yield
        finally:
            if drawn:
                enable_progress_bars()
