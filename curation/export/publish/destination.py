"""Where an export can go, by what was typed: ``owner/name`` on the Hub, ``s3://…``, or a folder's path."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

from curation.errors import ExportError
from curation.export.publish.comparison import Comparison, Published
from curation.export.publish.export_folder import ExportFile
from curation.export.publish.progressing import Following
from curation.sources.hub import parse_id


class Destination(ABC):
    """A place that an export can be published to."""

    @abstractmethod
    def compare(self, files: tuple[ExportFile, ...], following: Following) -> Comparison:
        """What publishing these files would change; nothing is changed."""

    @abstractmethod
    def send(
        self, files: tuple[ExportFile, ...], found: Comparison, about: str, following: Following
    ) -> Published:
        """Make the destination hold these files.

        Args:
            files: The export's files, the manifest last.
            found: What ``compare`` found.
            about: What the export is, for those who read of it there.
            following: Told about bytes as files arrive.
        """


def destination_named(
    typed: str, *, branch: str | None = None, pull_request: bool = False, private: bool = False
) -> Destination:
    """The destination that was meant.

    Args:
        typed: ``owner/name``, an address such as ``s3://bucket/path``, or a path that begins with ``/``,
            ``./``, ``../`` or ``~``.
        branch: The Hub's branch to commit to; made if it is not there.
        pull_request: Open a pull request on the Hub.
        private: Make a new Hub data set private.

    Raises:
        ExportError: It names no place, or a store is asked for what only the Hub has.
    """
    from curation.export.publish.hub import HubDataset
    from curation.export.publish.store import Store

    typed = typed.strip()
    if "://" in typed or typed.startswith(("/", "./", "../", "~")) or typed in {".", ".."}:
        if branch or pull_request or private:
            raise ExportError(
                "Branches, pull requests and private data sets are the Hub's",
                why=f"{typed!r} is no data set there",
                next="Leave them out, or give OWNER/NAME",
            )
        return Store(typed if "://" in typed else str(Path(typed).expanduser().resolve()))
    named = parse_id(typed)
    if named is None:
        raise ExportError(
            f"{typed!r} names no place to publish to",
            next="Give OWNER/NAME on the Hub, an address such as s3://BUCKET/PATH, or a folder such as ./out",
        )
    if named.revision and branch and named.revision != branch:
        raise ExportError(f"Two branches were given: {named.revision} and {branch}", next="Give one")
    return HubDataset(named.repo, branch=branch or named.revision, pull_request=pull_request, private=private)
