"""Columns that mapped to nothing, kept beside the data set so that they can be filtered and exported."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from curation.store.tables import BATCH_ROWS

ARROW = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64(), "str": pa.large_string()}


@dataclass(frozen=True, slots=True)
class Extras:
    """The extra values of a block's rows.

    Attributes:
        kinds: Column → the types of its values, in order of first appearance.
        origin: Position in the block of each row that has any, shape (rows,).
        lines: Their values, a JSON record a line.
    """

    kinds: dict[str, set[str]]
    origin: NDArray[np.int64]
    lines: bytes

    @classmethod
    def of(cls, rows: Iterable[tuple[int, dict[str, Any]]]) -> Extras:
        """Gather the extra values of rows, each with its position."""
        kinds: dict[str, set[str]] = {}
        origin: list[int] = []
        lines: list[bytes] = []
        for position, given in rows:
            if not given:
                continue
            values = given
            if "origin_row" in given:
                values = {f"{name}_" if name == "origin_row" else name: v for name, v in given.items()}
            for name, value in values.items():
                known = kinds.get(name)
                if known is None:
                    known = kinds[name] = set()
                if value is not None:
                    known.add(_kind(value))
            origin.append(position)
            lines.append(_line(values))
        return cls(kinds, np.asarray(origin, np.int64), b"".join(lines))


class ExtrasWriter:
    """Collects extra values block by block and writes them as typed columns once all types are known.

    A column of one plain type keeps it; int with float becomes float; anything else (nested or
    mixed values) becomes text, JSON where it is not a string already.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool_path = path.with_suffix(".spool")
        self._kinds: dict[str, set[str]] = {}
        self._origins = array("q")
        self._spool = self._spool_path.open("wb")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns seen so far, in order of first appearance."""
        return tuple(self._kinds)

    def append(self, extras: Extras, offset: int) -> None:
        """Keep a block's extra values; ``offset`` is the source row of its first row."""
        for name, kinds in extras.kinds.items():
            self._kinds.setdefault(name, set()).update(kinds)
        self._origins.extend((extras.origin + offset).tolist())
        self._spool.write(extras.lines)

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
        done = 0
        with (
            pa.OSFile(str(self._path), "wb") as file,
            pa.ipc.new_file(file, schema) as writer,
            self._spool_path.open("rb") as spool,
        ):
            while lines := spool.readlines(BATCH_ROWS * 512):
                rows = [orjson.loads(line) for line in lines]
                arrays = [pa.array(self._origins[done : done + len(rows)], pa.int64())]
                for name, kind in types.items():
                    values = [row.get(name) for row in rows]
                    if kind == pa.large_string():
                        values = [_as_text(value) for value in values]
                    arrays.append(pa.array(values, kind))
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))
                done += len(rows)


def _line(values: dict[str, Any]) -> bytes:
    try:
        return _dumped(values)
    except TypeError:
        # An integer past 64 bits, alone or inside a nested value.
        return _dumped({name: _within_json(value) for name, value in values.items()})


def _dumped(values: dict[str, Any]) -> bytes:
    return orjson.dumps(
        values,
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
