"""A recipe laid on a data set it was not made on: what fits, and all that could not be matched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from curation.errors import CurationError
from curation.recipe.conditions import All, Any_, Compare, CompareFields, Node
from curation.recipe.recipe import Recipe
from curation.recipe.removal import check_step
from curation.recipe.steps import (
    AnyStep,
    ContaminationStep,
    DeduplicateStep,
    DropStep,
    FilterStep,
    VerdictsStep,
)
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Something of a recipe that the data set does not have.

    Attributes:
        title: Which part of the recipe, in words: a step's title, or ``source``, ``pairing``.
        why: What could not be matched, a sentence.
        off: Whether the step is switched off for it.
    """

    title: str
    why: str
    off: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A recipe as a data set can take it.

    Attributes:
        recipe: The recipe; steps that cannot be asked of the data set are switched off in it.
        unmatched: All that could not be matched, in the recipe's order.
    """

    recipe: Recipe
    unmatched: tuple[Unmatched, ...]


def fit(dataset: Dataset, recipe: Recipe) -> Fitted:
    """Lay a recipe on a data set.

    Steps name fields and contents, never row numbers, so they mean the same on every revision; what a
    revision no longer has is told, and nothing of the recipe is lost.
    """
    steps: list[AnyStep] = []
    unmatched = list(_beginnings(dataset, recipe))
    for step in recipe.steps:
        try:
            check_step(dataset, step)
        except CurationError as error:
            steps.append(step.model_copy(update={"enabled": False}))
            unmatched.append(Unmatched(step.title, str(error), off=True))
            continue
        steps.append(step)
        unmatched += (Unmatched(step.title, why, off=False) for why in _missing(dataset, step))
    return Fitted(recipe.model_copy(update={"steps": tuple(steps)}), tuple(unmatched))


def _beginnings(dataset: Dataset, recipe: Recipe) -> Iterator[Unmatched]:
    """What the recipe says of source and pairing that is otherwise here: both stay as they are."""
    info = dataset.info
    # The same file may lie elsewhere on another machine.
    if recipe.source is not None and Path(recipe.source.spec).name != Path(info.source.spec).name:
        yield Unmatched(
            "source", f"It was made on {recipe.source.spec}; this is {info.source.spec}.", off=False
        )
    if recipe.pairing is not None and recipe.pairing != info.pairing:
        why = "Its pairs were made by another rule than those of this data set, which stay as they are."
        yield Unmatched("pairing", why, off=False)


def _missing(dataset: Dataset, step: AnyStep) -> Iterator[str]:
    for keys, column, noun in (
        (pair_keys(step), dataset.pairs["key"], "pair"),
        (prompt_keys(step), dataset.prompts["key"], "prompt"),
    ):
        wanted = pa.array(sorted(keys), pa.string())
        lost = len(wanted) - (pc.sum(pc.is_in(wanted, value_set=column)).as_py() or 0)
        if lost:
            verb = "is" if lost == 1 else "are"
            yield f"{lost:,} of the {len(wanted):,} {noun}s that it names {verb} not in this data set."


def pair_keys(step: AnyStep) -> set[str]:
    """The pairs that a step names by content."""
    if isinstance(step, DropStep):
        return set(step.keys)
    if isinstance(step, VerdictsStep):
        return set(step.pairs)
    return _listed(step.where, "key") if isinstance(step, FilterStep) else set()


def prompt_keys(step: AnyStep) -> set[str]:
    """The prompts that a step names by content."""
    if isinstance(step, FilterStep):
        return _listed(step.where, "prompt.key")
    if isinstance(step, DeduplicateStep):
        decided = {key for pair in (*step.apart, *step.together) for key in pair}
        return decided | set(step.stay)
    return set(step.stay) if isinstance(step, ContaminationStep) else set()


def _listed(node: Node, field: str) -> set[str]:
    """The values with which a condition compares a field of contents' keys."""
    if isinstance(node, Compare):
        values = node.value if isinstance(node.value, tuple) else (node.value,)
        return {value for value in values if isinstance(value, str)} if node.field == field else set()
    if isinstance(node, CompareFields):
        return set()
    members = node.all if isinstance(node, All) else node.any if isinstance(node, Any_) else (node.not_,)
    return {key for member in members for key in _listed(member, field)}
