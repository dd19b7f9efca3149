"""Summaries are of answers, and the stand-in's are those that its makers published."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from curation.analysis.distributions import answers_in, summaries
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair, rated


def test_summaries_are_of_answers_not_of_pairs(measured: Build) -> None:
    dataset = measured([rated("a", "xx", 1, 4), rated("a", "y", 3, None), rated("b", "zzz", 4, 2)])
    found = {summary.name: summary for summary in summaries(dataset)}
    helpfulness, coherence = found["helpfulness"], found["coherence"]
    assert (helpfulness.name, helpfulness.n, helpfulness.low, helpfulness.high) == ("helpfulness", 3, 1, 4)
    assert helpfulness.mean == pytest.approx(8 / 3)
    assert helpfulness.sd == pytest.approx(np.std([1, 3, 4], ddof=1))
    assert helpfulness.correlation == pytest.approx(1)
    assert (coherence.n, coherence.mean) == (2, 3)
    assert (found["chars"].mean, found["words"].mean) == (2, 1)


def test_summaries_of_kept_pairs_count_their_answers_once(measured: Build) -> None:
    dataset = measured([pair("a", "x", "yy"), pair("b", "xxx", "yyyy")])
    kept = np.array([True, False])
    assert answers_in(dataset, kept).tolist() == [0, 1]
    assert {s.name: s.mean for s in summaries(dataset, kept)}["chars"] == 1.5
    assert math.isnan(summaries(dataset, np.zeros(2, bool))[0].mean)


@pytest.mark.data
def test_the_stand_in_has_the_published_means_and_correlations(winnow_home: Path, shared_data: Path) -> None:
    found = {s.name: s for s in summaries(load(str(shared_data / "helpsteer2-standin")))}
    published = {
        "helpfulness": (2.88, 1.26, 1.0),
        "correctness": (2.98, 1.27, 0.943),
        "coherence": (3.64, 0.65, 0.490),
        "complexity": (1.72, 0.70, 0.171),
        "verbosity": (2.01, 0.76, 0.051),
    }
    for name, (mean, sd, r) in published.items():
        assert found[name].n == 19_034
        assert found[name].mean == pytest.approx(mean, abs=0.006)
        assert found[name].sd == pytest.approx(sd, abs=0.006)
        assert found[name].correlation == pytest.approx(r, abs=0.0006)
