"""What a row weighs once decoded: shared dictionary entries and overlapping views count every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

Weights = np.ndarray[Any, np.dtype[np.int64]]

_SMALL = 8


def row_bytes(batch: pa.RecordBatch) -> Weights:
    """Decoded bytes of each row, int64."""
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        total += _weights(column)
    return total


def _weights(array: pa.Array) -> Weights:
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _weights(array.storage)
    if kinds.is_run_end_encoded(kind):
        return _weights(pc.run_end_decode(array))
    for fits, weigh in _BY_KIND:
        if fits(kind):
            return weigh(array)
    return _flat(array)


def _dictionary(array: pa.Array) -> Weights:
    entries = _weights(array.dictionary)
    if not len(entries):
        return np.zeros(len(array), dtype=np.int64)
    return entries[_integers(pc.fill_null(array.indices, 0))]


def _struct(array: pa.Array) -> Weights:
    total = np.zeros(len(array), dtype=np.int64)
    # flatten() follows the slice, field() does not.
    for child in array.flatten():
        total += _weights(child)
    return total


def _list(array: pa.Array) -> Weights:
    ends = _ends(_weights(array.values))
    return np.diff(ends[_integers(array.offsets)]) + _SMALL


def _map(array: pa.Array) -> Weights:
    ends = _ends(_weights(array.keys) + _weights(array.items))
    return np.diff(ends[_integers(array.offsets)]) + _SMALL


def _view(array: pa.Array) -> Weights:
    ends = _ends(_weights(array.values))
    starts = _integers(array.offsets)
    total: Weights = ends[starts + _integers(array.sizes)] - ends[starts] + _SMALL
    return total


def _fixed_list(array: pa.Array) -> Weights:
    if array.null_count or not array.type.list_size:
        return _flat(array)
    return np.diff(_ends(_weights(array.flatten()))[:: array.type.list_size])


def _text_view(array: pa.Array) -> Weights:
    # Arrow has no kernel for it; each 16-byte view starts with the length.
    views = np.frombuffer(array.buffers()[1], dtype=np.int32).reshape(-1, 4)
    lengths = views[array.offset : array.offset + len(array), 0].astype(np.int64)
    lengths[np.asarray(array.is_null())] = 0
    return lengths


def _text(array: pa.Array) -> Weights:
    return _integers(pc.fill_null(pc.binary_length(array), 0))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(
        kinds.is_string(kind)
        or kinds.is_large_string(kind)
        or kinds.is_binary(kind)
        or kinds.is_large_binary(kind)
    )


def _flat(array: pa.Array) -> Weights:
    return np.full(len(array), max(_SMALL, array.nbytes // max(len(array), 1)), dtype=np.int64)


def _ends(weights: Weights) -> Weights:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(weights)))


def _integers(array: pa.Array) -> Weights:
    return np.asarray(array.cast(pa.int64()), dtype=np.int64)


_BY_KIND: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], Weights]], ...] = (
    (_is_bytes, _text),
    (lambda kind: kinds.is_string_view(kind) or kinds.is_binary_view(kind), _text_view),
    (kinds.is_dictionary, _dictionary),
    (kinds.is_struct, _struct),
    (kinds.is_map, _map),
    (lambda kind: kinds.is_list(kind) or kinds.is_large_list(kind), _list),
    (lambda kind: kinds.is_list_view(kind) or kinds.is_large_list_view(kind), _view),
    (kinds.is_fixed_size_list, _fixed_list),
)
