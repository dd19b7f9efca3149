"""Cohen's h and d, against the libraries that have them and against his own tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis import Share
from curation.analysis.comparison.compared import MeasureDifference, ShareDifference, Spread
from curation.analysis.comparison.differences import of_means, of_shares
from curation.analysis.comparison.effects import cohens_d, cohens_h

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_h_is_statsmodels(first: float, second: float) -> None:
    from statsmodels.stats.proportion import proportion_effectsize

    assert cohens_h(first, second) == pytest.approx(float(proportion_effectsize(second, first)), abs=1e-12)


def test_h_of_cohens_own_table() -> None:
    # Cohen (1988), table 6.2.2: phi of .65 is 1.875, of .45 is 1.471.
    assert cohens_h(0.45, 0.65) == pytest.approx(1.875 - 1.471, abs=1e-3)


def test_d_of_equally_many_is_that_of_the_t_test() -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    first, second = rng.normal(0, 1, 40), rng.normal(0.5, 2, 40)
    expected = float(ttest_ind(second, first).statistic) * math.sqrt(2 / 40)
    found = cohens_d(float(second.mean() - first.mean()), first.std(ddof=1), second.std(ddof=1))
    assert found == pytest.approx(expected)


def test_constants_differ_by_nothing_or_by_what_cannot_be_said() -> None:
    assert cohens_d(0.0, 0.0, 0.0) == 0.0
    assert math.isnan(cohens_d(1.0, 0.0, 0.0))
    assert math.isnan(cohens_h(math.nan, 0.5))


def test_a_comparison_tells_both_with_its_difference() -> None:
    shares = Share(45, 100), Share(65, 100)
    told = ShareDifference("tie", "Tie", *shares, of_shares(*shares)).as_json()
    assert told["standardised"] == pytest.approx(0.404, abs=1e-3)
    sides = np.array([0.0, 1, 2, 3]), np.array([1.0, 2, 3, 4])
    measure = MeasureDifference("words", *map(Spread.of, sides), of_means(*sides), None)
    assert measure.as_json()["standardised"] == pytest.approx(1 / sides[0].std(ddof=1), abs=1e-6)
