"""What one check found: how many rows, in which splits, from which sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from curation.analysis.bias.grouping import NONE, Grouping
from curation.analysis.checks import Check
from curation.analysis.masks import Mask
from curation.analysis.share import Share, share_json


@dataclass(frozen=True)
class Finding:
    """One check's result.

    Attributes:
        check: The check; ``find`` with its name gives the very rows.
        share: Of pairs rows, singles included.
        splits: The same for the rows of each split, splits without a hit included.
        sources: The same for the rows of each source.
    """

    check: Check
    share: Share
    splits: dict[str, Share]
    sources: dict[str, Share]

    @property
    def by_split(self) -> dict[str, int]:
        """Hits of each named split that has any."""
        return {name: share.count for name, share in self.splits.items() if share.count and name != NONE}

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        check = self.check
        return {
            "name": check.name,
            "title": check.title,
            "definition": check.definition,
            "source": check.source,
            "severity": check.severity,
            **({"limit": check.limit} if check.limit is not None else {}),
            **share_json(self.share),
            "by_split": self.by_split,
            "splits": _told("split", self.splits),
            "sources": _told("source", self.sources),
        }


def finding(check: Check, hit: Mask, splits: Grouping, sources: Grouping) -> Finding:
    """Count a check's rows, in all and by group."""
    return Finding(check, Share(int(hit.sum()), len(hit)), _shares(splits, hit), _shares(sources, hit))


def _shares(grouping: Grouping, hit: Mask) -> dict[str, Share]:
    counts = zip(grouping.labels, grouping.counts(hit).tolist(), grouping.counts().tolist(), strict=True)
    return {label: Share(count, total) for label, count, total in counts}


def _told(key: str, shares: dict[str, Share]) -> list[dict[str, object]]:
    return [{key: name, **share_json(share)} for name, share in _named(shares)]


def _named(shares: dict[str, Share]) -> Iterable[tuple[str, Share]]:
    """The groups, unless all rows are of one."""
    return shares.items() if len(shares) > 1 else ()
