"""Kappa and alpha are those of the worked examples, of scikit-learn and of Krippendorff's package."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from curation.analysis.agreement.figures import (
    cohens_kappa,
    figures_of,
    krippendorffs_alpha,
    pair_tables,
)

COUNTS = st.lists(
    st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(lambda row: sum(row) > 1),
    min_size=2,
    max_size=20,
)


def test_weighted_kappa_of_the_worked_example() -> None:
    first, second = np.array([1, 2, 3, 3, 2, 1]), np.array([1, 3, 3, 2, 2, 2])
    table = np.zeros((3, 3))
    np.add.at(table, (first - 1, second - 1), 1)
    assert cohens_kappa(table, ordered=True) == pytest.approx(0.5714, abs=5e-5)


def test_nominal_alpha_of_the_worked_example() -> None:
    # AAA, AAB, BBB, ABB
    counts = np.array([[3, 0], [2, 1], [0, 3], [1, 2]], np.uint16)
    assert krippendorffs_alpha(counts, np.arange(2.0), "nominal") == pytest.approx(0.3889, abs=5e-5)


@given(COUNTS)
def test_many_tables_at_once_give_what_the_libraries_give_one_by_one(rows: list[list[int]]) -> None:
    counts = np.array(rows, np.uint16)
    assume(np.count_nonzero(counts.sum(axis=0)) > 1)
    values = np.arange(4.0)
    tables = pair_tables(counts)
    shared = tables / (counts.sum(axis=1) - 1.0)[:, None, None]
    pairs = tables.sum(axis=0)[None]
    coincidences = shared.sum(axis=0)[None]
    found = figures_of(pairs, coincidences, values, ordered=True)
    unordered = figures_of(pairs, coincidences, values, ordered=False)

    each = [
        (i, j)
        for row in rows
        for i in range(4)
        for j in range(4)
        for _ in range(row[i] * (row[j] - (i == j)))
    ]
    first, second = np.array(each).T
    labels = [0, 1, 2, 3]
    quadratic = cohen_kappa_score(first, second, labels=labels, weights="quadratic")
    assert found.kappa[0] == pytest.approx(quadratic)
    assert cohens_kappa(pairs[0], ordered=True) == pytest.approx(quadratic)
    assert unordered.kappa[0] == pytest.approx(cohen_kappa_score(first, second, labels=labels))
    assert found.exact[0] == pytest.approx((first == second).mean())
    assert found.within_one[0] == pytest.approx((abs(first - second) <= 1).mean())
    for level, alpha in (
        ("ordinal", found.alpha[0]),
        ("interval", found.alpha_interval[0]),
        ("nominal", unordered.alpha[0]),
    ):
        known = krippendorff.alpha(value_counts=counts, level_of_measurement=level)
        assert alpha == pytest.approx(known), level
        assert krippendorffs_alpha(counts, values, level) == pytest.approx(known), level


def test_where_everybody_always_says_the_same_there_is_no_kappa() -> None:
    counts = np.array([[0, 3], [0, 2]], np.uint16)
    tables = pair_tables(counts).sum(axis=0)
    assert np.isnan(cohens_kappa(tables, ordered=True))
    assert np.isnan(krippendorffs_alpha(counts, np.arange(2.0), "ordinal"))
    found = figures_of(tables[None], tables[None], np.arange(2.0), ordered=True)
    assert np.isnan(found.kappa[0])
    assert np.isnan(found.alpha[0])
    assert found.exact[0] == 1
