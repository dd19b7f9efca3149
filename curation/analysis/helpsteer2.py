"""What the HelpSteer2 paper prints of its own data, to be read beside what is computed here.

Source: Wang et al., "HelpSteer2: Open-source dataset for training top-performing reward models",
arXiv 2406.08673, tables 1 and 2. Correlations are printed with helpfulness alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow.compute as pc

from curation.store import Dataset

SOURCE = "HelpSteer2, arXiv 2406.08673"
CAUTION = (
    "Published for nvidia/HelpSteer2, whose agreement is measured on annotations before and after its"
    " filtering. Attributes and scale here are the same; whether the data are is for you to know."
)
ATTRIBUTES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
LOW, HIGH = 0, 4


@dataclass(frozen=True, slots=True)
class PublishedAgreement:
    """Quadratic-weighted Cohen's kappa at three stages of the annotation (table 1)."""

    initial: float
    improved: float
    final: float


@dataclass(frozen=True, slots=True)
class PublishedSummary:
    """Mean, standard deviation and Pearson's r with helpfulness (table 2)."""

    mean: float
    sd: float
    correlation: float


AGREEMENT = {
    "helpfulness": PublishedAgreement(0.465, 0.706, 0.791),
    "correctness": PublishedAgreement(0.472, 0.715, 0.793),
    "coherence": PublishedAgreement(0.169, 0.387, 0.428),
    "complexity": PublishedAgreement(0.293, 0.416, 0.427),
    "verbosity": PublishedAgreement(0.342, 0.536, 0.548),
}
SUMMARIES = {
    "helpfulness": PublishedSummary(2.8655, 1.2703, 1.0),
    "correctness": PublishedSummary(2.9644, 1.2689, 0.9430),
    "coherence": PublishedSummary(3.6393, 0.6491, 0.4979),
    "complexity": PublishedSummary(1.7048, 0.6986, 0.1805),
    "verbosity": PublishedSummary(1.9999, 0.7571, 0.0600),
    "chars": PublishedSummary(1492.6, 1065.7, 0.0845),
}


def shaped_like(dataset: Dataset) -> bool:
    """Whether a data set has HelpSteer2's five attributes, on its scale from 0 to 4."""
    if set(dataset.info.attributes) != set(ATTRIBUTES):
        return False
    table = dataset.responses
    given = [
        pc.list_flatten(table[f"ratings.{name}"]) if name in dataset.info.annotated else table[name]
        for name in ATTRIBUTES
    ]
    bounds = [pc.min_max(values).as_py() for values in given]
    known = [bound for bound in bounds if bound["min"] is not None]
    return bool(known) and all(bound["min"] >= LOW and bound["max"] <= HIGH for bound in known)


def published_agreement(dataset: Dataset) -> dict[str, PublishedAgreement]:
    """Attribute → the paper's kappas; empty for a data set of another shape."""
    return AGREEMENT if shaped_like(dataset) else {}


def published_summaries(dataset: Dataset) -> dict[str, PublishedSummary]:
    """Attribute or signal → the paper's mean, deviation and r; empty for a data set of another shape."""
    return SUMMARIES if shaped_like(dataset) else {}
