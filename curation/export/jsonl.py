"""Winnow's own JSON lines: everything known of a pair, one object a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curation.export.block import Block, Ids
from curation.export.columns import other_columns
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines

RULES = (no_partner, tie)


class Jsonl(PairTarget):
    """``{"key", "prompt": [messages], "chosen": text, "rejected": text, …}``.

    Texts, models and scores come back when loaded.
    """

    name = "jsonl"
    title = "JSON lines"
    about = (
        "One object a pair with its messages, answers, scores, models and all other columns of the source."
    )
    suffix = "jsonl"
    takes = frozenset({"extras", "max_rows", "max_bytes", "compression"})
    compressions = ("none", "gzip")
    consumer = "datasets"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference."""
        carried, counts = refused(job.dataset, ids, RULES)
        return Plan(carried, lambda block: rows(block, job.options.extras), counts)

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan, self.compression(job.options))


def rows(block: Block, extras_wanted: tuple[str, ...] | None = None) -> list[JsonRow]:
    """One row a pair; the sides' own turns and the extras only where there are any.

    Args:
        block: The pairs.
        extras_wanted: Which of the source's own columns, as ``extra.<name>``; None for all.
    """
    plain = block.pairs.select(["key", "split", "source", "strength"]).to_pylist()
    scores = {side: _scores(block, side) for side in ("chosen", "rejected")}
    models = {side: block.of_side(side, "model") for side in ("chosen", "rejected")}
    leads = {side: block.leads(side) for side in ("chosen", "rejected")}
    extras = _own(block, extras_wanted)
    made = []
    for i, known in enumerate(plain):
        row: JsonRow = {
            "key": known["key"],
            "prompt": block.prompts[i],
            "chosen": block.chosen[i],
            "rejected": block.rejected[i],
            "split": known["split"],
            "source": known["source"],
            "strength": known["strength"],
            "scores": {side: values[i] for side, values in scores.items()},
            "models": {side: values[i] for side, values in models.items()},
        }
        for side, values in leads.items():
            if values[i]:
                row[f"{side}_lead"] = values[i]
        if extras[i]:
            row["extras"] = extras[i]
        made.append(row)
    return made


def _own(block: Block, wanted: tuple[str, ...] | None) -> list[dict[str, Any]]:
    own = block.extras
    if wanted is not None:
        other_columns(block, wanted)
        own = own.select([name for name in own.column_names if f"extra.{name}" in wanted])
    found: list[dict[str, Any]] = own.to_pylist() if own.num_columns else [{}] * len(block)
    return found


def _scores(block: Block, side: str) -> list[dict[str, Any]]:
    names = block.dataset.info.attributes
    if not names:
        return [{}] * len(block)
    columns = block.pairs.select([f"{side}.{name}" for name in names])
    return [
        dict(zip(names, values, strict=True)) for values in zip(*columns.to_pydict().values(), strict=True)
    ]
