"""Agreement on everything that several people judged in a data set."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis import helpsteer2, preferences
from curation.analysis.agreement.measured import Agreement, agreement
from curation.analysis.agreement.opinions import from_lists, from_votes
from curation.analysis.agreement.votes import MEANINGS, between, votes_of
from curation.analysis.distributions import answers_in
from curation.store import Dataset

Mask = NDArray[np.bool_]
DEFINITION = (
    "Pairs are every two ratings of one answer (for preferences and verdicts: of one pair of answers), each"
    " entered both ways; kappa has quadratic weights (none for verdicts), alpha is Krippendorff's, ordinal"
    " (nominal for verdicts). 95 % percentile intervals over 1,000 draws of whole prompts."
)


@dataclass(frozen=True)
class AgreementReport:
    """Agreement of a data set's annotators.

    Attributes:
        dataset: Its id.
        found: One entry an attribute, for preferences on a scale and for verdicts; empty where opinions
            were not kept apart.
        published: Attribute → HelpSteer2's own kappas, where the attributes and scale are HelpSteer2's.
        notes: What to bear in mind.
    """

    dataset: str
    found: tuple[Agreement, ...]
    published: dict[str, helpsteer2.PublishedAgreement]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The ``agreement --json`` object."""
        return {
            "dataset": self.dataset,
            "definition": DEFINITION,
            "agreement": [each.as_json() for each in self.found],
            "published": {
                "source": helpsteer2.SOURCE,
                "caution": helpsteer2.CAUTION,
                "kappa": {name: asdict(stages) for name, stages in self.published.items()},
            }
            if self.published
            else None,
            "notes": list(self.notes),
        }


def agreement_report(dataset: Dataset, kept: Mask | None = None) -> AgreementReport:
    """Agreement on every attribute and verdict of which several people's opinions were kept.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means every answer, paired or not.
    """
    rated, uneven = _rated(dataset, kept)
    found = (*rated, *_preferred(dataset, kept), *_voted(dataset, kept))
    published = helpsteer2.published_agreement(dataset) if rated else {}
    notes = [f"The ratings of {name!r} are on no even scale, so agreement is not computed" for name in uneven]
    if kept is not None and not kept.all():
        notes.append("Agreement of what a recipe keeps describes the kept rows, not the annotators")
    if not found and not uneven:
        notes.append("No opinions of single annotators were kept apart")
    return AgreementReport(
        dataset.id, found, {each.name: published[each.name] for each in rated if published}, tuple(notes)
    )


def _rated(dataset: Dataset, kept: Mask | None) -> tuple[list[Agreement], list[str]]:
    """Agreement an attribute, and the attributes that have no scale."""
    if not dataset.info.annotated:
        return [], []
    ids = answers_in(dataset, kept)
    prompt = dataset.responses["prompt_id"].to_numpy()[ids]
    found, uneven = [], []
    for name in dataset.info.annotated:
        lists = dataset.responses[f"ratings.{name}"]
        opinions = from_lists(name, lists if kept is None else lists.take(ids), prompt)
        if opinions is None:
            uneven.append(name)
        else:
            found.append(agreement(opinions))
    return found, uneven


def _preferred(dataset: Dataset, kept: Mask | None) -> list[Agreement]:
    """Agreement on how much better which answer is, where each annotator's own word is on record."""
    found = preferences.preferences_of(dataset)
    if found is None:
        return []
    prompt, lists = dataset.pairs["prompt_id"].to_numpy(), found.lists
    if kept is not None:
        prompt, lists = prompt[kept], lists.filter(pa.array(kept))
    opinions = from_lists(preferences.NAME, lists, prompt)
    return [] if opinions is None else [agreement(opinions)]


def _voted(dataset: Dataset, kept: Mask | None) -> list[Agreement]:
    judges, votes = votes_of(dataset)
    if not judges:
        return []
    prompt = dataset.pairs["prompt_id"].to_numpy()
    if kept is not None:
        votes, prompt = votes[kept], prompt[kept]
    return [agreement(from_votes("verdict", MEANINGS, votes, prompt), between(judges, votes))]
