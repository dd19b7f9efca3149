"""Recipes: conditions, steps, and applying them. Sessions, which need a database, are in ``session``."""

from curation.recipe.apply import apply
from curation.recipe.compiling import FIELD_OPS_OF, OPS_OF, to_sql
from curation.recipe.conditions import OPS, All, Any_, Compare, CompareFields, Condition, Not, describe
from curation.recipe.deduplication import Compared, compared
from curation.recipe.edits import Edits
from curation.recipe.export_options import ExportOptions
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
    VerdictsStep,
)
from curation.recipe.verdict import Decision, Edit, Given, Rule, Verdict

__all__ = [
    "FIELD_OPS_OF",
    "OPS",
    "OPS_OF",
    "All",
    "Any_",
    "CapStep",
    "CheckStep",
    "Compare",
    "CompareFields",
    "Compared",
    "Condition",
    "ContaminationStep",
    "Decision",
    "DeduplicateStep",
    "DiverseStep",
    "DropStep",
    "Edit",
    "Edits",
    "ExcludeStep",
    "ExportOptions",
    "ExportSpec",
    "FilterStep",
    "Given",
    "LeakStep",
    "Not",
    "Outcome",
    "Recipe",
    "Rule",
    "SampleStep",
    "SourceRef",
    "Step",
    "StepResult",
    "Verdict",
    "VerdictsStep",
    "apply",
    "compared",
    "describe",
    "margins",
    "to_sql",
]
