"""Targets of JSON lines that write one row a pair: what each adds is the row, and what it has a place for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.export.block import Block, Ids, Turns
from curation.export.columns import extra_rows, other_columns
from curation.export.fitting import FITTING, Place, fitted
from curation.export.lines import LineMaker
from curation.export.refusing import (
    Refusals,
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

Numbers = Callable[[Block], dict[str, NDArray[np.float64]]]

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
        carried, numbers = self.stating(job, carried, counts)

        def rows(block: Block) -> list[JsonRow]:
            made = self.made(block, options)
            for name, values in numbers(block).items():
                for row, value in zip(made, values.tolist(), strict=True):
                    row[name] = value
            for row, others in zip(made, extra_rows(block, options.extras), strict=False):
                row.update(others)
            return made

        def others(block: Block) -> dict[str, pa.Array]:
            stated = {name: pa.array(values) for name, values in numbers(block).items()}
            return stated | other_columns(block, options.extras or ())

        def marked(prompt: Turns, chosen: str, rejected: str, values: Mapping[str, str]) -> list[JsonRow]:
            return [{**self.row(fitted(prompt, options), chosen, rejected, options), **values}]

        make = LineMaker(marked, others)
        return Plan(carried, rows, counts, lines=lambda block: make(block) if self.is_plain(block) else None)

    def stating(self, job: Job, ids: Ids, counts: Refusals) -> tuple[Ids, Numbers]:
        """The rows that state how much better the chosen answer is, as the options ask, and those numbers.

        All rows state them or none. Those of ``ids`` that are left out are noted.
        """
        stated = stated_margins(job, ids) if self.margins else None
        if stated is None:
            return ids, lambda block: {}
        if job.options.margin == "require":
            without = np.isnan(stated.of(ids))
            counts.note("no_margin", ids[without])
            ids = ids[~without]
        return ids, lambda block: {"margin": stated.of(block.ids)} if stated.written else {}

    def is_plain(self, block: Block) -> bool:
        """Whether ``row`` is all that there is to the rows of a block, and looks at who speaks alone."""
        return True

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
