"""What one step hits: a mask over the pairs rows, and for duplicates the groups behind it.

Filters, checks, drops, verdicts, exclusions and contamination look at every row, whatever came before them.
Deduplication, leak, cap, sample and diverse see only the rows that are still there, so that none of
them keeps a row that an earlier step removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np
from numpy.typing import NDArray

from curation.errors import RecipeError
from curation.recipe.compiling import to_sql
from curation.recipe.margins import content_keys, drawn, margins
from curation.recipe.steps import (
    AnyStep,
    CapStep,
    CheckStep,
    ContaminationStep,
    DeduplicateStep,
    Direct,
    DiverseStep,
    DropStep,
    ExcludeStep,
    FilterStep,
    LeakStep,
    SampleStep,
    VerdictsStep,
)
from curation.store import Dataset

if TYPE_CHECKING:
    from curation.analysis.contamination import Findings
    from curation.analysis.diversity import Subset
    from curation.recipe.deciding import ByHand
    from curation.similarity import Groups

Mask = NDArray[np.bool_]
Progress = Callable[[str, int, int], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Removal:
    """The rows a step hits, shape (pairs rows,), and what lies behind that: groups, findings and so on."""

    hit: Mask
    groups: Groups | None = None
    findings: Findings | None = None
    subset: Subset | None = None
    by_hand: ByHand | None = None


def removal(
    dataset: Dataset,
    step: AnyStep,
    alive: Mask,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Removal:
    """What ``step`` hits.

    Args:
        dataset: The data set.
        step: The step; whether it is enabled is not asked here.
        alive: Rows that the steps before it left, shape (pairs rows,).
        progress: Called with (what, done, total) while prompts are compared.
        cancelled: Asked now and then.

    Raises:
        RecipeError: The step names a field or check that the data set does not have, or needs embeddings
            that are not there.
        EncoderError: The embedding model cannot be had.
        Cancelled: ``cancelled`` said so.
    """
    if isinstance(step, DeduplicateStep):
        from curation.recipe.deduplication import deduplicated

        return Removal(*deduplicated(dataset, step, alive, progress, cancelled))
    if isinstance(step, ContaminationStep):
        from curation.recipe.decontamination import decontaminated

        found, findings = decontaminated(dataset, step, progress, cancelled)
        return Removal(found, findings=findings)
    if isinstance(step, LeakStep | ExcludeStep):
        return Removal(_elsewhere(dataset, step, alive, progress, cancelled))
    if isinstance(step, DiverseStep):
        from curation.recipe.diversifying import diversified

        hit, subset = diversified(dataset, step, alive, progress, cancelled)
        return Removal(hit, subset=subset)
    if isinstance(step, VerdictsStep):
        from curation.recipe.deciding import decided

        hit, by_hand = decided(dataset, step)
        return Removal(hit, by_hand=by_hand)
    return Removal(_hit(dataset, step, alive))


def _elsewhere(
    dataset: Dataset,
    step: LeakStep | ExcludeStep,
    alive: Mask,
    progress: Progress | None,
    cancelled: Asked | None,
) -> Mask:
    """Rows of prompts that another split or data set holds too."""
    if isinstance(step, LeakStep):
        from curation.recipe.leaking import leaking

        return leaking(dataset, step, alive, progress, cancelled).repair(step.keep)
    from curation.recipe.exclusion import excluded

    return excluded(dataset, step, progress, cancelled)


def _hit(dataset: Dataset, step: Direct, alive: Mask) -> Mask:
    if isinstance(step, FilterStep):
        return filtered(dataset, step)
    if isinstance(step, CheckStep):
        from curation.analysis.checks import find

        return find(dataset, step.check)
    if isinstance(step, CapStep):
        return _capped(dataset, step, alive)
    if isinstance(step, SampleStep):
        return _sampled(dataset, step, alive)
    return np.isin(content_keys(dataset), np.array([int(key, 16) for key in step.keys], np.uint64))


def check_step(dataset: Dataset, step: AnyStep) -> None:
    """See that a step can be asked of a data set.

    Raises:
        RecipeError: It names a field, check or split that the data set does not have, or compares it wrongly.
    """
    if isinstance(step, FilterStep):
        to_sql(step.where, dataset.fields)
    elif isinstance(step, LeakStep):
        from curation.analysis.leaks import check_split

        check_split(dataset, step.keep)
    elif isinstance(step, ExcludeStep):
        from curation.recipe.exclusion import other_than

        other_than(dataset, step)
    elif isinstance(step, CheckStep):
        from curation.analysis.checks import check_named

        check_named(step.check)


def looks_back(step: AnyStep) -> bool:
    """Whether what the step hits depends on the steps before it."""
    alone = FilterStep | CheckStep | DropStep | VerdictsStep | ExcludeStep | ContaminationStep
    return not isinstance(step, alone)


def pinned(step: AnyStep) -> AnyStep:
    """The step with the id of the data set it names, which by that name may be another one later."""
    if isinstance(step, ExcludeStep):
        from curation.store import open_dataset

        return step.model_copy(update={"dataset": open_dataset(step.dataset).id})
    return step


def filtered(dataset: Dataset, step: FilterStep) -> Mask:
    """The rows that a filter removes, shape (pairs rows,).

    Raises:
        RecipeError: It names what the data set does not have, or takes too long a pattern.
    """
    where, params = to_sql(step.where, dataset.fields)
    hit = np.ones(len(dataset.pairs), bool)
    try:
        passing = dataset.select([], where, params)["pair_id"].to_numpy()
    except duckdb.Error as error:
        raise RecipeError(
            f"The filter {step.title!r} cannot be run",
            why=str(error).split("\n")[0],
            next="Change the filter or switch it off",
        ) from error
    hit[passing] = False
    return hit


def _capped(dataset: Dataset, step: CapStep, alive: Mask) -> Mask:
    rows = np.flatnonzero(alive)
    prompt = dataset.pairs["prompt_id"].to_numpy()[rows]
    keys = content_keys(dataset)[rows]
    if step.keep == "first":
        order = np.lexsort((rows, prompt))
    elif step.keep == "random":
        order = np.lexsort((rows, drawn(keys, step.seed), prompt))
    else:
        tie = dataset.pairs["tie"].to_numpy()[rows]
        order = np.lexsort((rows, keys, -margins(dataset)[rows], tie, prompt))
    ranked = prompt[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(ranked) else np.empty(0, np.int64)
    rank = np.arange(len(ranked)) - np.repeat(starts, np.diff(np.r_[starts, len(ranked)]))
    hit = np.zeros(len(alive), bool)
    hit[rows[order[rank >= step.pairs]]] = True
    return hit


def _sampled(dataset: Dataset, step: SampleStep, alive: Mask) -> Mask:
    rows = np.flatnonzero(alive)
    order = np.lexsort((rows, drawn(content_keys(dataset)[rows], step.seed)))
    hit = np.zeros(len(alive), bool)
    hit[rows[order[step.pairs :]]] = True
    return hit
