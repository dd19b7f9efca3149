"""Two parts side by side: counts, shares, means, and what became of the rows."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from curation.analysis.comparison import compare_datasets, compare_kept, compare_splits
from curation.errors import DatasetError
from tests.unit.analysis.conftest import Build, pair, rated


def rows(count: int, longer: int = 0) -> list[dict[str, str]]:
    return [
        pair(f"question {at}", "good " * (3 + at % 4 + (9 if at < longer else 0)), "bad " * (at % 9))
        for at in range(count)
    ]


def test_before_and_after_are_nested(measured: Build) -> None:
    dataset = measured([*rows(30), pair("again", "", "x"), pair("again", "", "x")])
    kept = np.arange(32) < 30
    found = compare_kept(dataset, kept)
    assert (found.nested, found.first, found.second) == (True, "before", "after")
    assert [(side.rows, side.pairs, side.answers) for side in found.counts] == [(32, 32, 64), (30, 30, 60)]
    empty = next(share for share in found.shares if share.name == "empty_answer")
    assert (empty.first.count, empty.second.count) == (6, 4)
    assert empty.difference.value == pytest.approx(4 / 30 - 6 / 32)
    chars = next(each for each in found.measures if each.name == "chars")
    assert chars.difference.value == pytest.approx(chars.second.mean - chars.first.mean)
    assert chars.difference.low < chars.difference.value < chars.difference.high
    margin = next(each for each in found.measures if each.name == "margin.chars")
    assert (margin.first.n, margin.second.n) == (32, 30)
    assert "kept and removed" in " ".join(found.notes)
    assert found.rows is None


def test_splits_of_one_data_set(measured: Build) -> None:
    dataset = measured({"train": rows(20), "test": rows(10, longer=10)})
    found = compare_splits(dataset, "train", "test")
    assert [side.rows for side in found.counts] == [20, 10]
    leak = next(share for share in found.shares if share.name == "split_leak")
    assert (leak.first.count, leak.second.count) == (10, 10)
    longer = next(share for share in found.shares if share.name == "chosen_is_longer")
    assert longer.second.value >= longer.first.value
    told = found.as_json()
    assert orjson.loads(orjson.dumps(told)) == told
    with pytest.raises(DatasetError, match="no split 'dev'"):
        compare_splits(dataset, "train", "dev")


def test_two_data_sets_with_the_rows_that_changed(measured: Build) -> None:
    old = measured(rows(12))
    new = measured([*rows(10), pair("new", "x", "y")])
    found = compare_datasets(old, new)
    assert found.rows is not None
    assert (found.rows.same, found.rows.removed, found.rows.added) == (10, 2, 1)
    assert any(note.startswith("10 rows stand in both") for note in found.notes)
    assert (found.first, found.second) == (old.id, new.id)


def test_a_measure_of_one_side_alone_is_named(measured: Build) -> None:
    old = measured([rated("a", "x", 1), rated("a", "y", 2)])
    new = measured(rows(3))
    found = compare_datasets(old, new)
    assert {"helpfulness", "coherence"} <= set(found.unshared)
    assert {"chars", "margin.chars"} <= {each.name for each in found.measures}


def test_nothing_kept_is_no_crash(measured: Build) -> None:
    found = compare_kept(measured(rows(5)), np.zeros(5, bool))
    assert found.counts[1].rows == 0
    assert all(np.isnan(each.difference.value) for each in found.measures)
    assert orjson.dumps(found.as_json())
