"""Annotators' own preferences, read from the lists that HelpSteer2-Preference and HelpSteer3 keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from curation.analysis import find
from curation.analysis.agreement import agreement_report
from curation.analysis.preferences import preferences_of
from curation.store import Dataset
from tests.unit.analysis.conftest import Build, pair

SAID: tuple[list[Any], ...] = ([-1, -2], [1, -1, 2], [3], [0, 1], [], [2, 2, 2])


def helpsteer3(said: list[Any], at: int) -> dict[str, Any]:
    return {
        "domain": "general",
        "context": [{"role": "user", "content": f"Question {at}?"}],
        "response1": f"One {at}.",
        "response2": f"Two {at}.",
        "overall_preference": round(sum(said) / len(said)) if said else 1,
        "individual_preference": [{"score": score, "reasoning": "It is."} for score in said],
    }


def helpsteer2(said: list[Any], at: int) -> dict[str, Any]:
    return {
        "prompt": f"Question {at}?",
        "response_1": f"One {at}.",
        "response_2": f"Two {at}.",
        "preference_strength": said[0] if said else 1,
        "all_preferences_unprocessed": [{"strength": one, "justification": "So."} for one in said],
    }


@pytest.fixture(params=[helpsteer3, helpsteer2], ids=["HelpSteer3", "HelpSteer2-Preference"])
def dataset(request: pytest.FixtureRequest, measured: Build) -> Dataset:
    return measured([request.param(said, at) for at, said in enumerate(SAID)])


def test_every_annotators_word_is_read(dataset: Dataset) -> None:
    found = preferences_of(dataset)
    assert found is not None
    assert [said or [] for said in found.lists.to_pylist()] == list(SAID)
    assert found.apart().tolist()[:4] == pytest.approx([1, 3, np.nan, 1], nan_ok=True)


def test_agreement_on_preferences_is_ordinal_and_that_of_the_package(dataset: Dataset) -> None:
    import krippendorff

    [found] = agreement_report(dataset).found
    table = np.full((3, len(SAID)), np.nan)
    for at, said in enumerate(SAID):
        table[: len(said), at] = said
    assert (found.name, found.ordered, found.items, found.opinions) == ("preference", True, 4, 10)
    # A level that nobody used has no frequency: ranks, and so alpha, are the same without it.
    assert found.alpha.value == pytest.approx(krippendorff.alpha(table, level_of_measurement="ordinal"))
    assert found.exact.value == pytest.approx(3 / 8)


def test_agreement_of_what_is_kept_is_of_these_rows_alone(dataset: Dataset) -> None:
    kept = np.array([True, True, False, False, True, False])
    [found] = agreement_report(dataset, kept).found
    assert (found.items, found.opinions) == (2, 5)


def test_annotators_who_prefer_different_answers_are_found(dataset: Dataset) -> None:
    assert np.flatnonzero(find(dataset, "annotators_disagree")).tolist() == [1, 3]


@pytest.mark.parametrize(
    "given", ["no list", [1, None, "x"], [{"score": True}, {"score": "2"}, {}], {"score": 1}]
)
def test_what_is_no_list_of_numbers_says_nothing(measured: Build, given: Any) -> None:
    rows = [helpsteer3([1], at) | {"individual_preference": given} for at in range(3)]
    assert preferences_of(measured(rows)) is None


def test_other_shapes_keep_no_preferences(measured: Build) -> None:
    assert preferences_of(measured([pair("Two?", "Yes.", "No.")])) is None
