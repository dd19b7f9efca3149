"""The data behind a chart as a CSV file, made when it is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import streamlit as st

from curation.export.csv import FORMULA_STARTS


def draw_csv(table: Callable[[], pa.Table], name: str, *, key: str) -> None:
    """A small button that downloads a table.

    Args:
        table: Makes the table; called on the click, in a thread of its own.
        name: The file's name without its ending.
        key: The widget's key.
    """
    st.download_button(
        "CSV",
        lambda: as_csv(table()),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        help="The numbers of this chart",
        key=f"csv-{key}",
    )


def as_csv(table: pa.Table) -> str:
    """A table as CSV; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_cell(name) for name in table.column_names])
    columns = [map(_cell, column.to_pylist()) for column in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
