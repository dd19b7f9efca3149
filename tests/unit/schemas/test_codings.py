"""Every usual way to write down which of two answers won, in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.schemas import Row, Unfit, recognise, row_reader

FIRST, SECOND = "The first text.", "The second text."
AB = ("response_a", "response_b")


@dataclass(frozen=True)
class Coding:
    """One way to code a verdict: cells that prefer the first and the second answer, and those that tie."""

    sides: tuple[str, str]
    first: dict[str, Any]
    second: dict[str, Any]
    ties: tuple[dict[str, Any], ...] = ()
    beside: tuple[tuple[str, Any], ...] = ()

    def row(self, verdict: dict[str, Any], place: int = 0) -> dict[str, Any]:
        """A row with this verdict."""
        one, two = self.sides
        return {"prompt": f"Ask {place}?", one: FIRST, two: SECOND, **dict(self.beside), **verdict}


def words(sides: tuple[str, str], column: str, one: Any, two: Any, *ties: Any) -> Coding:
    return Coding(sides, {column: one}, {column: two}, tuple({column: tie} for tie in ties))


def flags(one: str, two: str, tie: str = "", yes: Any = 1, no: Any = 0) -> Coding:
    def hot(name: str) -> dict[str, Any]:
        return {key: yes if key == name else no for key in (one, two, tie) if key}

    return Coding(AB, hot(one), hot(two), (hot(tie),) if tie else ())


CODINGS: dict[str, Coding] = {
    "arena words": words(AB, "winner", "model_a", "model_b", "tie", "both_bad", "tie (bothbad)"),
    "column names": words(AB, "winner", "response_a", "response_b"),
    "letters": words(AB, "winner", "A", "B", "tie", "neither"),
    "small letters": words(("completion_a", "completion_b"), "preferred", "a", "b"),
    "bracketed letters": words(AB, "verdict", "[[A]]", "[[B]]", "[[C]]"),
    "letters beside numbers": words(("response_1", "response_2"), "winner", "A", "B"),
    "names of numbered columns": words(("answer1", "answer2"), "preference", "answer1", "answer2"),
    "numbered words beside letters": words(AB, "winner", "response_1", "response_2"),
    "blanks in names": words(("Response A", "Response B"), "Preferred Response", "Response A", "Response B"),
    "camel case": words(("responseA", "responseB"), "betterResponse", "responseA", "responseB"),
    "capitals": words(("RESPONSE_A", "RESPONSE_B"), "WINNER", "MODEL_A", "MODEL_B", "TIE"),
    "first and second": words(AB, "choice", "first", "second", "both"),
    "left and right": words(AB, "choice", "left", "right", "same"),
    "left and right columns": words(("left_response", "right_response"), "choice", "left", "right"),
    "1 and 2": words(("response_1", "response_2"), "winner", 1, 2),
    "1 and 2 with 0 for a tie": words(("response1", "response2"), "better_response", 1, 2, 0),
    "1 and 2 with 1.5 for a tie": words(("output_1", "output_2"), "preference", 1, 2, 1.5),
    "1 and 2 as text": words(("answer_1", "answer_2"), "preferred_response", "1", "2", "tie"),
    "1.0 and 2.0": words(("answer_1", "answer_2"), "choice", 1.0, 2.0),
    "0 and 1": words(("response_0", "response_1"), "choice", 0, 1),
    "better_response_id": words(("response_0", "response_1"), "better_response_id", 0, 1),
    "safer_response_id": words(("response_0", "response_1"), "safer_response_id", 0, 1),
    "shp": words(("human_ref_A", "human_ref_B"), "labels", 1, 0),
    "comparisons": words(AB, "verdict", "A>B", "B>A", "A=B"),
    "doubled comparisons": words(AB, "verdict", "[[A>>B]]", "[[B>>A]]", "[[A=B]]"),
    "turned comparisons": words(AB, "verdict", "B<A", "A<B"),
    "phrases": words(AB, "preference", "A is slightly better", "B is much better", "About the same"),
    "phrases about the worse": words(AB, "preference", "B is worse", "A is much worse"),
    "whole sentences": words(
        AB, "judgment", "Response A is better than Response B", "Response B is better than Response A."
    ),
    "models' own names": Coding(
        AB,
        {"winner": "gpt"},
        {"winner": "llama"},
        ({"winner": "tie"},),
        (("model_a", "gpt"), ("model_b", "llama")),
    ),
    "the winner's own text": words(AB, "chosen", FIRST, SECOND),
    "one flag each": flags("winner_model_a", "winner_model_b", "winner_tie"),
    "one flag each as text": flags("winner_model_a", "winner_model_b", "winner_tie", yes="1", no="0"),
    "one boolean each": flags("a_wins", "b_wins", yes=True, no=False),
    "is better": Coding(AB, {"a_is_better": True}, {"a_is_better": False}),
    "the second is better": Coding(AB, {"response_b_preferred": 0}, {"response_b_preferred": 1}),
    "helpsteer's strength": words(("response_1", "response_2"), "preference_strength", -2, 3, 0),
    "helpsteer3's strength": words(("response1", "response2"), "overall_preference", -1, 1, 0),
    "alpacaeval's share": words(("output_1", "output_2"), "preference", 1.03, 1.98, 1.5),
    "scores": Coding(
        ("answer_0", "answer_1"),
        {"score_0": 0.5, "score_1": -0.5},
        {"score_0": -1.0, "score_1": 1.0},
        ({"score_0": 0.0, "score_1": 0.0},),
    ),
    "a list of shares": words(AB, "label", [0.9, 0.1], [0.2, 0.8], [0.5, 0.5]),
    "a one-hot list": words(AB, "label", [1, 0], [0, 1]),
}


def preferred(row: Row) -> str:
    verdict = row.verdicts[0]
    return "tie" if verdict.tie else row.answers[verdict.chosen].text


def read_all(coding: Coding) -> list[Row]:
    cells = [coding.first, coding.second, *coding.ties] * 2
    rows = [coding.row(cell, place) for place, cell in enumerate(cells)]
    read = row_reader(recognise(rows).mapping)
    found = [read(row) for row in rows]
    assert all(isinstance(row, Row) for row in found)
    return [row for row in found if isinstance(row, Row)]


@pytest.mark.parametrize("name", CODINGS)
def test_a_verdict_that_prefers_the_first_answer_chooses_the_first_text(name: str) -> None:
    assert preferred(read_all(CODINGS[name])[0]) == FIRST


@pytest.mark.parametrize("name", CODINGS)
def test_a_verdict_that_prefers_the_second_answer_chooses_the_second_text(name: str) -> None:
    assert preferred(read_all(CODINGS[name])[1]) == SECOND


@pytest.mark.parametrize("name", [name for name, coding in CODINGS.items() if coding.ties])
def test_a_tie_prefers_neither(name: str) -> None:
    coding = CODINGS[name]
    assert [preferred(row) for row in read_all(coding)[2 : 2 + len(coding.ties)]] == ["tie"] * len(
        coding.ties
    )


@pytest.mark.parametrize("name", CODINGS)
def test_the_answers_stay_in_the_sources_order(name: str) -> None:
    row = read_all(CODINGS[name])[1]
    assert [answer.text for answer in row.answers] == [FIRST, SECOND]
    assert row.prompt[0].content == "Ask 1?"


@pytest.mark.parametrize(
    ("responses", "verdicts"),
    [
        ([FIRST, SECOND], {"preferred_index": (0, 1)}),
        ([FIRST, SECOND], {"chosen_index": (1, 2)}),
        ([{"text": FIRST, "model": "x"}, {"text": SECOND, "model": "y"}], {"choice": (0, 1)}),
        ([{"response": FIRST}, {"response": SECOND}], {"winner": ("A", "B")}),
    ],
)
def test_two_answers_in_a_list_are_named_by_their_place(
    responses: list[Any], verdicts: dict[str, tuple[Any, Any]]
) -> None:
    [(column, codes)] = verdicts.items()
    rows = [{"prompt": "Ask?", "responses": responses, column: code} for code in codes]
    read = row_reader(recognise(rows).mapping)
    chosen = [row.answers[row.verdicts[0].chosen].text for raw in rows if isinstance(row := read(raw), Row)]
    assert chosen == [FIRST, SECOND]


def test_a_list_index_that_shows_no_0_and_no_2_is_not_guessed() -> None:
    with pytest.raises(SchemaError, match="two ways"):
        recognise([{"prompt": "Ask?", "responses": [FIRST, SECOND], "chosen_index": 1}] * 3)


def test_more_than_two_answers_are_no_battle() -> None:
    row = {"prompt": "Ask?", "response_1": "x", "response_2": "y", "response_3": "z", "winner": 1}
    with pytest.raises(SchemaError, match="does not look like preference data"):
        recognise([row, row | {"winner": 2}, row | {"winner": 3}])


def test_0_and_1_beside_answers_1_and_2_are_not_taken_for_a_number_and_a_tie() -> None:
    rows = [Coding(("response_1", "response_2"), {}, {}).row({"winner": code}) for code in (0, 1)]
    with pytest.raises(SchemaError, match="two ways"):
        recognise(rows)


def test_false_is_not_the_other_answer_where_ties_have_a_flag_of_their_own() -> None:
    rows = [Coding(AB, {}, {}).row({"a_is_better": flag, "tie": not flag}) for flag in (True, False)]
    with pytest.raises(SchemaError):
        recognise(rows)


ARENA = row_reader(
    recognise([CODINGS["arena words"].row({"winner": f"model_{end}"}) for end in "ab"]).mapping
)


@given(st.lists(st.sampled_from(["model_a", "model_b", "tie", None, "", "model_c"]), min_size=1, max_size=30))
def test_every_row_has_a_verdict_or_says_why_it_has_none(cells: list[Any]) -> None:
    expected = {"model_a": FIRST, "model_b": SECOND, "tie": "tie", "model_c": "bad_verdict"}
    found = []
    for cell in cells:
        try:
            row = ARENA(CODINGS["arena words"].row({"winner": cell}))
        except Unfit as unfit:
            found.append(unfit.reason)
        else:
            assert isinstance(row, Row)
            found.append(preferred(row))
    assert found == [expected.get(cell, "no_verdict") for cell in cells]
