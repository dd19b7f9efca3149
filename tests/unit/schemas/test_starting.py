"""The mapping people begin with where nothing is recognised."""

from __future__ import annotations

from curation.schemas import family_named
from curation.schemas.starting import starting_mapping, usual_columns


def test_the_nearest_family_comes_with_the_columns_that_are_there() -> None:
    rows = [{"question": "Why?", "chosen": 3, "extra": "x"}]
    mapping = starting_mapping(rows)
    assert mapping.family == "pairs"
    assert mapping.columns == {"prompt": "question", "chosen": "chosen"}


def test_columns_that_say_nothing_begin_as_plain_pairs() -> None:
    mapping = starting_mapping([{"foo": 1, "bar": 2}])
    assert (mapping.family, mapping.columns) == ("pairs", {})


def test_a_column_plays_one_role_only() -> None:
    found = usual_columns(family_named("battles"), ["prompt", "response_a", "response_b", "label"])
    assert found == {
        "prompt": "prompt",
        "response_a": "response_a",
        "response_b": "response_b",
        "verdict": "label",
    }
    assert usual_columns(family_named("labels"), ["completion", "LABEL"]) == {
        "response": "completion",
        "label": "LABEL",
    }
