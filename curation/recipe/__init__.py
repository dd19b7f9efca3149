"""Recipes: conditions, steps, and applying them. Sessions, which need a database, are in ``session``."""

from curation.recipe.apply import apply
from curation.recipe.compiling import OPS_OF, to_sql
from curation.recipe.conditions import OPS, All, Any_, Compare, Condition, Not, describe
from curation.recipe.deduplication import Compared, compared
from curation.recipe.margins import margins
from curation.recipe.outcome import Outcome, StepResult
from curation.recipe.recipe import ExportSpec, Recipe, SourceRef
from curation.recipe.steps import (
    CapStep,
    CheckStep,
    ContaminationStep,
    DeduplicateStep,
    DiverseStep,
    DropStep,
    ExcludeStep,
    FilterStep,
    LeakStep,
    SampleStep,
    Step,
)

__all__ = [
    "OPS",
    "OPS_OF",
    "All",
    "Any_",
    "CapStep",
    "CheckStep",
    "Compare",
    "Compared",
    "Condition",
    "ContaminationStep",
    "DeduplicateStep",
    "DiverseStep",
    "DropStep",
    "ExcludeStep",
    "ExportSpec",
    "FilterStep",
    "LeakStep",
    "Not",
    "Outcome",
    "Recipe",
    "SampleStep",
    "SourceRef",
    "Step",
    "StepResult",
    "apply",
    "compared",
    "describe",
    "margins",
    "to_sql",
]
