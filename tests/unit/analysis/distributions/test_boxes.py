"""Five numbers a group, numpy's; each box is a filter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.distributions import boxes
from curation.analysis.distributions.boxes import box_of
from curation.store import Dataset
from tests.unit.analysis.distributions.conftest import Kept


def test_each_box_is_of_its_group_and_a_filter(varied: Dataset, kept: Kept) -> None:
    found = boxes(varied, "chosen.helpfulness", "chosen.model")
    assert {box.label for box in found.boxes} == {"alpha", "beta", "gamma", "(none)"}
    for at, box in enumerate(found.boxes):
        assert box.n == kept(varied, found.rows(at)) > 0
        wanted = None if box.label == "(none)" else box.label
        rows = varied.select(["chosen.model", "chosen.helpfulness"]).drop_null().to_pylist()
        if wanted is not None:
            values = [row["chosen.helpfulness"] for row in rows if row["chosen.model"] == wanted]
            five = np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
            assert (box.low, box.first_quartile, box.median, box.third_quartile, box.high) == pytest.approx(
                tuple(five)
            )
            assert box.mean == pytest.approx(np.mean(values))
    assert found.table().column_names[:2] == ["chosen.model", "n"]


def test_groups_beyond_the_most_are_one_box(varied: Dataset, kept: Kept) -> None:
    found = boxes(varied, "chosen.chars", "chosen.model", most=3)
    assert len(found.boxes) == 3
    assert found.boxes[-1].label == "2 others"
    assert [box.n for box in found.boxes] == [kept(varied, found.rows(at)) for at in range(3)]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_whiskers_end_at_values_within_one_and_a_half_boxes(values: list[float]) -> None:
    box = box_of("x", np.array(values))
    reach = 1.5 * (box.third_quartile - box.first_quartile)
    near = [v for v in values if box.first_quartile - reach <= v <= box.third_quartile + reach]
    assert (box.whisker_low, box.whisker_high) == (min(near), max(near))
