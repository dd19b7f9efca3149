"""CSV for people and spreadsheets: one flat row a pair, conversations rendered as text.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV
injection"), so this is a format to read, not to train from.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow as pa

from curation.export.block import Block, Ids, Turns
from curation.export.columns import pair_table
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, JsonRow, PairTarget, Plan

RULES = (no_partner, tie)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Csv(PairTarget):
    """Columns ``key``, ``system``, ``prompt``, ``chosen``, ``rejected``, scores and other columns."""

    name = "csv"
    title = "CSV"
    about = "A flat table to read in a spreadsheet; cells that would run as formulas get an apostrophe."
    suffix = "csv"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference."""
        carried, counts = refused(job.dataset, ids, RULES)
        return Plan(carried, rows, counts)

    def open(self, path: Path, job: Job, plan: Plan) -> CsvFile:
        """Begin a CSV file with its header line."""
        return CsvFile(path, list(_cells(Block(job.dataset, plan.ids[:0]))))


class CsvFile:
    """A CSV file: comma, double quotes where needed, line-feed line ends."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(header)

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        self._writer.writerows(zip(*_cells(block).values(), strict=True))
        return len(block)

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def rows(block: Block) -> list[JsonRow]:
    """One row a pair, its cells as they are written."""
    cells = _cells(block)
    return [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]


def _cells(block: Block) -> dict[str, list[Any]]:
    """Header → the column's cells."""
    table = pair_table(block)
    columns: dict[str, list[Any]] = {}
    for name, kind in zip(table.column_names, table.schema.types, strict=True):
        values = table[name].to_pylist()
        if name == "prompt":
            columns["system"] = [_cell(_system(turns)) for turns in values]
        if pa.types.is_list(kind):
            values = [rendered(turns or []) for turns in values]
        is_number = pa.types.is_floating(kind) or pa.types.is_integer(kind)
        columns[_cell(name)] = values if is_number else [_cell(value) for value in values]
    return columns


def _system(turns: Turns) -> str:
    return "\n\n".join(turn["content"] for turn in turns if turn["role"] == "system")


def rendered(turns: Turns) -> str:
    """Turns as text: a lone user turn as it is, several with their speakers; no system turn."""
    said = [turn for turn in turns if turn["role"] != "system"]
    if len(said) == 1 and said[0]["role"] == "user":
        return said[0]["content"]
    return "\n\n".join(f"{turn['role'].capitalize()}: {turn['content']}" for turn in said)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
