"""Lists of texts with ranks or scores beside them: which reading holds, and when none may be chosen."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from curation.errors import SchemaError
from curation.schemas import Mapping, Row, Unfit, check_mapping, recognise, row_reader
from curation.schemas.direction import AmbiguousDirection, examples

THREE = {"prompt": "Q?", "responses": ["good", "bad", "middling"]}


def understand(row: dict[str, Any], *more: dict[str, Any]) -> Row:
    found = row_reader(recognise([row, *more]).mapping)(row)
    assert isinstance(found, Row)
    return found


def ranks(row: Row) -> list[float | None]:
    return [answer.rank for answer in row.answers]


def test_ranks_stand_beside_their_answers() -> None:
    row = understand(THREE | {"ranks": [1, 3, 2], "models": ["a", "b", None]})
    assert ranks(row) == [1.0, 3.0, 2.0]
    assert [answer.model for answer in row.answers] == ["a", "b", None]
    assert (row.verdicts, row.extras) == ([], {})


def test_ranks_that_count_from_zero_are_kept_from_one() -> None:
    assert ranks(understand(THREE | {"ranks": [0, 2, 1]})) == [1.0, 3.0, 2.0]


@pytest.mark.parametrize(
    ("column", "name"),
    [("scores", "score"), ("rewards", "reward"), ("ratings", "rating"), ("Clarity", "Clarity")],
)
def test_a_list_of_scores_is_an_attribute(column: str, name: str) -> None:
    row = understand(THREE | {column: [0.9, -0.1, None]}, THREE | {column: [1.5, 2, 3]})
    assert [answer.scores for answer in row.answers] == [{name: 0.9}, {name: -0.1}, {}]


def test_ranks_and_scores_are_both_kept() -> None:
    row = understand(THREE | {"ranks": [1, 3, 2], "scores": [9, 1, 4]})
    assert [(a.rank, a.scores["score"]) for a in row.answers] == [(1.0, 9.0), (3.0, 1.0), (2.0, 4.0)]


@pytest.mark.parametrize("column", ["ranked_responses", "best_to_worst"])
def test_a_list_named_after_its_order_has_the_best_first(column: str) -> None:
    found = recognise([{"prompt": "Q?", column: ["x", "y"]}])
    assert found.mapping.best_first
    assert ranks(understand({"prompt": "Q?", column: ["x", "y"]})) == [1.0, 2.0]


def test_a_list_of_texts_alone_says_nothing_about_preference() -> None:
    with pytest.raises(SchemaError, match="does not look like preference data"):
        recognise([THREE])


def test_a_ranking_with_two_readings_is_refused_with_both() -> None:
    row = THREE | {"ranking": [3, 1, 2]}
    with pytest.raises(AmbiguousDirection) as caught:
        recognise([row])
    assert caught.value.column == "ranking"
    read = {r.name: row_reader(r.mapping)(row) for r in caught.value.readings}
    assert {name: ranks(found) for name, found in read.items() if isinstance(found, Row)} == {
        "ranks": [3.0, 1.0, 2.0],
        "order": [2.0, 3.0, 1.0],
    }


@pytest.mark.parametrize("ranking", [[1, 3, 2], [2, 1, 2], [1.5, 1.5, 3], [1, 2, 2]])
def test_a_ranking_that_can_only_be_read_one_way_is_read(ranking: list[float]) -> None:
    assert ranks(understand(THREE | {"ranking": ranking})) == [float(rank) for rank in ranking]


def test_one_row_with_two_readings_is_enough_to_refuse() -> None:
    with pytest.raises(AmbiguousDirection):
        recognise([THREE | {"ranking": [1, 2, 3]}, THREE | {"ranking": [2, 3, 1]}])


@pytest.mark.parametrize("start", [0, 1])
def test_an_order_read_is_the_permutation_turned_round(start: int) -> None:
    mapping = Mapping(family="rankings", columns={"prompt": "prompt", "responses": "responses", "order": "o"})
    read = row_reader(mapping)
    for order in permutations(range(3)):
        row = read(THREE | {"o": [place + start for place in order]})
        assert isinstance(row, Row)
        assert sorted(range(3), key=lambda at: row.answers[at].rank or 0) == list(order)


@pytest.mark.parametrize("order", [[0, 0, 1], [0, 1], [5, 6, 7], ["x", 1, 2], None, 3])
def test_an_order_that_names_no_answers_is_unfit(order: Any) -> None:
    mapping = Mapping(family="rankings", columns={"prompt": "prompt", "responses": "responses", "order": "o"})
    with pytest.raises(Unfit):
        row_reader(mapping)(THREE | {"o": order})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ranks": [1, 2]}, "bad_list"),
        ({"ranks": "first"}, "wrong_type"),
        ({"responses": []}, "missing_value"),
        ({"responses": None}, "missing_value"),
        ({"responses": "one text"}, "wrong_type"),
    ],
)
def test_lists_that_do_not_belong_together_are_unfit(change: dict[str, Any], reason: str) -> None:
    row = THREE | {"ranks": [1, 3, 2]}
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([row]).mapping)(row | change)
    assert caught.value.reason == reason


def test_missing_ranks_leave_the_answers_unranked() -> None:
    row = THREE | {"ranks": [1, 3, 2]}
    found = row_reader(recognise([row]).mapping)(THREE | {"ranks": None})
    assert isinstance(found, Row)
    assert ranks(found) == [None, None, None]


def test_a_mapping_may_give_one_order_only() -> None:
    columns = {"prompt": "prompt", "responses": "responses", "ranks": "r"}
    with pytest.raises(SchemaError, match="gives ranks and best_first"):
        row_reader(Mapping(family="rankings", columns=columns, best_first=True))


def test_the_mapping_survives_its_yaml_and_fits_its_source() -> None:
    row = THREE | {"ranks": [0, 2, 1], "scores": [1, 2, 3]}
    mapping = recognise([row]).mapping
    assert Mapping.from_text(mapping.to_yaml()) == mapping
    check_mapping(mapping, [row])


def test_both_readings_are_shown_on_the_same_rows() -> None:
    rows = [THREE | {"ranking": [3, 1, 2]}]
    with pytest.raises(AmbiguousDirection) as caught:
        recognise(rows)
    shown = {reading.name: examples(rows, reading)[0] for reading in caught.value.readings}
    assert (shown["ranks"].preferred, shown["ranks"].other) == ("bad", "good")
    assert (shown["order"].preferred, shown["order"].other) == ("middling", "bad")
