"""A mapping to begin with, for people to complete, where no family claims a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.families import FAMILIES
from curation.schemas.family import Family
from curation.schemas.mapping import Mapping
from curation.schemas.sample import Sample

# What the columns of a role are usually called, for roles that several families know.
_USUAL: dict[str, tuple[str, ...]] = {
    "prompt": spelled.CHAT_PROMPT,
    "system": spelled.SYSTEM,
    "chosen": spelled.CHOSEN,
    "rejected": spelled.REJECTED,
    "response": spelled.RESPONSE,
    "label": spelled.LABEL,
    "model": spelled.MODEL,
    "split": spelled.SPLIT,
    "source": spelled.SOURCE,
    "completions": ("completions", "responses", "answers"),
    "verdict": ("winner", "preference", "verdict", "choice", "better", "label", "labels"),
}
_FALLBACK = "pairs"


def starting_mapping(rows: Sequence[dict[str, Any]]) -> Mapping:
    """The family that lacks the fewest columns, with those roles filled whose usual names are there."""
    sample = Sample(rows)
    family = min(FAMILIES, key=lambda family: (_lacking(family, sample), family.name != _FALLBACK))
    return Mapping(family=family.name, columns=usual_columns(family, sample.columns))


def usual_columns(family: Family, columns: Sequence[str]) -> dict[str, str]:
    """Role → column, for the roles of a family whose usual names are among the columns."""
    sample = Sample([dict.fromkeys(columns)])
    found: dict[str, str] = {}
    for role in (*family.required, *family.optional):
        column = sample.column((role, *_USUAL.get(role, ())))
        if column is not None and column not in found.values():
            found[role] = column
    return found


def _lacking(family: Family, sample: Sample) -> float:
    missing = sum(sample.column(need.spellings) is None for need in family.needs)
    return missing / len(family.needs)
