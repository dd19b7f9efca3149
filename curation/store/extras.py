"""Columns that mapped to nothing, kept beside the data set so that they can be filtered and exported."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import pyarrow as pa

from curation.store.tables import BATCH_ROWS

ARROW = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.large_string()}


class ExtrasWriter:
    """Collects extra values row by row and writes them as typed columns once all types are known.

    A column of one plain type keeps it; int with float becomes float; anything else (nested or
    mixed values) becomes text, JSON where it is not a string already.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool_path = path.with_suffix(".spool")
        self._kinds: dict[str, set[str]] = {}
        self._spool = self._spool_path.open("wb")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns seen so far, in order of first appearance."""
        return tuple(self._kinds)

    def append(self, origin_row: int, values: dict[str, Any]) -> None:
        """Keep one row's extra values."""
        if "origin_row" in values:
            values = {(f"{name}_" if name == "origin_row" else name): value for name, value in values.items()}
        for name, value in values.items():
            kinds = self._kinds.get(name)
            if kinds is None:
                kinds = self._kinds[name] = set()
            if value is not None:
                kinds.add(_kind(value))
        try:
            line = _line(origin_row, values)
        except TypeError:
            # An integer past 64 bits, alone or inside a nested value.
            line = _line(origin_row, {name: _within_json(value) for name, value in values.items()})
        self._spool.write(line)

    def __enter__(self) -> ExtrasWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()
        if kind is None:
            self._finish()
        self._spool_path.unlink(missing_ok=True)

    def _finish(self) -> None:
        types = {name: _column_type(kinds) for name, kinds in self._kinds.items()}
        schema = pa.schema([("origin_row", pa.int64()), *types.items()])
        with (
            pa.OSFile(str(self._path), "wb") as file,
            pa.ipc.new_file(file, schema) as writer,
            self._spool_path.open("rb") as spool,
        ):
            while lines := spool.readlines(BATCH_ROWS * 512):
                rows = [orjson.loads(line) for line in lines]
                arrays = [pa.array([row[0] for row in rows], pa.int64())]
                for name, kind in types.items():
                    values = [row[1].get(name) for row in rows]
                    if kind == pa.large_string():
                        values = [_as_text(value) for value in values]
                    arrays.append(pa.array(values, kind))
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))


def _line(origin_row: int, values: dict[str, Any]) -> bytes:
    return orjson.dumps(
        [origin_row, values],
        default=str,
        option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_SERIALIZE_NUMPY,
    )


def _within_json(value: Any) -> Any:
    """The value as it is, or as JSON text where orjson has no number for it."""
    try:
        orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return json.dumps(value, default=str, ensure_ascii=False)
    return value


def _kind(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return "int" if -(2**63) <= value < 2**63 else "other"
    name = type(value).__name__
    return name if name in ARROW else "other"


def _column_type(kinds: set[str]) -> pa.DataType:
    if kinds == {"int", "float"}:
        return pa.float64()
    return ARROW[next(iter(kinds))] if len(kinds) == 1 and kinds <= ARROW.keys() else pa.large_string()


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
