"""Several chosen and several rejected answers: each of one side goes before each of the other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.schemas import Row, Unfit, recognise, row_reader

ROW = {"prompt": "Q?", "chosen": ["a", "b"], "rejected": ["c", "d", "e"], "source": "mine"}


def understand(row: dict[str, Any]) -> Row:
    found = row_reader(recognise([row]).mapping)(row)
    assert isinstance(found, Row)
    return found


def beaten(row: Row) -> set[tuple[str, str]]:
    return {(row.answers[v.chosen].text, row.answers[v.rejected].text) for v in row.verdicts}


def test_each_chosen_answer_goes_before_each_rejected_one() -> None:
    row = understand(ROW)
    assert beaten(row) == {(one, other) for one in "ab" for other in "cde"}
    assert (len(row.answers), len(row.verdicts), row.source) == (5, 6, "mine")
    assert not any(verdict.tie for verdict in row.verdicts)


@pytest.mark.parametrize("change", [{"chosen": "a"}, {"chosen": ["a"], "rejected": '["c", "d"]'}])
def test_one_side_may_be_a_single_text_or_json_in_a_cell(change: dict[str, Any]) -> None:
    assert beaten(understand(ROW | {"rejected": ["c", "d"]} | change)) == {("a", "c"), ("a", "d")}


@given(
    st.lists(st.text(max_size=3), min_size=1, max_size=5),
    st.lists(st.text(max_size=3), min_size=1, max_size=5),
)
def test_no_answer_and_no_combination_is_lost(chosen: list[str], rejected: list[str]) -> None:
    read = row_reader(recognise([ROW]).mapping)
    row = read(ROW | {"chosen": chosen, "rejected": rejected})
    assert isinstance(row, Row)
    assert len(row.answers) == len(chosen) + len(rejected)
    assert len({(v.chosen, v.rejected) for v in row.verdicts}) == len(chosen) * len(rejected)
    assert all(v.chosen < len(chosen) <= v.rejected for v in row.verdicts)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"chosen": []}, "missing_value"),
        ({"rejected": None}, "missing_value"),
        ({"rejected": [3]}, "wrong_type"),
        ({"chosen": ["a"] * 40, "rejected": ["b"] * 26}, "too_many_answers"),
    ],
)
def test_sides_that_make_no_pairs_are_unfit(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([ROW]).mapping)(ROW | change)
    assert caught.value.reason == reason
