"""Position bias: only where the source's order is known, and by the row's own order."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.stats import binomtest

from curation.analysis.bias import decided, position_bias
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair


def strengths(*values: int) -> list[dict[str, object]]:
    return [
        {"prompt": f"Q{i}", "response_1": "one", "response_2": "two", "preference_strength": value}
        for i, value in enumerate(values)
    ]


def test_the_second_answers_wins_are_counted_and_strengths_signed(measured: Build) -> None:
    found = position_bias(decided(measured(strengths(3, 2, 1, -1, 0))))
    assert found is not None
    assert found.second.value == 3 / 4
    assert found.p_value == pytest.approx(binomtest(3, 4).pvalue)
    assert (found.strength.value, found.strength.n) == (5 / 4, 4)


def test_a_lean_to_one_side_is_said(measured: Build) -> None:
    lean = position_bias(decided(measured(strengths(*([2] * 40), *([-1] * 5)))))
    assert lean is not None
    assert "lean to the second" in lean.meaning


def test_where_the_order_is_the_verdict_there_is_no_position(measured: Build) -> None:
    assert position_bias(decided(measured([pair("a", "x", "y")]))) is None


@pytest.mark.data
def test_the_arenas_wins_are_those_counted(winnow_home: Path, shared_data: Path) -> None:
    dataset = load(str(shared_data / "lmsys-arena" / "lmsys_kaggle_train_demo_49.csv"))
    found = position_bias(decided(dataset))
    assert found is not None
    assert (round(found.second.value * found.second.n), found.second.n) == (19, 33)
    assert dataset.info.counts.ties == 16
    assert found.strength.n == 0
