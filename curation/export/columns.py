"""The columns that the table formats share: a pair as one flat, typed row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curation.errors import ExportError
from curation.export.block import SIDES, Block
from curation.export.taking import column_at
from curation.store import Dataset

TEXTS = ("key", "prompt", "chosen", "rejected")


def pair_table(block: Block, extras: Sequence[str] | None = None) -> pa.Table:
    """A block of whole pairs as a table: texts, provenance, scores of both sides, extras.

    Signals are left out: they can be measured again, and whether they were must not change an export.

    Args:
        block: The pairs.
        extras: Which of the columns beside key, texts and the sides' own turns; None for all.

    Raises:
        ExportError: There is no such column.
    """
    dataset, pairs = block.dataset, block.pairs
    columns: dict[str, pa.Array] = {"key": pairs["key"], "prompt": block.messages}
    for side in SIDES:
        columns[side] = block.answers(side)
    if has_leads(dataset):
        for side in SIDES:
            columns[f"{side}.lead"] = column_at(dataset.responses["lead"], pairs[f"{side}_id"].to_numpy())
    return pa.table(columns | other_columns(block, other_names(dataset) if extras is None else extras))


def other_columns(block: Block, names: Sequence[str]) -> dict[str, pa.Array]:
    """Columns beside key and texts, by name.

    Raises:
        ExportError: There is no such column.
    """
    known = other_names(block.dataset)
    if strange := [name for name in names if name not in (*known, "key")]:
        raise ExportError(
            f"There is no column {strange[0]!r} to write", next=f"There are {', '.join(('key', *known))}"
        )
    return {name: _column(block, name) for name in names}


def _column(block: Block, name: str) -> pa.Array:
    side, _, rest = name.partition(".")
    if side == "extra":
        return block.extras[rest]
    if rest == "model":
        return column_at(block.dataset.responses["model"], block.pairs[f"{side}_id"].to_numpy())
    return block.pairs[name]


def other_names(dataset: Dataset) -> tuple[str, ...]:
    """Every column beside key and texts: provenance, models, scores, and the source's own."""
    names = ["split", "source", "strength"]
    if has_models(dataset):
        names += [f"{side}.model" for side in SIDES]
    names += [f"{side}.{name}" for name in dataset.info.attributes for side in (*SIDES, "margin")]
    own = (name for name in dataset.extras.column_names if name != "origin_row")
    return (*names, *(f"extra.{name}" for name in own))


def extra_rows(
    block: Block, names: Sequence[str] | None
) -> Sequence[dict[str, Any]] | repeat[dict[str, Any]]:
    """The chosen other columns of each row, for a format that has none by habit."""
    if not names:
        return repeat({})
    rows: list[dict[str, Any]] = pa.table(other_columns(block, names)).to_pylist()
    return rows


def has_leads(dataset: Dataset) -> bool:
    """Whether any pair's two sides had different turns before the last answer."""
    return bool(pc.any(dataset.pairs["histories_differ"]).as_py())


def has_models(dataset: Dataset) -> bool:
    """Whether any answer says which model wrote it."""
    model = dataset.responses["model"]
    return bool(model.null_count < len(model))
