"""Columns that a test lays beside a data set's tables, as measuring does, with values of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from curation.store import Dataset
from curation.store.measured import new_run
from curation.store.tables import write_table

_PROMPT = "prompt."


def with_columns(dataset: Dataset, columns: dict[str, Sequence[Any]]) -> Dataset:
    """The data set with these columns of its pairs (``prompt.<x>``: its prompts) in place of its own."""
    tables: dict[str, dict[str, pa.Array]] = {}
    for name, values in columns.items():
        table = "prompts" if name.startswith(_PROMPT) else "pairs"
        tables.setdefault(table, {})[name.removeprefix(_PROMPT)] = pa.array(values)
    with new_run(dataset.id, dict.fromkeys(columns, "by hand")) as folder:
        for table, arrays in tables.items():
            write_table(folder / f"{table}.arrow", pa.table(arrays))
    return Dataset(dataset.path)


def sides(name: str, chosen: Sequence[float], rejected: Sequence[float]) -> dict[str, Sequence[Any]]:
    """A measure of both sides and its margin."""
    margin = [one - two for one, two in zip(chosen, rejected, strict=True)]
    return {
        f"chosen.{name}": [float(value) for value in chosen],
        f"rejected.{name}": [float(value) for value in rejected],
        f"margin.{name}": [float(value) for value in margin],
    }
