"""Conditions: what they select, what they refuse, how they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from curation.errors import RecipeError
from curation.recipe import All, Any_, Compare, CompareFields, Not, describe, to_sql
from curation.store import Dataset

Make = Callable[..., Dataset]


def hits(dataset: Dataset, node: Any) -> list[int]:
    sql, params = to_sql(node, dataset.fields)
    return dataset.select([], sql, params)["pair_id"].to_pylist()


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        (">=", 2, [0, 1, 6]),
        (">", 2, [0, 6]),
        ("<=", 1, [2, 3]),
        ("<", 1, [3]),
        ("==", 3, [0]),
        ("!=", 3, [1, 2, 3, 6]),
        ("between", (1, 3), [0, 1, 2]),
        ("in", (4, 0.0), [3, 6]),
        ("not in", (4, 0), [0, 1, 2]),
        ("is null", None, [4, 5]),
        ("is not null", None, [0, 1, 2, 3, 6]),
    ],
)
def test_number_operators_select_by_margin(rated: Dataset, op: Any, value: Any, expected: list[int]) -> None:
    assert hits(rated, Compare(field="margin.helpfulness", op=op, value=value)) == expected


def test_text_is_searched_without_regard_to_case(rated: Dataset) -> None:
    assert hits(rated, Compare(field="prompt", op="contains", value="CATS")) == [0]
    assert 0 not in hits(rated, Compare(field="prompt", op="not contains", value="cats"))


def test_a_pattern_is_re2_and_minds_case_unless_told_otherwise(rated: Dataset) -> None:
    assert hits(rated, Compare(field="rejected", op="matches", value="^bad")) == []
    assert len(hits(rated, Compare(field="rejected", op="matches", value="(?i)^bad"))) >= 4


@pytest.mark.parametrize("text", ["100%", "a_b", "'; DROP TABLE pairs; --", "\\", "{sql}", "\x00"])
def test_user_text_is_only_ever_text(make: Make, text: str) -> None:
    rows = [{"prompt": f"Say {said}", "chosen": "a", "rejected": "b"} for said in ("nothing", f"<{text}>")]
    dataset = make(rows)
    assert hits(dataset, Compare(field="prompt", op="contains", value=text)) == [1]
    assert hits(dataset, Compare(field="prompt", op="==", value=f"Say <{text}>")) == [1]


def test_every_character_is_searched_for_as_itself(make: Make) -> None:
    odd = "".join(map(chr, range(1, 128))) + "\x00äÄß漢😀\u2028"
    dataset = make([{"prompt": f"<{odd}>", "chosen": "a", "rejected": "b"}])
    searches = [odd, odd.lower(), odd.swapcase().replace("SS", "ß"), *odd]
    each = All(all=tuple(Compare(field="prompt", op="contains", value=text) for text in searches))
    assert hits(dataset, each) == [0]
    assert hits(dataset, Compare(field="prompt", op="contains", value="ab")) == [0]
    assert hits(dataset, Compare(field="prompt", op="contains", value="a.c")) == []
    assert hits(dataset, Compare(field="prompt", op="contains", value="x" * 10_000)) == []
    with pytest.raises(RecipeError, match="characters long"):
        hits(dataset, Compare(field="prompt", op="contains", value="x" * 10_001))


def test_a_comparison_on_a_missing_value_is_false_and_its_negation_true(rated: Dataset) -> None:
    high = Compare(field="margin.helpfulness", op=">=", value=2)
    low = Compare(field="margin.helpfulness", op="<", value=2)
    assert 4 not in hits(rated, high) + hits(rated, low)
    assert 4 in hits(rated, Not(not_=high))
    assert 4 not in hits(rated, Compare(field="margin.helpfulness", op="!=", value=2))


def test_branches_combine(rated: Dataset) -> None:
    high = Compare(field="margin.helpfulness", op=">=", value=2)
    cats = Compare(field="prompt", op="contains", value="cats")
    assert hits(rated, All(all=(high, cats))) == [0]
    assert hits(rated, Any_(any=(cats, Compare(field="tie", op="==", value=True)))) == [0, 3]
    assert hits(rated, All(all=())) == list(range(len(rated.pairs)))
    assert hits(rated, Any_(any=())) == []


def test_an_unknown_field_is_named_with_the_nearest_known_one(rated: Dataset) -> None:
    with pytest.raises(RecipeError, match=r"did you mean 'chosen\.helpfulness'"):
        to_sql(Compare(field="chosen.helpfullness", op=">", value=1), rated.fields)


@pytest.mark.parametrize(
    ("field", "op", "value", "told"),
    [
        ("margin.helpfulness", ">", "3", "a number"),
        ("margin.helpfulness", ">", True, "a number"),
        ("prompt", "contains", 3, "text in quotes"),
        ("tie", "==", 1, "true or false"),
        ("prompt", ">", "a", "cannot be compared with '>'"),
        ("margin.helpfulness", "contains", "a", "cannot be compared"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(
    rated: Dataset, field: str, op: Any, value: Any, told: str
) -> None:
    with pytest.raises(RecipeError, match=told):
        to_sql(Compare(field=field, op=op, value=value), rated.fields)


def test_a_broken_pattern_is_refused_in_re2s_words(rated: Dataset) -> None:
    with pytest.raises(RecipeError, match=r"missing \)"):
        to_sql(Compare(field="prompt", op="matches", value="(cat"), rated.fields)


@pytest.mark.parametrize(
    ("op", "value"),
    [
        ("is null", 3),
        ("in", 3),
        ("in", ()),
        ("==", (1, 2)),
        ("==", None),
        ("between", (1,)),
        (">", float("nan")),
    ],
)
def test_a_value_must_fit_its_operator(op: Any, value: Any) -> None:
    with pytest.raises(ValidationError):
        Compare(field="x", op=op, value=value)


def test_conditions_read_like_words() -> None:
    node = All(
        all=(
            Compare(field="chosen.helpfulness", op=">=", value=3),
            Any_(
                any=(
                    Compare(field="prompt", op="contains", value="poem"),
                    Compare(field="split", op="is null"),
                )
            ),
            Not(not_=Compare(field="source", op="in", value=("a", "b", "c", "d", "e"))),
        )
    )
    assert describe(node) == (
        "chosen.helpfulness ≥ 3 and (prompt contains “poem” or split is missing) and "
        "not (source is one of “a”, “b”, “c” and 2 more)"
    )


def test_a_number_typed_whole_and_one_from_a_slider_are_the_same_condition() -> None:
    typed, slid = Compare(field="x", op=">=", value=3), Compare(field="x", op=">=", value=3.0)
    assert typed.model_dump_json() == slid.model_dump_json()
    between = Compare(field="x", op="between", value=(1.0, 2.5))
    assert between.value == (1, 2.5)
    assert isinstance(between.value[0], int)


@pytest.mark.parametrize(
    ("op", "times", "expected"),
    [(">", 1, [0, 1, 2, 6]), ("==", 1, [3]), (">=", 1, [0, 1, 2, 3, 6]), (">=", 3, [0, 1, 6]), ("<", 1, [])],
)
def test_two_fields_of_a_row_are_compared_and_a_missing_one_never_holds(
    rated: Dataset, op: Any, times: float, expected: list[int]
) -> None:
    node = CompareFields(field="chosen.helpfulness", op=op, other="rejected.helpfulness", times=times)
    assert hits(rated, node) == expected


def test_texts_and_categories_are_compared_with_each_other(make: Make) -> None:
    rows = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no" if n else "yes"} for n in range(3)]
    dataset = make(rows)
    assert hits(dataset, CompareFields(field="chosen", op="==", other="rejected")) == [0]
    assert hits(dataset, CompareFields(field="chosen", op="!=", other="rejected")) == [1, 2]


@pytest.mark.parametrize(
    ("field", "op", "other", "times", "told"),
    [
        ("chosen", ">", "rejected", 1, "cannot be compared"),
        ("chosen.helpfulness", ">", "prompt", 1, "a number and a text field"),
        ("chosen", "==", "rejected", 2, "cannot be multiplied"),
        ("chosen.helpfulness", ">", "rejected.helpfullness", 1, "did you mean"),
    ],
)
def test_fields_that_do_not_compare_are_refused(
    rated: Dataset, field: str, op: Any, other: str, times: float, told: str
) -> None:
    with pytest.raises(RecipeError, match=told):
        to_sql(CompareFields(field=field, op=op, other=other, times=times), rated.fields)


def test_fields_compared_and_a_named_list_read_like_words() -> None:
    twice = CompareFields(field="chosen.words", op=">", other="rejected.words", times=2)
    topic = Compare(field="prompt.key", op="in", value=("a", "b"), name="topic “rain” (2 prompts)")
    assert describe(All(all=(twice, Not(not_=topic)))) == (
        "chosen.words > 2 × rejected.words and not (topic “rain” (2 prompts))"
    )
