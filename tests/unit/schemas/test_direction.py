"""Where nothing proves a direction: the readings, what they are called, and rows read by each."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.schemas import Row, recognise, row_reader
from curation.schemas.direction import AmbiguousDirection, Example, examples

AB: dict[str, Any] = {"prompt": "Ask?", "response_a": "A", "response_b": "B"}
ANSWER: dict[str, Any] = {"prompt": "Ask?", "response": "A"}


def doubt_about(rows: list[dict[str, Any]]) -> AmbiguousDirection:
    with pytest.raises(AmbiguousDirection) as caught:
        recognise(rows)
    return caught.value


def chosen(doubt: AmbiguousDirection, name: str, row: dict[str, Any]) -> str:
    read = row_reader(doubt.reading(name).mapping)(row)
    assert isinstance(read, Row)
    verdict = read.verdicts[0]
    return "tie" if verdict.tie else read.answers[verdict.chosen].text


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        ((0, 1), ["1-is-first", "1-is-second"]),
        ((1, 2), ["1-is-first", "1-is-second"]),
        ((1,), ["1-is-first", "1-is-second"]),
        ((0, 0.5, 1), ["1-is-first", "1-is-second"]),
        ((True, False), ["true-is-first", "true-is-second"]),
        (("yes", "no", "tie"), ["yes-is-first", "yes-is-second"]),
        ((-1, 1), ["positive-is-first", "positive-is-second"]),
        ((-3, 0, 2), ["positive-is-first", "positive-is-second"]),
        ((0.1, 0.75), ["high-is-first", "high-is-second"]),
        ((1, 2, 4, 5), ["high-is-first", "high-is-second"]),
        ((0, 1, 2), ["1-is-first", "1-is-second", "2-is-first", "2-is-second"]),
        ((1, 2, 3), ["1-is-first", "1-is-second", "3-is-first", "3-is-second"]),
    ],
)
def test_codes_that_prove_nothing_have_named_readings(codes: tuple[Any, ...], names: list[str]) -> None:
    doubt = doubt_about([AB | {"preference": code} for code in codes])
    assert doubt.column == "preference"
    assert [reading.name for reading in doubt.readings] == names
    for name in names:
        assert f"({name})" in doubt.why
        assert f"--reading {name}" in doubt.next


@pytest.mark.parametrize(
    ("codes", "name", "expected"),
    [
        ((1, 0), "1-is-first", ["A", "B"]),
        ((1, 0), "1-is-second", ["B", "A"]),
        ((1, 2), "1-is-first", ["A", "B"]),
        ((1, 2), "1-is-second", ["B", "A"]),
        ((1, 0, 0.5), "1-is-second", ["B", "A", "tie"]),
        ((2, -1, 0), "positive-is-first", ["A", "B", "tie"]),
        ((2, -1, 0), "positive-is-second", ["B", "A", "tie"]),
        ((0.9, 0.2, 0.5), "high-is-second", ["B", "A", "tie"]),
        ((7, 1, 4, 6), "high-is-first", ["A", "B", "tie", "A"]),
        ((1, 2, 0), "1-is-first", ["A", "B", "tie"]),
        ((2, 0, 1), "2-is-second", ["B", "A", "tie"]),
    ],
)
def test_each_reading_reads_as_its_name_says(codes: tuple[Any, ...], name: str, expected: list[str]) -> None:
    rows = [AB | {"label": code} for code in codes]
    doubt = doubt_about(rows)
    assert [chosen(doubt, name, row) for row in rows] == expected


def test_a_label_that_may_mean_good_or_bad_is_asked_about() -> None:
    doubt = doubt_about([ANSWER | {"flag": flag} for flag in (True, False)])
    assert [reading.name for reading in doubt.readings] == ["true-is-good", "true-is-bad"]
    for name, meaning in (("true-is-good", True), ("true-is-bad", False)):
        row = row_reader(doubt.reading(name).mapping)(ANSWER | {"flag": True})
        assert isinstance(row, Row)
        assert row.answers[0].label is meaning


def test_the_sentence_names_the_column_the_codes_and_both_flags() -> None:
    doubt = doubt_about([AB | {"label": code} for code in (0, 1)])
    assert str(doubt) == (
        "The verdicts in 'label' (0, 1) can be read in two ways:"
        " 1 prefers 'response_a', 0 prefers 'response_b' (1-is-first),"
        " or 1 prefers 'response_b', 0 prefers 'response_a' (1-is-second)."
        " Say which with --reading 1-is-first or --reading 1-is-second."
    )


def test_a_wrong_name_is_told_the_right_ones() -> None:
    doubt = doubt_about([AB | {"label": code} for code in (0, 1)])
    with pytest.raises(
        SchemaError, match=r"its readings are 1-is-first and 1-is-second\. Did you mean '1-is-first'"
    ):
        doubt.reading("1-is-frst")
    with pytest.raises(SchemaError, match="Choose one"):
        doubt.reading("nonsense")


@pytest.mark.parametrize("codes", [(0, 1), (-2, 2), (0, 1, 2)])
def test_an_ambiguity_survives_json(codes: tuple[int, ...]) -> None:
    doubt = doubt_about([AB | {"label": code} for code in codes])
    again = AmbiguousDirection.from_plain(orjson.loads(orjson.dumps(doubt.plain())))
    assert (again.column, again.readings, str(again)) == (doubt.column, doubt.readings, str(doubt))


def test_both_readings_show_the_same_rows_with_the_texts_exchanged() -> None:
    rows: list[dict[str, Any]] = [
        {"prompt": f"Ask {i}?", "response_a": f"A{i}", "response_b": f"B{i}", "label": code}
        for i, code in enumerate((1, 1, 1, 0))
    ]
    doubt = doubt_about(rows)
    one, other = (examples(rows, reading) for reading in doubt.readings)
    assert one == (
        Example("Ask 0?", "A0", "B0", "1"),
        Example("Ask 3?", "B3", "A3", "0"),
        Example("Ask 1?", "A1", "B1", "1"),
    )
    assert other == tuple(Example(e.prompt, e.other, e.preferred, e.verdict) for e in one)


def test_examples_pass_over_ties_and_rows_that_do_not_fit() -> None:
    rows = [AB | {"label": code} for code in (0.5, 1, 0)]
    doubt = doubt_about(rows)
    broken = [AB | {"label": 7}, AB | {"label": 1, "prompt": None}, *rows]
    assert [example.verdict for example in examples(broken, doubt.readings[0])] == ["1", "0"]


def test_a_single_answer_is_shown_on_the_side_its_label_puts_it() -> None:
    rows = [ANSWER | {"flag": flag} for flag in (True, False)]
    doubt = doubt_about(rows)
    shown = examples(rows, doubt.reading("true-is-bad"))
    assert shown == (Example("Ask?", "", "A", "True"), Example("Ask?", "A", "", "False"))


def test_a_faint_claim_does_not_settle_a_direction_in_doubt() -> None:
    rows = [ANSWER | {"flag": code, "score": 3.5} for code in (0, 1)]
    assert doubt_about(rows).column == "flag"


SCORED = [AB | {"score_a": i % 5, "score_b": 2, "label": int(i % 5 > 2)} for i in range(40) if i % 5 != 2]


def test_scores_that_agree_without_exception_prove_a_direction() -> None:
    found = recognise(SCORED)
    assert "higher of 'score_a' and 'score_b' in all 32 rows" in found.why
    row = row_reader(found.mapping)(AB | {"score_a": 0, "score_b": 9, "label": 1})
    assert isinstance(row, Row)
    assert row.verdicts[0].chosen == 0


def test_scores_can_prove_the_opposite_direction_as_well() -> None:
    rows = [row | {"label": 1 - row["label"]} for row in SCORED]
    row = row_reader(recognise(rows).mapping)(rows[0])
    assert isinstance(row, Row)
    assert row.answers[row.verdicts[0].chosen].text == "B"


def test_the_sign_of_a_strength_can_be_proved_by_scores() -> None:
    rows = [row | {"preference": row["score_b"] - row["score_a"]} for row in SCORED]
    rows = [{key: value for key, value in row.items() if key != "label"} for row in rows]
    found = recognise(rows)
    assert (found.mapping.family, found.mapping.positive_is) == ("strength", "second")


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(SCORED[:19], id="too few rows"),
        pytest.param([SCORED[0] | {"label": 1}, *SCORED[1:]], id="one row that disagrees"),
        pytest.param([row for row in SCORED if row["label"]] * 3, id="one direction only"),
    ],
)
def test_anything_less_proves_nothing(rows: list[dict[str, Any]]) -> None:
    assert doubt_about(rows).column == "label"


def test_a_label_beside_two_answers_compares_them_and_marks_neither_good() -> None:
    turns = [{"role": "user", "content": "Ask?"}]
    rows = [{"messages": turns, "response_a": "A", "response_b": "B", "label": code} for code in (0, 1)]
    assert [reading.name for reading in doubt_about(rows).readings] == ["1-is-first", "1-is-second"]


def test_scores_that_contradict_the_documentation_leave_the_direction_open() -> None:
    rows = [
        {
            "history": "Ask?",
            "human_ref_A": "A",
            "human_ref_B": "B",
            "score_A": row["score_a"],
            "score_B": row["score_b"],
            "labels": 1 - row["label"],
        }
        for row in SCORED
    ]
    assert [reading.name for reading in doubt_about(rows).readings] == ["1-is-first", "1-is-second"]


def test_words_that_name_neither_answer_ask_for_a_mapping() -> None:
    with pytest.raises(
        SchemaError, match=r"'winner' \(dog, fish, newt\) name neither .*'first_is', 'second_is'"
    ):
        recognise([AB | {"winner": word} for word in ("dog", "fish", "newt")])


@given(
    st.lists(st.sampled_from([0, 1]), min_size=4, max_size=40),
    st.sampled_from(["label", "preference", "vote"]),
)
def test_a_majority_never_decides(codes: list[int], column: str) -> None:
    doubt = doubt_about([AB | {column: code} for code in codes])
    assert [reading.name[-6:] for reading in doubt.readings] in (["-first", "second"],)
