"""Columns of a Parquet file as a card on the Hub states them, by the rules of ``datasets``."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

Stated = dict[str, Any]
_NAMES = {"float": "float32", "double": "float64", "halffloat": "float16"}


def features(schema: pa.Schema) -> list[Stated]:
    """The entries of ``dataset_info.features``."""
    return [{"name": field.name, **_typed(field.type)} for field in schema]


def _typed(of: pa.DataType) -> Stated:
    if pa.types.is_struct(of):
        return {"struct": [{"name": field.name, **_typed(field.type)} for field in of]}
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        inner = _typed(of.value_type)
        kind = "struct" if "struct" in inner else "dtype" if "dtype" in inner else "list"
        return {"list": inner[kind] if kind != "list" else inner}
    if pa.types.is_dictionary(of):
        return _typed(of.value_type)
    name = str(of)
    return {"dtype": _NAMES.get(name, name)}
