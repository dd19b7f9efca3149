"""The health report: valid JSON whatever the set, shares of all rows, and the length bias."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from curation.analysis import CHECKS, find, longer_wins, report
from curation.jobs import load
from curation.store import build_dataset
from tests.unit.analysis.conftest import Build, Rows, pair, rated

SETS: dict[str, Rows] = {
    "one row": [rated("a", "x", 3)],
    "all ties": [rated(f"q{i}", text, 3) for i in range(3) for text in "xy"],
    "singles only": [{"prompt": f"q{i}", "completion": "x", "label": bool(i % 2)} for i in range(3)],
    "no attribute": [pair("a", "x", "y")],
    "one rating missing": [rated("a", "x", 3, None), rated("a", "y", 2, None), rated("b", "y", 2, 3)],
    "nothing rated": [pair("a", "x", "y", score_chosen=None, score_rejected=None)],
}


def strict(value: dict[str, Any]) -> Any:
    """The value through JSON as the standard has it: no NaN, no infinity."""
    text = orjson.dumps(value)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    json.dumps(value, allow_nan=False)
    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("name", SETS)
def test_a_report_is_valid_json_whatever_the_set(measured: Build, name: str) -> None:
    dataset = measured(SETS[name])
    told = strict(report(dataset).as_json())
    assert told.keys() == {
        *("dataset", "family", "counts", "tokenizer", "quarantine", "checks", "chosen_is_longer"),
        *("trainers", "bias", "measures", "notes"),
    }
    for check in told["checks"]:
        assert check["total"] == len(dataset.pairs)
        assert 0 <= check["interval"][0] <= check["share"] <= check["interval"][1] <= 1


def test_a_set_without_any_measure_has_none_in_its_report(built_bare: Any) -> None:
    told = strict(report(built_bare).as_json())
    assert told["measures"] == []
    assert told["chosen_is_longer"] == {"count": 0, "total": 0, "share": None, "interval": [None, None]}


@pytest.fixture
def built_bare(winnow_home: Path, tmp_path: Path) -> Any:
    """A judged set without attributes whose signals were not measured."""
    from curation.sources import open_source

    path = tmp_path / "rows.jsonl"
    path.write_bytes(orjson.dumps(pair("a", "x", "y")))
    return build_dataset(open_source(path))


def test_only_checks_that_can_say_something_are_reported(measured: Build) -> None:
    dataset = measured(SETS["no attribute"])
    names = [finding.check.name for finding in report(dataset).findings]
    assert names == [check.name for check in CHECKS if check.needs(dataset)]
    assert not {"margin_against_verdict", "annotator_spread", "split_leak"} & set(names)


def test_what_is_counted_is_what_a_click_shows(measured: Build) -> None:
    rows = [
        pair("a", "x", "x"),
        pair("b", "I cannot help with that.", "Sure."),
        pair("A", "x", "y", source="s"),
    ]
    dataset = measured(rows)
    for finding in report(dataset, limit=4).findings:
        assert finding.share.count == int(find(dataset, finding.check.name).sum())
        for groups in (finding.splits, finding.sources):
            assert sum(share.count for share in groups.values()) == finding.share.count
            assert sum(share.total for share in groups.values()) == finding.share.total


def test_every_source_has_its_own_share(measured: Build) -> None:
    rows = [
        pair("a", "x", "x", source="web"),
        pair("b", "x", "y", source="web"),
        pair("c", "x", "y", source="chat"),
    ]
    told = strict(report(measured(rows)).as_json())
    found = next(check for check in told["checks"] if check["name"] == "identical_pair")
    shares = {source["source"]: (source["count"], source["total"]) for source in found["sources"]}
    assert shares == {"web": (1, 2), "chat": (0, 1)}


def test_the_limit_is_told_with_the_tokenizer_that_counts(measured: Build) -> None:
    dataset = measured(SETS["no attribute"])
    told = strict(report(dataset, limit=2).as_json())
    found = next(check for check in told["checks"] if check.get("limit") == 2)
    assert (found["name"], found["count"]) == ("over_length:2", 0)
    assert told["tokenizer"] in found["definition"]


def test_hits_are_told_by_split(measured: Build) -> None:
    dataset = measured(
        {
            "train": [pair("a", "x", "x"), pair("b", "x", "x")],
            "test": [pair("c", "x", "x"), pair("d", "x", "y")],
        }
    )
    found = next(f for f in report(dataset).findings if f.check.name == "identical_pair")
    assert (found.share.count, found.share.total) == (3, 4)
    assert found.by_split == {"train": 2, "test": 1}


def test_the_longer_answer_wins_by_characters_ties_and_equal_lengths_aside(measured: Build) -> None:
    dataset = measured(
        [pair("a", "long", "s"), pair("b", "s", "long"), pair("c", "s", "t"), pair("d", "ab", "c")]
    )
    assert (longer_wins(dataset).count, longer_wins(dataset).total) == (2, 3)
    kept = np.array([False, True, True, True])
    assert (longer_wins(dataset, kept).count, longer_wins(dataset, kept).total) == (1, 2)
    ties = measured([rated("a", "long", 3), rated("a", "s", 3)])
    assert longer_wins(ties).total == 0


@pytest.mark.data
def test_the_report_of_hh_rlhf_has_the_counted_faults(winnow_home: Path, shared_data: Path) -> None:
    told = report(load(str(shared_data / "hh-rlhf"))).as_json()
    checks = {check["name"]: check for check in told["checks"]}  # type: ignore[attr-defined]
    counted = {"identical_pair": 36, "empty_answer": 11, "histories_differ": 17}
    assert {name: checks[name]["count"] for name in counted} == counted
    assert checks["identical_pair"]["by_split"] == {"test": 36}
    by_file = {source["source"]: source["count"] for source in checks["identical_pair"]["sources"]}
    assert by_file == {
        **{"harmless-base": 0, "helpful-base": 2, "helpful-online": 2},
        "helpful-rejection-sampled": 32,
    }
    assert told["counts"]["rows_read"] == 8552  # type: ignore[index]
