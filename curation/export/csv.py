"""CSV for people and spreadsheets: one flat row a pair, conversations rendered as text.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, "CSV
injection"), so this is a format to read, not to train from.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation.export.block import Block, Ids, Turns, turns
from curation.export.columns import pair_table
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, PairTarget, Plan
from curation.recipe import ExportOptions

RULES = (no_partner, tie)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMULA = f"^[{''.join(FORMULA_STARTS[:2])}\\-{''.join(FORMULA_STARTS[3:])}]"


class Csv(PairTarget):
    """Columns ``key``, ``system``, ``prompt``, ``chosen``, ``rejected``, scores and other columns.

    It is a format to read: conversations and guarded cells do not come back as they were. Single questions
    and answers that begin with no formula's sign do, and so do scores.
    """

    name = "csv"
    title = "CSV"
    about = "A flat table to read in a spreadsheet; cells that would run as formulas get an apostrophe."
    suffix = "csv"
    takes = frozenset({"extras", "max_rows", "max_bytes", "compression"})
    compressions = ("none", "gzip")

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference."""
        carried, counts = refused(job.dataset, ids, RULES)
        return Plan(carried, lambda block: cells(block, job.options).to_pylist(), counts)

    def open(self, path: Path, job: Job, plan: Plan) -> CsvFile:
        """Begin a CSV file with its header line."""
        nothing = Block(job.dataset, plan.ids[:0])
        return CsvFile(path, nothing, job.options, self.compression(job.options))


class CsvFile:
    """A CSV file: comma, texts in double quotes, line-feed line ends; nothing where a value is missing."""

    def __init__(self, path: Path, nothing: Block, options: ExportOptions, compression: str) -> None:
        from pyarrow import csv

        self._options = options
        self._raw = path.open("wb")
        self._file: IO[bytes] = self._raw
        if compression == "gzip":
            packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._raw, mtime=0, compresslevel=6)
            self._file = cast("IO[bytes]", packed)
        self._writer = csv.CSVWriter(self._file, cells(nothing, options).schema)

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        self._writer.write_table(cells(block, self._options))
        return len(block)

    def size(self) -> int:
        """How many bytes have been written."""
        return self._raw.tell()

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
        if not self._raw.closed:
            self._file.close()
            self._raw.close()


def cells(block: Block, options: ExportOptions) -> pa.Table:
    """A block as the cells that are written, conversations as text and formulas guarded."""
    table = pair_table(block, options.extras)
    columns: dict[str, pa.Array] = {}
    for name in table.column_names:
        values = table[name].combine_chunks()
        if pa.types.is_list(values.type):
            said, systems = _said(values)
            if name == "prompt":
                columns["system"] = _guarded(systems)
            values = said
        is_text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
        columns[_cell(name)] = _guarded(values) if is_text else values
    return pa.table(columns)


def _guarded(texts: pa.Array) -> pa.Array:
    risky = pc.match_substring_regex(texts, _FORMULA)
    if not pc.any(risky).as_py():
        return texts
    mark = pa.scalar("'", texts.type)
    return pc.if_else(risky, pc.binary_join_element_wise(mark, texts, pa.scalar("", texts.type)), texts)


def _said(messages: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Conversations as texts, and their system turns; those that are one question are not taken apart."""
    flat = messages.flatten()
    lengths = messages.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    starts = np.cumsum(lengths) - lengths
    texts = flat.field("content").cast(pa.large_string())
    asks = pc.equal(flat.field("role"), "user").to_numpy(zero_copy_only=False)
    alone = lengths == 1
    alone[alone] = asks[starts[alone]]
    systems = pa.array([""] * len(messages), pa.large_string())
    if alone.all():
        return texts.take(pa.array(starts)), systems
    others = np.flatnonzero(~alone)
    conversations = turns(messages.take(pa.array(others)))
    parts = [rendered(said) for said in conversations]
    place = np.where(alone, starts, 0)
    place[others] = len(texts) + np.arange(len(others))
    joined = pa.concat_arrays([texts, pa.array(parts, pa.large_string())]).take(pa.array(place))
    filled = np.full(len(messages), len(others))
    filled[others] = np.arange(len(others))
    found = pa.array([*map(_system, conversations), ""], pa.large_string()).take(pa.array(filled))
    return joined, found


def _system(turns: Turns) -> str:
    return "\n\n".join(turn["content"] for turn in turns if turn["role"] == "system")


def rendered(turns: Turns) -> str:
    """Turns as text: a lone user turn as it is, several with their speakers; no system turn."""
    said = [turn for turn in turns if turn["role"] != "system"]
    if len(said) == 1 and said[0]["role"] == "user":
        return said[0]["content"]
    return "\n\n".join(f"{turn['role'].capitalize()}: {turn['content']}" for turn in said)


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
