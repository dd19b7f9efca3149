"""The fields of a data set: everything a filter, chart or export may name, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from curation.store.tables import PROMPTS

Kind = Literal["number", "text", "flag", "category"]

# Tables that a field's SQL may need beside ``pairs p``; ids are row positions, so joins are cheap.
JOINS = {
    "q": "LEFT JOIN prompts q ON q.prompt_id = p.prompt_id",
    "c": "LEFT JOIN responses c ON c.response_id = p.chosen_id",
    "r": "LEFT JOIN responses r ON r.response_id = p.rejected_id",
    "x": "LEFT JOIN extras x ON x.origin_row = p.origin_row[1]",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One named thing to filter by.

    Attributes:
        name: As shown and as written in recipes, e.g. ``chosen.helpfulness``.
        kind: What operators apply.
        sql: A SQL expression over ``pairs p`` and the table in ``join``; never user text.
        join: Key into ``JOINS``, empty where ``pairs`` alone will do.
    """

    name: str
    kind: Kind
    sql: str
    join: str = ""


def quoted(name: str) -> str:
    """A column name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


FIXED = (
    Field("prompt", "text", "q.text", "q"),
    Field("chosen", "text", "c.text", "c"),
    Field("rejected", "text", "r.text", "r"),
    Field("turns", "number", "q.turns", "q"),
    Field("prompt.key", "text", "q.key", "q"),
)
PARTED = Field("parting_turn", "number", "CASE WHEN p.histories_differ THEN len(q.messages) + 1 END", "q")
MODELS = (
    Field("chosen.model", "category", "c.model", "c"),
    Field("rejected.model", "category", "r.model", "r"),
)
CATEGORIES = {"split", "source", "chosen.language", "rejected.language", "prompt.language"}
NOT_FIELDS = {"pair_id", "prompt_id", "chosen_id", "rejected_id", "origin_row"}


def extra_columns(extras: pa.Schema) -> list[str]:
    """What SQL calls the columns of ``extras``: a source's names may be empty or differ in case alone."""
    return ["origin_row", *(f"x{at}" for at in range(1, len(extras.names)))]


def fields_of(
    pairs: pa.Schema, extras: pa.Schema, prompts: pa.Schema = PROMPTS, *, models: bool, parted: bool = False
) -> dict[str, Field]:
    """Name → field of a data set with these tables.

    Args:
        pairs: Schema of the pairs table, signals included.
        extras: Schema of the extras table.
        prompts: Schema of the prompts table, signals included.
        models: Whether any response says which model wrote it.
        parted: Whether the histories of any pair differ; then a field says from which turn on.
    """
    found = [*FIXED, *([PARTED] if parted else []), *(MODELS if models else [])]
    for column in pairs:
        if column.name not in NOT_FIELDS:
            found.append(Field(column.name, _kind(column), f"p.{quoted(column.name)}"))
    for column in prompts:
        if column.name not in PROMPTS.names:
            named = column.with_name(f"prompt.{column.name}")
            found.append(Field(named.name, _kind(named), f"q.{quoted(column.name)}", "q"))
    for column, name in zip(list(extras)[1:], extra_columns(extras)[1:], strict=True):
        found.append(Field(f"extra.{column.name}", _kind(column), f"x.{name}", "x"))
    return {field.name: field for field in found}


def _kind(column: pa.Field) -> Kind:
    if pa.types.is_boolean(column.type):
        return "flag"
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return "number"
    return "category" if column.name in CATEGORIES else "text"
