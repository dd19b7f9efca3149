"""A recipe from source to export in one go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from curation.errors import RecipeError
from curation.export import ExportResult, splitting_of, write_export
from curation.export.split_groups import groups_for, settled
from curation.jobs.diversity import embed_for
from curation.jobs.work import Progress, load
from curation.recipe import Outcome, Recipe, apply
from curation.store import Dataset

T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """What a whole run made."""

    dataset: Dataset
    outcome: Outcome
    export: ExportResult


def run_recipe(recipe: Recipe, out: Path, *, progress: Progress | None = None) -> Run:
    """Load the recipe's source, apply its steps, write its export.

    Raises:
        RecipeError: The recipe names no source or no export.
        CurationError: Whatever loading, applying or writing says.
    """
    source = _asked(recipe.source, "source")
    _asked(recipe.export, "export")
    dataset = load(
        source.spec,
        name=recipe.name,
        split=source.split,
        config=source.config,
        revision=source.revision,
        mapping=recipe.mapping,
        pairing=recipe.pairing,
        progress=progress,
    )
    return export_recipe(dataset, recipe, out, progress=progress)


def export_recipe(dataset: Dataset, recipe: Recipe, out: Path, *, progress: Progress | None = None) -> Run:
    """Apply the recipe's steps to an opened data set and write its export.

    Prompts are embedded first where a step needs that.

    Raises:
        RecipeError: The recipe names no export, or a step does not fit.
        ExportError: Nothing is left, or the folder cannot be written.
    """
    spec = _asked(recipe.export, "export")
    embed_for(dataset, recipe, progress=progress)
    outcome = apply(dataset, recipe, progress=progress)
    if spec.split_by == "group":
        # What stays together is looked for first, and goes into the manifest as it was found.
        spec = spec.model_copy(update={"group_by": settled(dataset, spec.group_by)})
        recipe = recipe.model_copy(update={"export": spec})
        groups_for(dataset, settled(dataset, spec.group_by), progress=progress)
    written = write_export(
        dataset,
        outcome,
        spec.format,
        out,
        splitting=splitting_of(spec),
        options=spec.options,
        recipe=recipe,
        progress=progress,
    )
    return Run(dataset, outcome, written)


def _asked(part: T | None, name: str) -> T:
    if part is None:
        raise RecipeError(
            f"The recipe has no {name!r}",
            why="a run goes from source to export",
            next="Add `source: {spec: …}` and `export: {format: trl-dpo}`, or use `apply` and `export`",
        )
    return part
