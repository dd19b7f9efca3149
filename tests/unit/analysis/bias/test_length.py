"""Length bias agrees with what scipy and scikit-learn say of the same numbers."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from curation.analysis.bias import decided, length_bias
from curation.analysis.bias.length import compare_lengths, correlate
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair, rated

RANDOM = np.random.default_rng(5)


def test_the_figures_are_those_of_scipy_and_scikit_learn() -> None:
    chosen = RANDOM.integers(1, 400, 900).astype(float)
    rejected = RANDOM.integers(1, 360, 900).astype(float)
    rejected[:50] = chosen[:50]
    found = compare_lengths(chosen, rejected, np.arange(900))
    difference = chosen - rejected
    assert found.longer + found.shorter + found.equal == 900
    assert found.equal == np.count_nonzero(difference == 0)
    assert found.wins.value == pytest.approx((found.longer + found.equal / 2) / 900)
    assert found.paired_effect == pytest.approx(stats.ttest_rel(chosen, rejected).statistic / math.sqrt(900))
    student = stats.ttest_ind(chosen, rejected).statistic
    assert found.effect == pytest.approx(student * math.sqrt(2 / 900))
    both = np.concatenate([difference, -difference])
    assert found.auc.value == pytest.approx(roc_auc_score(np.repeat([1, 0], 900), both))


def test_the_correlation_and_its_interval_are_scipys() -> None:
    x = RANDOM.normal(size=200)
    y = 0.4 * x + RANDOM.normal(size=200)
    expected = stats.pearsonr(x, y)
    low, high = expected.confidence_interval()
    holes = np.r_[x, np.nan, 1.0], np.r_[y, 2.0, np.nan]
    found = correlate(*holes)
    assert (found.value, found.low, found.high) == pytest.approx((expected.statistic, low, high))
    assert found.n == 200


def test_ties_and_single_answers_are_no_part_of_it(measured: Build) -> None:
    dataset = measured(
        [
            rated("a", "longer", 3),
            rated("a", "s", 2),
            rated("b", "xx", 1),
            rated("b", "y", 1),
            rated("c", "x", 1),
        ]
    )
    found = length_bias(decided(dataset))
    assert found is not None
    assert (found.longer, found.shorter, found.equal) == (1, 0, 0)
    assert found.attribute == "helpfulness"


def test_equal_lengths_count_half(measured: Build) -> None:
    dataset = measured(
        [pair("a", "long", "s"), pair("b", "s", "long"), pair("c", "s", "t"), pair("d", "ab", "c")]
    )
    found = length_bias(decided(dataset))
    assert found is not None
    assert (found.longer, found.shorter, found.equal) == (2, 1, 1)
    assert found.wins.value == 2.5 / 4
    kept = np.array([False, True, True, False])
    part = length_bias(decided(dataset, kept))
    assert part is not None
    assert part.wins.value == 0.25


def test_a_measure_that_was_not_taken_tells_nothing(measured: Build) -> None:
    assert length_bias(decided(measured([pair("a", "x", "y")])), "parsecs") is None


@pytest.mark.parametrize(
    ("lean", "says"),
    [
        (0, "does not tell"),
        (30, "a little towards writing more"),
        (60, "leans towards writing more"),
        (150, "strongly towards writing more"),
        (-30, "a little towards brevity"),
        (-150, "strongly towards brevity"),
    ],
)
def test_the_meaning_follows_the_interval(lean: int, says: str) -> None:
    longer = 500 + lean
    chosen = np.repeat([2.0, 1.0], [longer * 2, (1000 - longer) * 2])
    found = compare_lengths(chosen, 3 - chosen, np.arange(2000))
    assert says in found.meaning


def test_of_no_pairs_there_is_nothing_to_say() -> None:
    found = compare_lengths(np.empty(0), np.empty(0), np.empty(0, int))
    assert "no decided pairs" in found.meaning
    assert math.isnan(found.effect)


@pytest.mark.data
def test_the_length_bias_of_hh_rlhf_differs_by_file(winnow_home: Path, shared_data: Path) -> None:
    from curation.analysis.bias import bias_report

    found = bias_report(load(str(shared_data / "hh-rlhf")))
    assert found.overall.length is not None
    assert found.overall.length.longer + found.overall.length.shorter + found.overall.length.equal == 8552
    wins = {group.group: group.length.wins for group in found.by["source"] if group.length}
    assert wins["helpful-base"].low > 0.5
    assert wins["harmless-base"].high < 0.5
