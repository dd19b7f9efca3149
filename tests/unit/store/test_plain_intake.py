"""Plain pairs read all at once give the parcel that they give row by row, or none at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.schemas import Mapping, plain_row_reader, row_reader
from curation.sources import RawRow
from curation.store.intake import take
from curation.store.parcel import Parcel
from curation.store.plain_intake import take_plain

MAPPING = Mapping(
    family="pairs",
    columns={
        "system": "sys",
        "prompt": "ask",
        "chosen": "yes",
        "rejected": "no",
        "chosen_score": "score_yes",
        "rejected_score": "score_no",
        "chosen_model": "by",
        "split": "part",
        "source": "from",
    },
    models={"rejected": "weak"},
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
scores = st.none() | st.integers(-5, 5) | st.floats(-5, 5)
PLAIN = {
    "sys": st.none() | texts,
    "ask": st.sampled_from(["a", "b", " c\n"]),
    "yes": texts,
    "no": texts,
    "score_yes": scores,
    "score_no": scores,
    "by": st.none() | texts | st.integers(),
    "part": st.sampled_from([None, "train", "val"]),
    "from": st.none() | texts,
    "more": st.none() | texts | st.integers(),
}
ODD = {
    "sys": 0,
    "ask": " ",
    "yes": None,
    "no": 3,
    "score_yes": "4",
    "score_no": float("nan"),
}


def understood(rows: list[dict[str, Any]]) -> Parcel:
    return take([RawRow(n, 0, row, None, None) for n, row in enumerate(rows)], row_reader(MAPPING))


def unlike(one: Any, other: Any) -> list[str]:
    """The names of what differs between two values of the same kind."""
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        return [] if same else [f"{one} {other}"]
    if isinstance(one, pa.Array | pa.RecordBatch):
        return [] if one.equals(other) else [f"{one} {other}"]
    if isinstance(one, dict):
        pairs = [(one[key], other.get(key)) for key in one]
        return [str(one.keys() ^ other.keys())] * (one.keys() != other.keys()) + [
            found for a, b in pairs for found in unlike(a, b)
        ]
    if hasattr(one, "__slots__"):
        return [
            f"{name}: {found}"
            for name in one.__slots__
            for found in unlike(getattr(one, name), getattr(other, name))
        ]
    return [] if one == other else [f"{one} {other}"]


@given(st.lists(st.fixed_dictionaries(PLAIN), min_size=1, max_size=6))
def test_read_at_once_is_read_row_by_row(rows: list[dict[str, Any]]) -> None:
    plain = plain_row_reader(MAPPING)
    assert plain is not None
    found = plain(rows)
    assert found is not None
    assert unlike(take_plain(found), understood(rows)) == []


@pytest.mark.parametrize("column", ODD)
def test_one_odd_row_and_nothing_is_read_at_once(column: str) -> None:
    row = {"sys": None, "ask": "a", "yes": "b", "no": "c", "score_yes": 1, "score_no": 2}
    plain = plain_row_reader(MAPPING)
    assert plain is not None
    assert plain([row]) is not None
    assert plain([row, row | {column: ODD[column]}]) is None


@pytest.mark.parametrize(
    "asked",
    [
        {"markup": "chatml"},
        {"columns": MAPPING.columns | {"input": "more"}},
        {"columns": MAPPING.columns | {"chosen_score": "nested.score"}},
        {"columns": MAPPING.columns | {"status": "status"}},
    ],
)
def test_what_is_more_than_plain_is_left_to_the_row_reader(asked: dict[str, Any]) -> None:
    assert plain_row_reader(MAPPING.model_copy(update=asked)) is None
