"""Columns as JSON, a text a value, the same bytes that ``orjson`` writes of each value by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

TEXT = pa.large_string()
_NULL = pa.scalar("null", TEXT)
_NOTHING = pa.scalar("", TEXT)
_QUOTE = pa.scalar('"', TEXT)


def escaped(texts: pa.Array) -> pa.Array:
    """Texts as they stand between a JSON string's quotes; null is an empty one."""
    texts = texts.cast(TEXT).fill_null("")
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    if not len(texts) or offsets[0] == offsets[-1]:
        return texts
    said = texts.buffers()[2][int(offsets[0]) : int(offsets[-1])]
    flat = np.frombuffer(said, np.uint8)
    places = np.flatnonzero((flat < 0x20) | (flat == 0x22) | (flat == 0x5C))
    if not len(places):
        return texts
    bytes_there = flat[places]
    longer = np.r_[0, np.cumsum(_LONGER[bytes_there])]
    starts = offsets - offsets[0]
    moved = starts + longer[np.searchsorted(places, starts)]
    plain = said.to_pybytes()
    # The backslash first: the others' escapes begin with one.
    for byte in sorted(np.unique(bytes_there).tolist(), key=lambda byte: byte != 0x5C):
        plain = plain.replace(bytes([byte]), _ESCAPES[byte])
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(moved), pa.py_buffer(plain))


def json_values(column: pa.Array) -> pa.Array:
    """The values of a column, each as JSON."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    of = column.type
    if pa.types.is_string(of) or pa.types.is_large_string(of):
        quoted = pc.binary_join_element_wise(_QUOTE, escaped(column), _QUOTE, _NOTHING)
        return pc.if_else(column.is_valid(), quoted, _NULL)
    if pa.types.is_integer(of) or pa.types.is_boolean(of):
        return column.cast(TEXT).fill_null(_NULL)
    if pa.types.is_float64(of):
        return pc.if_else(column.is_valid(), _numbers(column.fill_null(0.0).to_numpy()), _NULL)
    return _each(column.to_pylist())


def _numbers(values: NDArray[np.float64]) -> pa.Array:
    """Numbers as JSON, each once: ratings are few."""
    found, where = np.unique(values.view(np.int64), return_inverse=True)
    return _each(found.view(np.float64).tolist()).take(pa.array(where))


def _each(values: list[Any]) -> pa.Array:
    return pa.array([orjson.dumps(value).decode() for value in values], TEXT)


def _escapes() -> dict[int, bytes]:
    return {byte: orjson.dumps(chr(byte))[1:-1] for byte in (*range(0x20), 0x22, 0x5C)}


_ESCAPES = _escapes()
_LONGER = np.array([len(_ESCAPES.get(byte, b".")) - 1 for byte in range(256)], np.int64)
