"""The figures of a set in tokens: they sum, and no bin of the histogram straddles the limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.export.seen.lengths import Lengths
from curation.export.seen.shelf import NONE, REFUSED, Counts
from curation.export.seen.summary import spectrum


def lengths(totals: list[int]) -> Lengths:
    prompt = np.array([REFUSED if total < 0 else total // 2 for total in totals], np.int32)
    chosen = np.array([NONE if total < 0 else total - total // 2 for total in totals], np.int32)
    none = np.full(len(totals), NONE, np.int32)
    return Lengths(None, np.arange(len(totals)), Counts(prompt, chosen, none, none, np.full(len(totals), "")))


@given(st.lists(st.integers(-1, 5_000), max_size=40), st.integers(1, 9_000))
def test_every_pair_is_in_one_bin_and_the_limit_is_an_edge(totals: list[int], limit: int) -> None:
    found = lengths(totals)
    drawn = spectrum(found, limit)
    assert drawn.counts.sum() == len(found.totals) == sum(total >= 0 for total in totals)
    assert (np.diff(drawn.edges) > 0).all()
    over = int((found.totals > limit).sum())
    if limit < found.totals.max(initial=0):
        at = drawn.edges.tolist().index(limit + 1)
        assert drawn.counts[at:].sum() == over


@pytest.mark.parametrize("totals", [[], [-1], [0]])
def test_nothing_to_count_draws_one_empty_or_full_bin(totals: list[int]) -> None:
    assert spectrum(lengths(totals), 10).counts.sum() == sum(total >= 0 for total in totals)
