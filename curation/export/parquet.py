"""Parquet: everything known of a pair as typed columns, for pandas, polars, DuckDB and ``datasets``."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from curation.export.block import Block, Ids
from curation.export.columns import pair_table
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.recipe import ExportOptions

RULES = (no_partner, tie)
GROUP_BLOCKS = 8
# Columns whose values hardly repeat.
ONCE = ("key", "chosen", "rejected")


class Parquet(PairTarget):
    """Columns ``key``, ``prompt``, ``chosen``, ``rejected``, ``chosen.<x>``, ``extra.<x>`` and so on.

    Texts and provenance come back when loaded; scores do as columns that mapped to nothing, under their
    names here.
    """

    name = "parquet"
    title = "Parquet"
    about = "Typed columns, zstd-compressed: messages, answers, scores and margins, models and other columns."
    suffix = "parquet"
    takes = frozenset({"extras", "max_rows", "max_bytes", "compression"})
    compressions = ("zstd", "gzip", "none")
    consumer = "datasets"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference."""
        carried, counts = refused(job.dataset, ids, RULES)
        extras = job.options.extras

        def rows(block: Block) -> list[JsonRow]:
            found: list[JsonRow] = pair_table(block, extras).to_pylist()
            return found

        return Plan(carried, rows, counts)

    def open(self, path: Path, job: Job, plan: Plan) -> ParquetFile:
        """Begin a Parquet file."""
        return ParquetFile(path, Block(job.dataset, plan.ids[:0]), job.options, self.compression(job.options))


class ParquetFile:
    """A Parquet file; several blocks make a row group."""

    def __init__(self, path: Path, nothing: Block, options: ExportOptions, compression: str) -> None:
        schema = pair_table(nothing, options.extras).schema
        self._extras = options.extras
        self._path = path
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression=compression,
            use_dictionary=_repeating(schema),
        )
        self._held: list[pa.Table] = []
        # Compressing one row group goes on while the next is gathered.
        self._pool = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""
        self._held.append(pair_table(block, self._extras))
        if sum(map(len, self._held)) >= GROUP_BLOCKS * 4_096:
            self._flush()
        return len(block)

    def size(self) -> int:
        """Bytes written, and those held back for the next row group as they are in memory."""
        self._wait()
        held: int = sum(table.nbytes for table in self._held)
        return self._path.stat().st_size + held

    def _flush(self) -> None:
        self._wait()
        if self._held:
            self._writing = self._pool.submit(self._writer.write_table, pa.concat_tables(self._held))
            self._held.clear()

    def _wait(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def close(self) -> None:
        """Finish the file."""
        try:
            self._flush()
            self._wait()
        finally:
            self._pool.shutdown()
            self._writer.close()


def _repeating(schema: pa.Schema) -> list[str]:
    """The columns to look for repeated values in: all but a pair's key and what was said."""
    found = []
    for field in schema:
        if pa.types.is_list(field.type):
            found.append(f"{field.name}.list.element.role")
        elif field.name not in ONCE:
            found.append(field.name)
    return found
