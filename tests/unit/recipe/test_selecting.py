"""A chart's selection becomes the condition that people would have written."""

from __future__ import annotations

import pytest

from curation.analysis.distributions import Among, Selection, Span
from curation.recipe import describe
from curation.recipe.selecting import condition_of


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ((Span("x", 3, 3, closed=True),), "x is 3"),
        ((Span("x", 3, 4, closed=True),), "x between 3 and 4"),
        ((Span("x", 0.5, 1),), "x ≥ 0.5 and x < 1"),
        ((Span("x", None, 2),), "x < 2"),
        ((Span("x", None, 2, closed=True),), "x ≤ 2"),
        ((Span("x", 2),), "x ≥ 2"),
        ((Span("x"),), "x is there"),
        ((Among("s", ("a",)),), "s is “a”"),
        ((Among("s", ("a", "b")),), "s is one of “a”, “b”"),
        ((Among("s", (None,)),), "s is missing"),
        ((Among("s", ("a", None), inside=False),), "s is none of “a”"),
        ((Among("s", (None,), inside=False),), "s is there"),
        ((Among("tie", (False,)), Span("x")), "tie is false and x is there"),
    ],
)
def test_a_selection_in_words(selection: Selection, words: str) -> None:
    assert describe(condition_of(selection)) == words


def test_a_missing_value_among_others_is_kept_too() -> None:
    condition = condition_of((Among("s", ("a", None)),))
    assert describe(condition) == "s is “a” or s is missing"
