"""Verdict words: what names an answer, and what only seems to."""

from __future__ import annotations

import pytest

from curation.schemas.phrases import side_in

FIRST = ("response_a", "a", "model_a", "first")
SECOND = ("response_b", "b", "model_b", "second")


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("a", "first"),
        ("[[b]]", "second"),
        ("a>b", "first"),
        ("a >> b", "first"),
        ("[[b>>a]]", "second"),
        ("a<b", "second"),
        ("b ≻ a", "second"),
        ("a=b", "tie"),
        ("a is slightly better", "first"),
        ("b is a bit better", "second"),
        ("a is much worse", "second"),
        ("a is better than b", "first"),
        ("b is worse than a", "first"),
        ("b is preferred over a", "second"),
        ("model b wins", "second"),
        ("the second answer is better", "second"),
        ("response_a is slightly better than response_b", "first"),
        ("a_slightly_better", "first"),
        ("i prefer a", "first"),
        ("about the same", "tie"),
        ("a and b are equally good", "tie"),
        ("both are bad", "tie"),
        ("no preference", "tie"),
    ],
)
def test_a_phrase_of_known_words_names_a_side(said: str, side: str) -> None:
    assert side_in(said, FIRST, SECOND) == side


@pytest.mark.parametrize(
    "said",
    [
        "not a",
        "a is not better",
        "a is less preferred than b",
        "better than b",
        "worse than a",
        "a b",
        "a or b",
        "a is good",
        "a>a",
        "a>=b",
        "a>c",
        "better",
        "neither is better",
        "a is better in english",
        "model_c",
        "1",
        "",
    ],
)
def test_what_is_not_wholly_understood_names_nothing(said: str) -> None:
    assert side_in(said, FIRST, SECOND) is None


@pytest.mark.parametrize("said", ["a", "a>>b", "b is worse", "b is worse than a", "prefer a", "a wins"])
def test_exchanging_the_names_exchanges_the_side(said: str) -> None:
    assert (side_in(said, FIRST, SECOND), side_in(said, SECOND, FIRST)) == ("first", "second")
