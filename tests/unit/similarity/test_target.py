from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.groups import Grouper, group
from curation.similarity.solver import GROUPINGS
from curation.similarity.target import threshold_for
from tests.unit.similarity.fakes import graph

STEPS = graph(6, [(0, 1, 0.95), (2, 3, 0.9), (4, 5, 0.8512345)], floor=0.8)
RANK = [5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(("kept", "threshold"), [(3, 0.85), (4, 0.9), (5, 0.95), (6, 1.0)])
def test_the_threshold_that_leaves_a_number_is_found_and_short(kept, threshold):
    found = threshold_for(Grouper(STEPS, RANK), kept=kept)
    assert (found.threshold, found.kept, found.exact) == (threshold, kept, True)


def test_a_share_is_of_the_living():
    alive = np.array([True, True, True, True, False, False])
    found = threshold_for(Grouper(STEPS, RANK, alive=alive), share=0.5)
    assert (found.wanted, found.kept, found.exact) == (2, 2, True)


def test_what_cannot_be_met_says_so():
    low = threshold_for(Grouper(STEPS, RANK), kept=1)
    assert (low.kept, low.exact, low.within_reach) == (3, False, False)
    assert (low.fewest, low.most) == (3, 6)
    high = threshold_for(Grouper(graph(2, [(0, 1, None)]), [1, 0]), kept=2)
    assert (high.threshold, high.kept, high.exact) == (1.0, 1, False)


def test_between_two_numbers_the_nearer_one_is_taken():
    jump = graph(5, [(0, at, 0.9) for at in range(1, 5)])
    assert threshold_for(Grouper(jump, RANK[:5]), kept=4).kept == 5
    assert threshold_for(Grouper(jump, RANK[:5]), kept=2).kept == 1


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 12))
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=25))
    edges = [
        (a, b, draw(st.floats(0.8125, 1, width=32)), draw(st.sampled_from(["reworded", "number"])))
        for a, b in sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    ]
    return graph(n, edges, floor=0.8), draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(0, 12), st.sampled_from(GROUPINGS), st.booleans())
def test_a_target_does_what_it_says_and_no_connected_threshold_comes_nearer(
    made, wanted, grouping, lookalikes
):
    neighbours, priority = made

    def left(threshold: float) -> int:
        one = group(neighbours, threshold, priority, grouping=grouping, lookalikes=lookalikes)
        return neighbours.prompts - len(one.duplicates)

    found = threshold_for(Grouper(neighbours, priority, lookalikes), kept=wanted, grouping=grouping)
    assert left(found.threshold) == found.kept
    assert found.exact == (found.kept == wanted)
    if grouping == "connected":
        every = [left(float(value)) for value in [*neighbours.similarity, 1.0]]
        assert abs(found.kept - wanted) == min(abs(count - wanted) for count in every)


def test_it_is_one_of_kept_and_share_and_within_range():
    for wrong in ({}, {"kept": 1, "share": 0.5}, {"share": 1.5}, {"kept": -1}):
        with pytest.raises(ValueError, match="kept"):
            threshold_for(Grouper(STEPS, RANK), **wrong)
