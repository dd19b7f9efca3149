"""The columns that the table formats share: a pair as one flat, typed row."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from curation.export.block import Block, column_at
from curation.store import Dataset

SIDES = ("chosen", "rejected")


def pair_table(block: Block) -> pa.Table:
    """A block of whole pairs as a table: texts, provenance, scores of both sides, extras.

    Signals are left out: they can be measured again, and whether they were must not change an export.
    """
    dataset, pairs = block.dataset, block.pairs
    columns: dict[str, pa.Array] = {
        "key": pairs["key"],
        "prompt": column_at(dataset.prompts["messages"], pairs["prompt_id"].to_numpy()),
    }
    responses = {side: pairs[f"{side}_id"].to_numpy() for side in SIDES}
    for side, ids in responses.items():
        columns[side] = column_at(dataset.responses["text"], ids)
    if has_leads(dataset):
        for side, ids in responses.items():
            columns[f"{side}.lead"] = column_at(dataset.responses["lead"], ids)
    for name in ("split", "source", "strength"):
        columns[name] = pairs[name]
    if has_models(dataset):
        for side, ids in responses.items():
            columns[f"{side}.model"] = column_at(dataset.responses["model"], ids)
    for name in dataset.info.attributes:
        for side in (*SIDES, "margin"):
            columns[f"{side}.{name}"] = pairs[f"{side}.{name}"]
    for name in block.extras.column_names:
        columns[f"extra.{name}"] = block.extras[name]
    return pa.table(columns)


def has_leads(dataset: Dataset) -> bool:
    """Whether any pair's two sides had different turns before the last answer."""
    return bool(pc.any(dataset.pairs["histories_differ"]).as_py())


def has_models(dataset: Dataset) -> bool:
    """Whether any answer says which model wrote it."""
    model = dataset.responses["model"]
    return bool(model.null_count < len(model))
