"""The health report: every check with count, share and interval, and the attributes' summaries."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.checks import CHECKS, Check, find
from curation.analysis.distributions import Summary, summaries
from curation.analysis.share import Share
from curation.store import Dataset


@dataclass(frozen=True)
class Finding:
    """One check's result; ``share`` is of pairs rows (singles included), ``by_split`` counts hits."""

    check: Check
    share: Share
    by_split: dict[str, int]


@dataclass(frozen=True)
class Report:
    """What is known of a data set's health."""

    dataset: Dataset
    findings: tuple[Finding, ...]
    summaries: tuple[Summary, ...]
    longer_wins: Share

    def as_json(self) -> dict[str, object]:
        """The ``report --json`` object."""
        info = self.dataset.info
        return {
            "dataset": info.id,
            "family": info.family,
            "counts": info.counts.model_dump(),
            "quarantine": info.quarantine,
            "checks": [
                {
                    "name": finding.check.name,
                    "title": finding.check.title,
                    "definition": finding.check.definition,
                    "severity": finding.check.severity,
                    **share_json(finding.share),
                    "by_split": finding.by_split,
                }
                for finding in self.findings
            ],
            "chosen_is_longer": share_json(self.longer_wins),
            "measures": [_without_nan(asdict(summary)) for summary in self.summaries],
            "notes": list(info.notes),
        }


def report(dataset: Dataset) -> Report:
    """Run every check that can say something about this data set."""
    splits = dataset.pairs["split"].combine_chunks().dictionary_encode()
    names = [name or "" for name in splits.dictionary.to_pylist()]
    codes = splits.indices.fill_null(-1).to_numpy()
    findings = []
    for check in CHECKS:
        if check.needs(dataset):
            hit = find(dataset, check.name)
            found = {name: int(np.count_nonzero(hit & (codes == code))) for code, name in enumerate(names)}
            by_split = {name: count for name, count in found.items() if count}
            findings.append(Finding(check, Share(int(hit.sum()), len(hit)), by_split))
    return Report(dataset, tuple(findings), tuple(summaries(dataset)), longer_wins(dataset))


def longer_wins(dataset: Dataset, kept: NDArray[np.bool_] | None = None) -> Share:
    """Pairs whose chosen answer has more characters, of those without a tie and of unequal length."""
    if "margin.chars" not in dataset.pairs.column_names:
        return Share(0, 0)
    margin = dataset.pairs["margin.chars"].to_numpy()
    decided = ~dataset.pairs["tie"].to_numpy() & pc.is_valid(dataset.pairs["margin.chars"]).to_numpy()
    if kept is not None:
        decided &= kept
    decided &= margin != 0
    return Share(int(np.count_nonzero(decided & (margin > 0))), int(decided.sum()))


def share_json(share: Share) -> dict[str, object]:
    """A share as count, total, share and its 95 % Wilson interval; null where there is nothing."""
    interval = [None, None] if not share.total else [round(bound, 6) for bound in share.interval()]
    return {
        "count": share.count,
        "total": share.total,
        "share": round(share.value, 6) if share.total else None,
        "interval": interval,
    }


def _without_nan(values: dict[str, object]) -> dict[str, object]:
    """JSON has no NaN."""
    return {k: None if isinstance(v, float) and np.isnan(v) else v for k, v in values.items()}
