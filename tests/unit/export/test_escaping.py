"""Columns as JSON: byte for byte what ``orjson`` writes of each value."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curation.export.escaping import escaped, json_values

texts = st.lists(st.none() | st.text(st.characters(codec="utf-8") | st.sampled_from('\\"\n\t\x00\x1f')))


@given(texts, st.integers(0, 3))
@example(["", "\\n", '\\"', "".join(map(chr, range(0x80))), None, "\u2028 é 😀"], 1)
def test_a_text_is_escaped_as_orjson_does(said: list[str | None], skipped: int) -> None:
    for kind in (pa.string(), pa.large_string()):
        column = pa.array(said, kind)[skipped:]
        wanted = [orjson.dumps(text or "").decode()[1:-1] for text in said[skipped:]]
        assert escaped(column).to_pylist() == wanted
        assert json_values(column).to_pylist() == [orjson.dumps(text).decode() for text in said[skipped:]]


@pytest.mark.parametrize(
    "values",
    [
        [1, None, -(2**63)],
        [True, None, False],
        [0.0, -0.0, 1e-7, 1e22, 0.1, None, float("nan"), float("inf")],
        [[1], None, []],
        [{"a": "b\n"}, None],
        [None, None],
    ],
)
def test_other_values_are_written_as_orjson_does(values: list[Any]) -> None:
    column = pa.array(values)
    assert json_values(column).to_pylist() == [orjson.dumps(value).decode() for value in values]
    assert json_values(pa.chunked_array([column, column])).to_pylist()[len(values) :] == [
        orjson.dumps(value).decode() for value in values
    ]
