"""Winnow's own JSON lines: everything known of a pair, one object a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.columns import other_columns
from curation.export.lines import LineMaker
from curation.export.refusing import no_partner, refused, tie
from curation.export.taking import column_at
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines

RULES = (no_partner, tie)
PLAIN = ("key", "split", "source", "strength")

BySide = Mapping[str, Any]


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
        wanted, names = job.options.extras, job.dataset.info.attributes

        def marked(prompt: Turns, chosen: str, rejected: str, values: Mapping[str, str]) -> list[JsonRow]:
            scores = {side: {name: values[f"{side}.{name}"] for name in names} for side in SIDES}
            models = {side: values[f"{side}.model"] for side in SIDES}
            extras = {name[6:]: value for name, value in values.items() if name.startswith("extra.")}
            return [row(prompt, (chosen, rejected), values, scores, models, {}, extras)]

        make = LineMaker(marked, lambda block: columns(block, wanted))
        return Plan(
            carried,
            lambda block: rows(block, wanted),
            counts,
            lines=lambda block: None if block.is_led else make(block),
        )

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan, self.compression(job.options))


def row(
    prompt: Turns,
    answers: tuple[str | None, str | None],
    plain: Mapping[str, Any],
    scores: BySide,
    models: BySide,
    leads: BySide,
    extras: Mapping[str, Any],
) -> JsonRow:
    """A pair's row; the sides' own turns and the extras only where there are any."""
    chosen, rejected = answers
    made: JsonRow = {
        "key": plain["key"],
        "prompt": prompt,
        "chosen": chosen,
        "rejected": rejected,
        "split": plain["split"],
        "source": plain["source"],
        "strength": plain["strength"],
        "scores": scores,
        "models": models,
    }
    made |= {f"{side}_lead": lead for side, lead in leads.items() if lead}
    return made | {"extras": extras} if extras else made


def rows(block: Block, extras_wanted: tuple[str, ...] | None = None) -> list[JsonRow]:
    """One row a pair.

    Args:
        block: The pairs.
        extras_wanted: Which of the source's own columns, as ``extra.<name>``; None for all.
    """
    plain = block.pairs.select(PLAIN).to_pylist()
    scores = {side: _scores(block, side) for side in SIDES}
    models = {side: block.of_side(side, "model") for side in SIDES}
    leads = {side: block.leads(side) for side in SIDES}
    own = _own(block, extras_wanted)
    extras: list[dict[str, Any]] = own.to_pylist() if own.num_columns else [{}] * len(block)
    answers = zip(block.chosen, block.rejected, strict=True)
    known = zip(plain, *map(_turned, (scores, models, leads)), extras, strict=True)
    return [
        row(prompt, both, *others) for prompt, both, others in zip(block.prompts, answers, known, strict=True)
    ]


def columns(block: Block, extras_wanted: tuple[str, ...] | None = None) -> dict[str, pa.Array]:
    """What rows hold beside texts, by column."""
    found = {name: block.pairs[name] for name in PLAIN}
    for side in SIDES:
        for name in block.dataset.info.attributes:
            found[f"{side}.{name}"] = block.pairs[f"{side}.{name}"]
        ids = block.pairs[f"{side}_id"].to_numpy()
        found[f"{side}.model"] = column_at(block.dataset.responses["model"], ids)
    own = _own(block, extras_wanted)
    return found | {f"extra.{name}": own[name] for name in own.column_names}


def _turned(values: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(values, each, strict=True)) for each in zip(*values.values(), strict=True)]


def _own(block: Block, wanted: tuple[str, ...] | None) -> pa.Table:
    own = block.extras
    if wanted is not None:
        other_columns(block, wanted)
        own = own.select([name for name in own.column_names if f"extra.{name}" in wanted])
    return own


def _scores(block: Block, side: str) -> list[dict[str, Any]]:
    names = block.dataset.info.attributes
    if not names:
        return [{}] * len(block)
    return _turned({name: block.pairs[f"{side}.{name}"].to_pylist() for name in names})
