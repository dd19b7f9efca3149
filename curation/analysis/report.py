"""The health report: every check with count, share and interval, the measures' summaries, and the biases."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.bias import BiasReport, bias_report, grouped_by
from curation.analysis.checks import CHECKS, find_all
from curation.analysis.checks.fitting import TRL_DEFAULT, over_length
from curation.analysis.checks.lengths import counted
from curation.analysis.checks.trainers import TRAINERS, Fit, fit_of
from curation.analysis.distributions import Summary, summaries
from curation.analysis.finding import Finding, finding
from curation.analysis.share import Share, share_json
from curation.signals.tokenizer import tokenizer_name
from curation.store import Dataset


@dataclass(frozen=True)
class Report:
    """What is known of a data set's health."""

    dataset: Dataset
    findings: tuple[Finding, ...]
    summaries: tuple[Summary, ...]
    longer_wins: Share
    bias: BiasReport
    fits: tuple[Fit, ...]

    def as_json(self) -> dict[str, object]:
        """The ``report --json`` object."""
        info = self.dataset.info
        return {
            "dataset": info.id,
            "family": info.family,
            "counts": info.counts.model_dump(),
            "tokenizer": tokenizer_name() or None,
            "quarantine": info.quarantine,
            "checks": [found.as_json() for found in self.findings],
            "trainers": [fit.as_json() for fit in self.fits],
            "chosen_is_longer": share_json(self.longer_wins),
            "bias": self.bias.as_json(),
            "measures": [_without_nan(asdict(summary)) for summary in self.summaries],
            "notes": list(info.notes),
        }


def report(dataset: Dataset, limit: int = TRL_DEFAULT) -> Report:
    """Run every check that can say something about this data set, and measure every bias.

    Args:
        dataset: The data set.
        limit: The trainer's longest sequence, in tokens.
    """
    return Report(
        dataset,
        findings(dataset, limit),
        tuple(summaries(dataset)),
        longer_wins(dataset),
        bias_report(dataset),
        fits(dataset),
    )


def fits(dataset: Dataset) -> tuple[Fit, ...]:
    """What each trainer drops or cuts off by its own limit; nothing where tokens were not counted."""
    return tuple(fit_of(dataset, trainer) for trainer in TRAINERS) if counted(dataset) else ()


def findings(dataset: Dataset, limit: int = TRL_DEFAULT) -> tuple[Finding, ...]:
    """What every check that can say something about this data set has found, in the order of the checks.

    Args:
        dataset: The data set.
        limit: The trainer's longest sequence, in tokens.
    """
    fits = over_length(limit, tokenizer_name())
    checks = [check if check.limit is None else fits for check in CHECKS]
    splits, sources = grouped_by(dataset, "split"), grouped_by(dataset, "source")
    hits = find_all(dataset, checks)
    return tuple(finding(check, hits[check.name], splits, sources) for check in checks if check.name in hits)


def longer_wins(dataset: Dataset, kept: NDArray[np.bool_] | None = None) -> Share:
    """Pairs whose chosen answer has more characters, of those without a tie and of unequal length."""
    unequal = _unequal(dataset)
    if kept is not None:
        unequal &= kept
    return Share(int(np.count_nonzero(unequal & longer_chosen(dataset))), int(unequal.sum()))


def longer_chosen(dataset: Dataset) -> NDArray[np.bool_]:
    """The rows that ``longer_wins`` counts, as a mask over the pairs table."""
    if "margin.chars" not in dataset.pairs.column_names:
        return np.zeros(len(dataset.pairs), bool)
    longer: NDArray[np.bool_] = _unequal(dataset) & (dataset.pairs["margin.chars"].to_numpy() > 0)
    return longer


def _unequal(dataset: Dataset) -> NDArray[np.bool_]:
    """Pairs with a verdict that is no tie, whose answers have not the same number of characters."""
    if "margin.chars" not in dataset.pairs.column_names:
        return np.zeros(len(dataset.pairs), bool)
    margin = dataset.pairs["margin.chars"]
    known = ~dataset.pairs["tie"].to_numpy() & pc.is_valid(margin).to_numpy()
    unequal: NDArray[np.bool_] = known & (margin.to_numpy() != 0)
    return unequal


def _without_nan(values: dict[str, object]) -> dict[str, object]:
    """JSON has no NaN."""
    return {k: None if isinstance(v, float) and np.isnan(v) else v for k, v in values.items()}
