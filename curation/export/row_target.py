"""Targets of JSON lines that write one row a pair: what each adds is the row, and what it has a place for."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np

from curation.export.block import Block, Ids, Turns
from curation.export.columns import extra_rows
from curation.export.fitting import FITTING, Place, fitted
from curation.export.refusing import (
    Rule,
    histories_differ,
    no_partner,
    prompt_not_ending_in_user_turn,
    refused,
    tie,
)
from curation.export.stated import stated_margins
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines
from curation.recipe import ExportOptions

WHOLE = (no_partner, tie, histories_differ, prompt_not_ending_in_user_turn)


class RowTarget(PairTarget):
    """One JSON object a pair.

    Attributes:
        rules: What is left out whatever the options.
        place: What of a conversation it has a place for.
        margins: Whether a row may state its margin.
    """

    suffix = "jsonl"
    takes = frozenset({"extras", "max_rows", "max_bytes", "compression"}) | FITTING
    compressions: ClassVar[tuple[str, ...]] = ("none", "gzip")
    rules: ClassVar[tuple[Rule, ...]] = WHOLE
    place: ClassVar[Place] = Place()
    margins: ClassVar[bool] = False

    @abstractmethod
    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """One pair's row."""

    def placed(self, options: ExportOptions) -> Place:
        """What of a conversation it has a place for, under these options."""
        return self.place

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference whose conversation has a place."""
        options = job.options
        carried, counts = refused(job.dataset, ids, (*self.rules, *self.placed(options).rules(options)))
        stated = stated_margins(job, carried) if self.margins else None
        if stated is not None and options.margin == "require":
            without = np.isnan(stated.of(carried))
            counts["no_margin"] = int(without.sum())
            carried = carried[~without]

        def rows(block: Block) -> list[JsonRow]:
            made = self.made(block, options)
            if stated is not None and stated.written:
                for row, value in zip(made, stated.of(block.ids).tolist(), strict=True):
                    row["margin"] = value
            for row, others in zip(made, extra_rows(block, options.extras), strict=False):
                row.update(others)
            return made

        return Plan(carried, rows, +counts)

    def made(self, block: Block, options: ExportOptions) -> list[JsonRow]:
        """The rows of a block, without margins and other columns."""
        sides = zip(block.prompts, block.chosen, block.rejected, strict=True)
        return [
            self.row(fitted(prompt, options), chosen or "", rejected or "", options)
            for prompt, chosen, rejected in sides
        ]

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan, self.compression(job.options))
