"""Which pairs a list shows, and in which order."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.listing import facts, listed
from curation.analysis.splits import split_counts
from curation.store import Dataset
from tests.unit.analysis.conftest import Build, pair, rated


@pytest.fixture
def four(measured: Build) -> Dataset:
    return measured(
        [
            pair("Where is Łódź?", "In Poland", "no"),
            pair("b", "100% sure", "yes_no"),
            pair("c", "aaaa", "POLAND"),
            pair("d", "x", "yy"),
        ]
    )


ALL = np.ones(4, bool)


def test_without_a_wish_the_kept_pairs_come_in_source_order(four: Dataset) -> None:
    assert listed(four, ALL).tolist() == [0, 1, 2, 3]
    assert listed(four, np.array([True, False, False, True])).tolist() == [0, 3]
    assert listed(four, np.zeros(4, bool)).tolist() == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("poland", [0, 2]),
        ("ŁÓDŹ", [0]),
        ("100%", [1]),
        ("s_n", [1]),
        ("%", [1]),
        ("' OR 1=1 --", []),
        ("nowhere", []),
    ],
)
def test_search_finds_plain_words_in_prompt_and_both_answers(
    four: Dataset, words: str, expected: list[int]
) -> None:
    assert listed(four, ALL, search=words).tolist() == expected


def test_search_stays_within_what_is_kept(four: Dataset) -> None:
    assert listed(four, np.array([False, True, True, True]), search="poland").tolist() == [2]


def test_sorting_is_stable_and_both_ways(four: Dataset) -> None:
    assert listed(four, ALL, sort="chosen.chars").tolist() == [3, 2, 0, 1]
    assert listed(four, ALL, sort="chosen.chars", descending=True).tolist() == [0, 1, 2, 3]
    assert listed(four, ALL, sort="turns", descending=True).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("descending", [False, True])
def test_missing_values_come_last_either_way(measured: Build, descending: bool) -> None:
    dataset = measured(
        [rated("a", "x", 4), rated("b", "x", 1), rated("b", "y", 3), rated("c", "x", 2), rated("c", "y", 2)]
    )
    ids = listed(dataset, np.ones(3, bool), sort="margin.helpfulness", descending=descending)
    assert ids.tolist()[-1] == 0
    assert sorted(ids.tolist()) == [0, 1, 2]


def test_facts_come_in_the_order_asked_for(four: Dataset) -> None:
    table = facts(four, np.array([3, 0]), ("prompt", "chosen.chars"))
    assert table["prompt"].to_pylist() == ["d", "Where is Łódź?"]
    assert facts(four, np.array([], np.int64), ("prompt",)).num_rows == 0


def test_split_counts_sum_to_the_whole(measured: Build) -> None:
    dataset = measured(
        {
            "train": [pair("a", "x", "y", source="web"), pair("b", "x", "y", source="web")],
            "test": [pair("a", "x", "y", source="web"), pair("a", "x", "z", source="book")],
        }
    )
    kept = np.array([True, False, True, True])
    rows = split_counts(dataset, kept)
    assert sum(row.pairs for row in rows) == len(dataset.pairs) == 4
    assert sum(row.kept for row in rows) == 3
    assert sum(row.ties for row in rows) == 0
    assert (rows[0].split, rows[0].pairs, rows[0].prompts) == ("train", 2, 2)


def test_a_set_without_splits_is_one_line(four: Dataset) -> None:
    (row,) = split_counts(four, ALL)
    assert (row.split, row.source, row.pairs, row.kept, row.prompts) == (None, None, 4, 4, 4)
