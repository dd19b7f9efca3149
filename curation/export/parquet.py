"""Parquet: everything known of a pair as typed columns, for pandas, polars, DuckDB and ``datasets``."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curation.export.block import Block, Ids
from curation.export.columns import pair_table
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, JsonRow, PairTarget, Plan

RULES = (no_partner, tie)
GROUP_BLOCKS = 8


class Parquet(PairTarget):
    """Columns ``key``, ``prompt``, ``chosen``, ``rejected``, ``chosen.<x>``, ``extra.<x>`` and so on."""

    name = "parquet"
    title = "Parquet"
    about = "Typed columns, zstd-compressed: messages, answers, scores and margins, models and other columns."
    suffix = "parquet"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference."""
        carried, counts = refused(job.dataset, ids, RULES)
        return Plan(carried, rows, counts)

    def open(self, path: Path, job: Job, plan: Plan) -> ParquetFile:
        """Begin a Parquet file."""
        return ParquetFile(path, pair_table(Block(job.dataset, plan.ids[:0])).schema)


def rows(block: Block) -> list[JsonRow]:
    """The rows as JSON values, for a look at them."""
    found: list[JsonRow] = pair_table(block).to_pylist()
    return found


class ParquetFile:
    """A Parquet file; several blocks make a row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._held: list[pa.Table] = []

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        self._held.append(pair_table(block))
        if len(self._held) >= GROUP_BLOCKS:
            self._flush()
        return len(block)

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(pa.concat_tables(self._held).combine_chunks())
            self._held.clear()

    def close(self) -> None:
        """Finish the file."""
        self._flush()
        self._writer.close()
