"""The spread of annotators' ratings is a field of every pair."""

from __future__ import annotations

import math
from pathlib import Path

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.sources import open_source
from curation.store import build_dataset
from curation.store.spread import spread_of

RATINGS = st.lists(st.none() | st.lists(st.integers(0, 4).map(float), max_size=5), max_size=20)


@given(RATINGS, st.integers(0, 20))
def test_a_spread_is_the_highest_less_the_lowest(lists: list[list[float] | None], cut: int) -> None:
    column = pa.chunked_array([lists[:cut], lists[cut:]], pa.list_(pa.float64()))
    expected = [max(each) - min(each) if each and len(each) > 1 else math.nan for each in lists]
    assert spread_of(column).tolist() == pytest.approx(expected, nan_ok=True)


def test_both_sides_can_be_filtered_by_spread(winnow_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "rated.jsonl"
    rows = [
        {"prompt": "q", "response": "good", "helpfulness": [4, 3, 4], "verbosity": [2, 2, 2]},
        {"prompt": "q", "response": "bad", "helpfulness": [0, 3], "verbosity": [1]},
    ]
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    dataset = build_dataset(open_source(path))
    names = [name for name in dataset.fields if ".spread." in name]
    assert names == [
        f"{side}.spread.{attribute}"
        for attribute in ("helpfulness", "verbosity")
        for side in ("chosen", "rejected")
    ]
    assert dataset.select(names).drop_columns("pair_id").to_pylist() == [
        dict(zip(names, (1, 3, 0, None), strict=True))
    ]
    assert dataset.select([], 'p."rejected.spread.helpfulness" > 2').num_rows == 1
    assert dataset.measures == ("helpfulness", "verbosity")
