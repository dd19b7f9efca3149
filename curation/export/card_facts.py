"""What a card says in figures and sentences: before and after, and where the set's limits are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import pyarrow as pa

from curation import __version__
from curation.errors import EncoderError
from curation.export.block import swapped
from curation.export.refusing import REASONS
from curation.export.split_facts import SplitFacts
from curation.export.target import Job, Written
from curation.recipe import Outcome, Recipe
from curation.similarity import resolve_model
from curation.store import Dataset

_SIDES = ("chosen", "rejected")
# What decides an export's bytes beside the data and the recipe.
_LIBRARIES = ("pyarrow", "duckdb")
_BY_MEANING = ("semantic", "staged")


@dataclass(frozen=True, slots=True)
class Line:
    """One statistic before and after, as written."""

    name: str
    before: str
    after: str


def statistics(outcome: Outcome) -> list[Line]:
    """The set as it was loaded and as the recipe leaves it."""
    dataset = outcome.dataset
    measures = dataset.main_measures
    pairs = _looked_at(dataset, measures)
    before = dict(_Side(pairs, measures).lines())
    if outcome.pairs_kept == outcome.pairs_in and not len(outcome.edits.swapped):
        return [Line(name, one, one) for name, one in before.items()]
    kept = pairs.filter(pa.array(outcome.kept))
    turned = outcome.edits.turned(outcome.kept_ids)
    after = _Side(swapped(kept, turned) if turned.any() else kept, measures)
    return [Line(name, before[name], other) for name, other in after.lines()]


def _looked_at(dataset: Dataset, measures: Sequence[str]) -> pa.Table:
    names = ["chosen_id", "rejected_id", "tie", "prompt_id", "margin.chars"]
    names += [f"{side}.{name}" for name in measures for side in _SIDES]
    return dataset.pairs.select([name for name in names if name in dataset.pairs.column_names])


@dataclass(frozen=True, eq=False, slots=True)
class _Side:
    pairs: pa.Table
    measures: Sequence[str]

    def lines(self) -> Iterator[tuple[str, str]]:
        whole = (
            self.pairs["chosen_id"].is_valid().to_numpy() & self.pairs["rejected_id"].is_valid().to_numpy()
        )
        tie = self.pairs["tie"].to_numpy() & whole
        yield "Pairs with a preference", f"{int((whole & ~tie).sum()):,}"
        yield "Ties", f"{int(tie.sum()):,}"
        yield "Answers without a partner", f"{int((~whole).sum()):,}"
        yield "Prompts", f"{np.count_nonzero(np.bincount(self.pairs['prompt_id'].to_numpy())):,}"
        for name in self.measures:
            means = [_mean(self.pairs[f"{side}.{name}"]) for side in _SIDES]
            yield f"Mean {name}: chosen / rejected", " / ".join(means)
        if "margin.chars" in self.pairs.column_names:
            longer = np.asarray(self.pairs["margin.chars"].to_numpy(), np.float64)[whole & ~tie]
            known = longer[~np.isnan(longer)]
            share = ((known > 0).sum() + (known == 0).sum() / 2) / len(known) if len(known) else np.nan
            yield "Chosen is the longer (ties half)", "–" if np.isnan(share) else f"{share:.1%}"


def _mean(column: pa.ChunkedArray) -> str:
    values = np.asarray(column.to_numpy(), np.float64)
    known = values[~np.isnan(values)]
    return f"{known.mean():,.4g}" if len(known) else "–"


def versions() -> str:
    """The programs that decide an export's bytes."""
    return ", ".join([f"Winnow {__version__}", *(f"{name} {version(name)}" for name in _LIBRARIES)])


def models(recipe: Recipe | None, splits: SplitFacts) -> list[str]:
    """The embedding models that near prompts were found with."""
    steps = [step for step in (recipe.steps if recipe else ()) if step.enabled]
    used = [
        getattr(step, "model", None)
        for step in steps
        if getattr(step, "method", "") in _BY_MEANING or step.kind == "diverse"
    ]
    used += [splits.by.model] if splits.by.method in _BY_MEANING else []
    return list(dict.fromkeys(_identity(model) for model in used))


def _identity(model: str | None) -> str:
    try:
        return resolve_model(model).identity
    except EncoderError:
        return str(model)


def limits(job: Job, written: Written, splits: SplitFacts) -> list[str]:
    """What a reader of the set should know before training on it, one sentence each."""
    info, outcome = job.dataset.info, job.outcome
    found = ["The preferences are those of the source; no figure here says that they are right."]
    if not info.source.licence:
        found.append("The source states no licence: ask its makers before you pass this set on.")
    found += [
        f"{rows:,} rows of the source could not be read ({reason.replace('_', ' ')}) and are not here."
        for reason, rows in sorted(info.quarantine.items())
        if rows
    ]
    found += [
        f"{rows:,} kept pairs are not here: {REASONS.get(reason, reason.replace('_', ' '))}."
        for reason, rows in sorted(written.refused.items())
        if rows
    ]
    turned, texts = len(outcome.edits.swapped), len(outcome.edits.texts)
    if turned:
        found.append(f"Reviewers swapped the sides of {turned:,} pairs.")
    if texts:
        found.append(f"Reviewers wrote texts of {texts:,} pairs anew.")
    for step in outcome.steps:
        recall = step.groups.neighbours.recall if step.groups is not None and step.enabled else None
        if recall is not None and step.groups is not None:
            share = recall.share(step.groups.threshold)
            found.append(f"The search behind “{step.name}” finds {share:.1%} of near prompts, not all.")
    if len(splits.pairs) > 1:
        found.append(
            f"No group of {splits.held} stands in two splits."
            if not splits.straddling
            else f"{splits.straddling:,} groups of {splits.held} stand in several splits."
        )
    return found
