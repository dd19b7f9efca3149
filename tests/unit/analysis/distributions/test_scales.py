"""Every value lies in one cell, and a cell's range says exactly which."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.distributions.scales import BINS, axis_of, grouped
from curation.analysis.distributions.selections import Among, Span
from curation.errors import RecipeError
from tests.unit.analysis.conftest import Build, pair

NUMBERS = st.floats(-1e300, 1e300, allow_nan=False)
VALUES = st.lists(
    st.one_of(NUMBERS, st.floats(0, 1), st.integers(-60, 60).map(float), st.just(math.nan)), max_size=60
)


def inside(span: Span, value: float) -> bool:
    if span.low is not None and value < span.low:
        return False
    return span.high is None or (value <= span.high if span.closed else value < span.high)


@given(VALUES)
def test_each_value_belongs_to_one_cell_and_to_its_range_alone(values: list[float]) -> None:
    axis = axis_of(np.array(values, float))
    assert np.all(np.isfinite(axis.edges))
    assert np.all(np.diff(axis.edges) > 0)
    assert 1 <= len(axis) <= BINS + 1
    spans = [axis.span("x", at) for at in range(len(axis))]
    for value, place in zip(values, axis.places(np.array(values, float)).tolist(), strict=True):
        holding = [at for at, span in enumerate(spans) if inside(span, value)] if value == value else [-1]
        assert holding == [place]


@given(VALUES, st.data())
def test_a_range_of_cells_holds_what_its_cells_hold(values: list[float], data: st.DataObject) -> None:
    axis = axis_of(np.array(values, float))
    first = data.draw(st.integers(0, len(axis) - 1))
    last = data.draw(st.integers(first, len(axis) - 1))
    places = axis.places(np.array(values, float))
    span = axis.span("x", first, last)
    known = [value for value in values if value == value]
    assert sum(inside(span, value) for value in known) == np.count_nonzero(
        (places >= first) & (places <= last)
    )


def test_ranges_have_round_bounds() -> None:
    axis = axis_of(np.array([0.13, 3817.2, 99.0]))
    assert axis.edges[:3].tolist() == [0, 100, 200]
    assert axis.labels[0] == "0 – 100"


def test_whole_numbers_have_cells_of_their_own() -> None:
    axis = axis_of(np.array([0.0, 4, 2, math.nan]))
    assert axis.whole
    assert axis.labels == ("0", "1", "2", "3", "4")
    assert axis.span("x", 2) == Span("x", 2, 2, closed=True)


def test_groups_beyond_the_most_are_one_and_missing_is_never_among_them(measured: Build) -> None:
    sources = ["a"] * 5 + ["b"] * 4 + ["c"] * 3 + ["d"] * 2 + [None]
    dataset = measured([pair(f"q{at}", "x", "y", kind=kind) for at, kind in enumerate(sources)])
    groups, codes = grouped(dataset, "extra.kind", most=3)
    assert groups.labels == ("a", "(none)", "3 others")
    assert np.bincount(codes).tolist() == [5, 1, 9]
    assert groups.members[2] == Among("extra.kind", ("a", None), inside=False)
    everything, _ = grouped(dataset, "extra.kind")
    assert everything.labels == ("a", "b", "c", "d", "(none)")


def test_whole_texts_are_no_categories(measured: Build) -> None:
    dataset = measured([pair("q", "x", "y")])
    for field in ("prompt", "chosen.chars"):
        with pytest.raises(RecipeError, match="no categories"):
            grouped(dataset, field)
    with pytest.raises(RecipeError, match="no field"):
        grouped(dataset, "nothing")
