"""One answer a row, good or bad: what the label's name and words prove."""

from __future__ import annotations

from typing import Any

import pytest

from curation.errors import SchemaError
from curation.schemas import Mapping, Row, Unfit, recognise, row_reader

ANSWER = {"prompt": "Ask?", "completion": "So."}


def labels(rows: list[dict[str, Any]]) -> list[bool | None]:
    how = recognise(rows)
    assert how.mapping.family == "labels"
    read = row_reader(how.mapping)
    return [row.answers[0].label for raw in rows if isinstance(row := read(raw), Row)]


@pytest.mark.parametrize(
    "column",
    [
        "label",
        "tag",
        "kto_tag",
        "is_safe",
        "liked",
        "is_good",
        "accepted",
        "Desirable",
        "thumbs_up",
        "thumbsUp",
        "feedback",
    ],
)
@pytest.mark.parametrize(
    ("good", "bad"), [(True, False), (1, 0), ("yes", "no"), ("true", "False"), (1.0, 0.0)]
)
def test_a_name_that_says_what_true_means_gives_the_direction(column: str, good: Any, bad: Any) -> None:
    assert labels([ANSWER | {column: good}, ANSWER | {column: bad}]) == [True, False]


@pytest.mark.parametrize(
    "column", ["hallucination", "is_toxic", "harmful", "rejected", "isUnsafe", "thumbs_down"]
)
@pytest.mark.parametrize(("bad", "good"), [(True, False), (1, 0), ("yes", "no")])
def test_a_name_that_marks_the_bad_ones_is_inverted_by_the_mapping(column: str, bad: Any, good: Any) -> None:
    rows = [ANSWER | {column: bad}, ANSWER | {column: good}]
    assert labels(rows) == [False, True]
    found = recognise(rows)
    assert found.mapping.good_is == ("false",)
    assert "marks the bad ones" in found.why


@pytest.mark.parametrize("column", ["thumbs", "feedback", "verdict", "rating", "label", "reaction"])
@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("👍", "👎"),
        ("👍🏽", "👎🏽"),
        ("up", "down"),
        ("thumbs_up", "thumbs_down"),
        ("Thumbs Up", "Thumbs Down"),
        ("good", "bad"),
        ("like", "dislike"),
        ("helpful", "unhelpful"),
        ("accepted", "rejected"),
        ("desirable", "undesirable"),
        ("pass", "fail"),
        ("positive", "negative"),
        ("correct", "incorrect"),
    ],
)
def test_words_that_say_good_or_bad_give_the_direction(column: str, good: str, bad: str) -> None:
    assert labels([ANSWER | {column: good}, ANSWER | {column: bad}]) == [True, False]


def test_plus_and_minus_one_are_a_good_and_a_bad_vote() -> None:
    assert labels([ANSWER | {"feedback": vote} for vote in (1, -1)]) == [True, False]


def test_a_rating_of_0_and_1_stays_a_rating() -> None:
    assert recognise([ANSWER | {"rating": rating} for rating in (0, 1)]).mapping.family == "ratings"


def stated(**settings: Any) -> Mapping:
    columns = {"prompt": "prompt", "response": "completion", "label": "kind"}
    return Mapping(family="labels", columns=columns, **settings)


@pytest.mark.parametrize(
    ("settings", "cells"),
    [
        ({"good_is": False}, {False: True, True: False, "0": True, "yes": False, "no": True}),
        ({"good_is": "true"}, {True: True, "no": False}),
        ({"good_is": 2, "bad_is": 1}, {2: True, 1: False, "2": True}),
        (
            {"good_is": "faithful", "bad_is": ["made up", "off"]},
            {"Faithful": True, "made up": False, "off": False},
        ),
        ({"bad_is": 1}, {1: False, 0: True}),
    ],
)
def test_the_mapping_says_what_is_good(settings: dict[str, Any], cells: dict[Any, bool]) -> None:
    read = row_reader(stated(**settings))
    for cell, meaning in cells.items():
        row = read(ANSWER | {"kind": cell})
        assert isinstance(row, Row)
        assert row.answers[0].label is meaning


def test_a_word_that_the_mapping_does_not_explain_is_unfit() -> None:
    read = row_reader(stated(good_is="faithful", bad_is="made up"))
    for cell in ("true", 1, "good"):
        with pytest.raises(Unfit) as caught:
            read(ANSWER | {"kind": cell})
        assert caught.value.reason == "bad_label"


def test_a_word_cannot_be_good_and_bad() -> None:
    with pytest.raises(SchemaError, match="'x' both good and bad"):
        row_reader(stated(good_is="x", bad_is="x"))


def test_what_good_means_survives_the_mapping_file() -> None:
    mapping = stated(good_is=False, bad_is=[True, "maybe"])
    assert Mapping.from_text(mapping.to_yaml()) == mapping


@pytest.mark.parametrize("cell", [None, "", " ", "N/A", float("nan")])
def test_an_answer_that_nobody_labelled_says_so(cell: Any) -> None:
    read = row_reader(recognise([ANSWER | {"label": True}]).mapping)
    with pytest.raises(Unfit, match="'label' is empty") as caught:
        read(ANSWER | {"label": cell})
    assert caught.value.reason == "no_label"
