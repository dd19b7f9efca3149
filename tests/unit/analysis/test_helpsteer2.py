"""The paper's figures are shown for data of its shape alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from curation.analysis.distributions import summaries
from curation.analysis.helpsteer2 import ATTRIBUTES, published_agreement, published_summaries
from curation.jobs import load
from tests.unit.analysis.conftest import Build, rated


def rows(high: int) -> list[dict[str, object]]:
    return [
        {"prompt": "q", "response": f"answer {at}", **dict.fromkeys(ATTRIBUTES, at * high)} for at in range(2)
    ]


def test_five_attributes_from_0_to_4_are_helpsteers_shape(measured: Build) -> None:
    dataset = measured(rows(4))
    assert published_summaries(dataset)["verbosity"].mean == 1.9999
    assert published_agreement(dataset)["helpfulness"].final == 0.791


def test_another_scale_or_other_attributes_are_not(measured: Build) -> None:
    assert published_summaries(measured(rows(5))) == {}
    assert published_agreement(measured([rated("a", "x", 1), rated("a", "y", 2)])) == {}


@pytest.mark.data
def test_the_stand_in_comes_near_the_published_summaries(winnow_home: Path, shared_data: Path) -> None:
    dataset = load(str(shared_data / "helpsteer2-standin"))
    published = published_summaries(dataset)
    for found in summaries(dataset):
        if found.name in ATTRIBUTES:
            known = published[found.name]
            assert found.mean == pytest.approx(known.mean, abs=0.03)
            assert found.sd == pytest.approx(known.sd, abs=0.03)
            assert found.correlation == pytest.approx(known.correlation, abs=0.02)
