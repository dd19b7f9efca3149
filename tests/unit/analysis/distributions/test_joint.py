"""Two fields crossed: cells are filters, association is scipy's."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from curation.analysis.distributions import joint
from curation.store import Dataset
from tests.unit.analysis.conftest import Build, pair
from tests.unit.analysis.distributions.conftest import Kept


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("chosen.helpfulness", "rejected.helpfulness"),
        ("chosen.model", "rejected.model"),
        ("chosen.model", "margin.helpfulness"),
        ("tie", "turns"),
    ],
)
def test_each_cell_is_a_filter_for_what_it_counts(varied: Dataset, kept: Kept, x: str, y: str) -> None:
    found = joint(varied, x, y)
    for at, to in itertools.product(range(len(found.x)), range(len(found.y))):
        assert kept(varied, found.rows(at, to)) == found.counts[at, to], (at, to)
    assert found.table()["rows"].to_pylist() == [n for n in found.counts.ravel().tolist() if n]


def test_a_box_of_cells_is_a_filter_too(varied: Dataset, kept: Kept) -> None:
    found = joint(varied, "chosen.chars", "rejected.chars")
    assert found.counts[:2, :12].sum() == kept(varied, found.rows(0, 0, 1, 11)) > 0
    known = varied.select([], "p.chosen_id IS NOT NULL AND p.rejected_id IS NOT NULL").num_rows
    assert found.n == known


def test_cramers_v_of_what_always_goes_together_is_one(measured: Build) -> None:
    rows = [
        pair(f"q{at}", "x", "y", a="ab"[at % 2], b="ab"[at % 2], c="abab"[at // 2 % 4]) for at in range(40)
    ]
    dataset = measured(rows)
    together = joint(dataset, "extra.a", "extra.b").association()
    apart = joint(dataset, "extra.a", "extra.c").association()
    assert together is not None
    assert apart is not None
    assert together.cramers_v == pytest.approx(1)
    assert (together.degrees, together.p < 1e-6) == (1, True)
    assert apart.cramers_v == pytest.approx(0)
    assert joint(dataset, "extra.a", "tie").association() is None


def test_only_kept_rows_are_crossed(varied: Dataset) -> None:
    nothing = joint(varied, "chosen.model", "chosen.chars", np.zeros(len(varied.pairs), bool))
    assert nothing.n == 0
