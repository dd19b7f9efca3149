"""Conditions over pairs with their texts, some thousand rows at a time.

A join of whole tables would hold every text of a data set in memory at once. Here each block's texts are
picked by position, and pair, prompt and answers stand in a row as structs, so that conditions name their
fields as they do elsewhere: ``p.tie``, ``q.language``, ``c.text``, ``r.text``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.signals.rows import Picker
from curation.store import Dataset

BLOCK_ROWS = 65_536
# Of each block several threads take such parts.
_PART_ROWS = 4_096
_FIELD = re.compile(r'\b([pqcr])\.(?:"([^"]+)"|(\w+))')
_OTHERS = {
    "q": ("prompts", "prompt_id"),
    "c": ("responses", "chosen_id"),
    "r": ("responses", "rejected_id"),
}


def scanned(dataset: Dataset, conditions: Sequence[str]) -> Iterator[list[NDArray[Any]]]:
    """Positions of a block of pairs, and of each condition whether it holds for them.

    Args:
        dataset: Whose pairs.
        conditions: SQL of ours over columns of the pairs (``p``), of their prompts (``q``) and of both
            answers (``c``, ``r``); unknown is false.
    """
    if not conditions:
        return
    sql = ", ".join(f"coalesce({one}, false) AS c{at}" for at, one in enumerate(conditions))
    named = {(alias, quoted or bare) for alias, quoted, bare in _FIELD.findall(sql)}
    pairs = _named(dataset.pairs, "p", named)
    others = {
        alias: (Picker(_named(getattr(dataset, table), alias, named)), dataset.pairs[column])
        for alias, (table, column) in _OTHERS.items()
        if any(of == alias for of, _ in named)
    }
    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as connection:
        for start in range(0, len(dataset.pairs), BLOCK_ROWS):
            here = pairs.slice(start, BLOCK_ROWS)
            structs = {"p": _struct(here)}
            for alias, (picker, ids) in others.items():
                wanted = np.asarray(ids.slice(start, BLOCK_ROWS).fill_null(-1), np.int64)
                structs[alias] = _struct(picker.rows(wanted))
            places = pa.array(np.arange(start, start + len(here)))
            batches = pa.table({"place": places, **structs}).to_batches(_PART_ROWS)
            connection.register("block", pa.Table.from_batches(batches))
            held = connection.sql(f"SELECT place, {sql} FROM block").to_arrow_table()
            yield [column.to_numpy() for column in held.columns]


def _named(table: pa.Table, alias: str, named: Set[tuple[str, str]]) -> pa.Table:
    """Of a table what the conditions name; of the pairs always something, which tells their number."""
    found = [name for name in table.column_names if (alias, name) in named]
    return table.select(found or table.column_names[:1])


def _struct(table: pa.Table) -> pa.StructArray:
    columns = [column.combine_chunks() for column in table.columns]
    return pa.StructArray.from_arrays(columns, names=table.column_names)
