"""Argilla's exports: answers in columns of their own, ranked or rated by annotators."""

from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import Row, Unfit, recognise, row_reader

FIELDS = {"prompt": "Q?", "reply-1": "one", "reply-2": "two", "reply-3": "three"}


def understand(row: dict[str, Any]) -> Row:
    found = row_reader(recognise([row]).mapping)(row)
    assert isinstance(found, Row)
    return found


def ranks(row: Row) -> list[float | None]:
    return [answer.rank for answer in row.answers]


FIRST_FORMAT = [
    {
        "user_id": "u",
        "value": {"rank": [1, 2, 3], "value": ["reply-2", "reply-1", "reply-3"]},
        "status": "submitted",
    },
    {
        "user_id": "v",
        "value": [
            {"rank": 1, "value": "reply-2"},
            {"rank": 1, "value": "reply-3"},
            {"rank": 2, "value": "reply-1"},
        ],
        "status": "submitted",
    },
    {"user_id": "w", "value": {"rank": [1], "value": ["reply-3"]}, "status": "discarded"},
]


def test_annotators_ranks_are_averaged_and_discarded_ones_left_out() -> None:
    row = understand(FIELDS | {"reply-ranking": FIRST_FORMAT})
    assert [answer.text for answer in row.answers] == ["one", "two", "three"]
    assert ranks(row) == [2.0, 1.0, 2.0]
    assert row.extras["reply-ranking"] == FIRST_FORMAT


def test_the_second_formats_rankings_are_names_from_best_to_worst() -> None:
    row = understand(FIELDS | {"ranking.responses": [["reply-3", "reply-1", "reply-2"]]})
    assert ranks(row) == [2.0, 3.0, 1.0]


def test_a_suggestion_stands_in_where_nobody_answered() -> None:
    suggested = {"rank": [2, 1, 3], "value": ["reply-1", "reply-2", "reply-3"]}
    answered = FIELDS | {"reply-ranking": FIRST_FORMAT, "reply-ranking-suggestion": suggested}
    read = row_reader(recognise([answered]).mapping)
    for row, expected in ((answered, [2.0, 1.0, 2.0]), (answered | {"reply-ranking": []}, [2.0, 1.0, 3.0])):
        found = read(row)
        assert isinstance(found, Row)
        assert ranks(found) == expected


def test_an_answer_that_is_not_there_is_left_out() -> None:
    row = FIELDS | {"ranking.responses": [["reply-1", "reply-2", "reply-3"]]}
    found = row_reader(recognise([row]).mapping)(row | {"reply-3": None, "ranking.responses": None})
    assert isinstance(found, Row)
    assert (len(found.answers), ranks(found)) == (2, [None, None])


def test_a_cell_that_is_no_ranking_is_unfit() -> None:
    row = FIELDS | {"ranking.responses": [["reply-1", "reply-2", "reply-3"]]}
    with pytest.raises(Unfit, match="bad_rank"):
        row_reader(recognise([row]).mapping)(row | {"ranking.responses": "reply-1"})


RATED = {"instruction": "Q?", "response": "A"}


@pytest.mark.parametrize(
    ("columns", "ratings"),
    [
        (
            {
                "clarity.responses": [4, 5],
                "clarity.responses.status": ["submitted"] * 2,
                "clarity.suggestion": 3,
            },
            {"clarity": [4.0, 5.0]},
        ),
        (
            {"clarity": [{"user_id": "u", "value": 4, "status": "submitted"}], "clarity-suggestion": None},
            {"clarity": [4.0]},
        ),
    ],
)
def test_annotators_ratings_of_one_answer_are_kept(
    columns: dict[str, Any], ratings: dict[str, list[float]]
) -> None:
    row = understand(RATED | columns)
    assert row.answers[0].ratings == ratings
