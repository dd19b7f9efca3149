"""Agreement of a data set: per attribute, over verdicts, beside what HelpSteer2 prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from curation.analysis.agreement import agreement_report
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair

ALL = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")


def judged(prompt: str, response: str, **ratings: Any) -> dict[str, Any]:
    return {"prompt": prompt, "response": response, **ratings}


def test_agreement_of_lists_of_ratings(measured: Build) -> None:
    dataset = measured(
        [
            judged("a", "one", helpfulness=[1, 1, 2], clarity=[4, 4]),
            judged("a", "two", helpfulness=[3, 3], clarity=[4, 4, 4]),
            judged("b", "one", helpfulness=[0, 4], clarity=[4, 4]),
            judged("b", "two", helpfulness=[2], clarity=[4]),
        ]
    )
    helpfulness, clarity = agreement_report(dataset).found
    assert (helpfulness.items, helpfulness.prompts, helpfulness.opinions, helpfulness.pairs) == (3, 2, 7, 5)
    assert helpfulness.spreads == {0.0: 1, 1.0: 1, 4.0: 1}
    assert helpfulness.disagreed == 2
    assert helpfulness.exact.value == pytest.approx(2 / 5)
    assert helpfulness.within_one.value == pytest.approx(4 / 5)
    assert helpfulness.levels == ("0", "1", "2", "3", "4")
    assert clarity.exact.value == 1
    assert np.isnan(clarity.kappa.value)
    assert not agreement_report(dataset).published


def test_only_the_answers_of_kept_pairs_count(measured: Build) -> None:
    rows = [judged(prompt, side, helpfulness=[at, 4]) for at, prompt in enumerate("abc") for side in "xy"]
    dataset = measured(rows)
    found = agreement_report(dataset, np.array([True, False, True]))
    assert (found.found[0].items, found.found[0].prompts) == (4, 2)
    assert "kept rows" in found.notes[0]
    nothing = agreement_report(dataset, np.zeros(3, bool)).found
    assert nothing == ()


def test_named_judges_are_compared_two_by_two(measured: Build) -> None:
    votes = [(1, 1, 1), (1, 2, 1), (2, 2, 2), (0, 0, 1), (2, 2, 2)]
    rows = [
        {
            "instruction": f"question {at}",
            "response1": f"one {at}",
            "response2": f"two {at}",
            **{f"annotator{number}": vote for number, vote in enumerate(said, 1)},
        }
        for at, said in enumerate(votes)
    ]
    (found,) = agreement_report(measured(rows)).found
    assert (found.name, found.ordered, found.items, found.disagreed) == ("verdict", False, 5, 2)
    assert [(each.first, each.second, each.exact) for each in found.between] == [
        ("annotator1", "annotator2", 0.8),
        ("annotator1", "annotator3", 0.8),
        ("annotator2", "annotator3", 0.6),
    ]
    assert found.exact.value == pytest.approx(11 / 15)


def test_a_set_without_single_opinions_says_so(measured: Build) -> None:
    found = agreement_report(measured([pair("a", "x", "y")]))
    assert found.found == ()
    assert "kept apart" in found.notes[0]


def test_a_set_of_helpsteers_shape_is_shown_beside_the_published_figures(measured: Build) -> None:
    rows = [
        judged(prompt, side, **{name: [at, 4, 3] for name in ALL})
        for at, prompt in enumerate("abc")
        for side in "xy"
    ]
    told = agreement_report(measured(rows)).as_json()
    assert orjson.loads(orjson.dumps(told)) == told
    published = told["published"]
    assert isinstance(published, dict)
    assert published["kappa"]["coherence"] == {"initial": 0.169, "improved": 0.387, "final": 0.428}
    assert "nvidia/HelpSteer2" in published["caution"]
    rows[0]["helpfulness"] = [1, 5]
    assert agreement_report(measured(rows)).as_json()["published"] is None


@pytest.mark.data
def test_pandalms_annotators(winnow_home: Path, shared_data: Path) -> None:
    source = shared_data / "pandalm" / "testset-v1.json"
    raw = orjson.loads(source.read_bytes())
    differ = [row for row in raw if len({row[f"annotator{number}"] for number in (1, 2, 3)}) > 1]
    assert len(differ) == 120
    # Six rows hold true or false for an answer and are not read; people disagree on four of these.
    unread = [row for row in differ if not all(isinstance(row[f"response{n}"], str) for n in (1, 2))]
    (found,) = agreement_report(load(str(source))).found
    assert (found.items, found.disagreed) == (993, 120 - len(unread))
    assert [round(each.kappa, 2) for each in found.between] == [0.85, 0.88, 0.87]
    assert found.alpha.low < found.alpha.value < found.alpha.high


@pytest.mark.data
def test_the_stand_ins_annotators(winnow_home: Path, shared_data: Path) -> None:
    found = agreement_report(load(str(shared_data / "helpsteer2-standin" / "disagreements")))
    assert [each.name for each in found.found] == list(ALL)
    assert list(found.published) == list(ALL)
    for each in found.found:
        assert (each.items, each.prompts) == (19_034, 9_517)
        for figure in (each.kappa, each.alpha, each.exact, each.within_one):
            assert figure.low < figure.value < figure.high
            assert figure.high - figure.low < 0.03
    kappas = [each.kappa.value for each in found.found]
    assert kappas == pytest.approx([0.7687, 0.7599, 0.4223, 0.4630, 0.5229], abs=5e-4)
