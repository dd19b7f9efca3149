"""Lists of ratings become counts on an even scale; nothing is lost on the way."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.agreement.opinions import even_scale, from_lists

LISTS = st.lists(st.none() | st.lists(st.integers(0, 8).map(lambda n: n / 2), max_size=5), max_size=15)


@given(LISTS)
def test_every_rating_is_counted_at_its_level(lists: list[list[float] | None]) -> None:
    column = pa.chunked_array([pa.array(lists, pa.list_(pa.float64()))])
    found = from_lists("x", column, np.arange(len(lists)))
    said = [value for each in lists for value in each or []]
    if found is None:
        assert not said
        return
    again = [sorted(np.repeat(found.values, row).tolist()) for row in found.counts]
    assert again == [sorted(each or []) for each in lists]
    assert len(found.shared().counts) == sum(len(each or []) > 1 for each in lists)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([0, 4, 2], [0, 1, 2, 3, 4]),
        ([1.5, 3], [1.5, 2, 2.5, 3]),
        ([0.1, 0.4, 0.6], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
        ([7, 7], [7]),
        ([0, 0.123456], None),
        ([0, 5000], None),
        ([], None),
    ],
)
def test_a_scale_holds_unused_levels_too(values: list[float], scale: list[float] | None) -> None:
    found = even_scale(np.array(values, float))
    assert (None if found is None else found.tolist()) == (None if scale is None else pytest.approx(scale))
