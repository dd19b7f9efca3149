"""What publishing would change at a destination, file by file, and what it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from curation.progress import size

Kind = Literal["added", "changed", "same", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file.

    Attributes:
        name: Its name.
        kind: Whether it is new there, differs, is there already, or goes with the export that it was of.
        size: Bytes after; before, of one that is removed; None where the destination does not tell.
        sha256: Of the new content; empty for one that is removed.
        before: Bytes now there.
    """

    name: str
    kind: Kind
    size: int | None
    sha256: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An export held against what is at its destination.

    Attributes:
        where: The destination in words.
        changes: File by file, the manifest last.
        new: Whether the destination has to be made first.
        notes: What else there is to know, each a sentence.
        state: What the destination's answer depends on, such as a commit; empty where it has none.
    """

    where: str
    changes: tuple[Change, ...]
    new: bool = False
    notes: tuple[str, ...] = ()
    state: str = ""

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    @property
    def bytes_to_send(self) -> int:
        """Bytes of what is new or differs."""
        return sum(change.size or 0 for change in self.of("added", "changed"))

    @property
    def holds(self) -> bool:
        """Whether all is there as it should be."""
        return len(self.of("same")) == len(self.changes) and not self.new

    @property
    def sentence(self) -> str:
        """``2 files added, 1 changed, 4 there already: 1.2 MB to send``."""
        said = {"added": "added", "changed": "changed", "removed": "removed", "same": "there already"}
        counted = [f"{len(found)} {word}" for kind, word in said.items() if (found := self.of(kind))]  # type: ignore[arg-type]  # the keys are the kinds
        return f"{', '.join(counted)}: {size(self.bytes_to_send)} to send"

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "where": self.where,
            "new": self.new,
            "bytes_to_send": self.bytes_to_send,
            "files": [
                {
                    "name": change.name,
                    "change": change.kind,
                    "bytes": change.size,
                    "bytes_before": change.before,
                    "sha256": change.sha256 or None,
                }
                for change in self.changes
            ],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Published:
    """What was done.

    Attributes:
        address: Where it can be looked at.
        comparison: What was changed.
        commit: The Hub's commit, where there is one.
        pull_request: The address of a pull request, where one was opened.
    """

    address: str
    comparison: Comparison
    commit: str | None = None
    pull_request: str | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            **self.comparison.plain(),
            "address": self.address,
            "commit": self.commit,
            "pull_request": self.pull_request,
        }
