from __future__ import annotations

from typing import Any

import pytest

from curation.errors import SchemaError
from curation.schemas import Mapping, Unfit, Verdict, recognise, row_reader

BATTLE = {"prompt": "Q", "response_a": "A", "response_b": "B"}


def verdicts(rows: list[dict[str, Any]]) -> list[Verdict]:
    read = row_reader(recognise(rows).mapping)
    return [read(row).verdicts[0] for row in rows]


def test_words_that_name_a_side_give_the_direction() -> None:
    rows = [BATTLE | {"winner": word} for word in ("model_a", "model_b", "tie", "both_bad")]
    assert verdicts(rows) == [Verdict(0, 1), Verdict(1, 0), Verdict(0, 1, tie=True), Verdict(0, 1, tie=True)]


def test_the_sources_own_word_for_a_tie_stays_among_the_extras() -> None:
    rows = [BATTLE | {"winner": word} for word in ("model_a", "both_bad")]
    assert row_reader(recognise(rows).mapping)(rows[1]).extras == {"winner": "both_bad"}


def test_flags_a_possible_outcome_give_the_direction() -> None:
    flags = ("winner_model_a", "winner_model_b", "winner_tie")
    rows = [BATTLE | dict(zip(flags, hot, strict=True)) for hot in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]
    assert verdicts(rows) == [Verdict(0, 1), Verdict(1, 0), Verdict(0, 1, tie=True)]
    with pytest.raises(Unfit, match="2 of winner_model_a"):
        row_reader(recognise(rows).mapping)(rows[0] | {"winner_model_b": "1"})


def test_numbers_that_are_the_columns_own_endings_give_the_direction() -> None:
    rows = [{"prompt": "Q", "answer_1": "A", "answer_2": "B", "preference": code} for code in (1, 2, 2)]
    assert verdicts(rows) == [Verdict(0, 1), Verdict(1, 0), Verdict(1, 0)]


@pytest.mark.parametrize("codes", [(0, 1), (1, 2), (-1, 1), (0, 1, 2), ("yes", "no"), ("0", "1")])
@pytest.mark.parametrize("column", ["preference", "label", "winner", "choice"])
def test_a_code_with_two_readings_is_never_guessed(column: str, codes: tuple[Any, ...]) -> None:
    with pytest.raises(
        SchemaError, match=r"can be read in (two|4) ways: .*--reading .*-is-first or --reading .*-is-second"
    ):
        recognise([BATTLE | {column: code} for code in codes])


def test_a_numbered_answer_with_a_flag_like_label_is_never_guessed() -> None:
    rows = [{"prompt": "Q", "response_0": "A", "response_1": "B", "label": code} for code in (0, 1)]
    with pytest.raises(SchemaError, match="two ways"):
        recognise(rows)


def test_the_mapping_states_what_a_code_means() -> None:
    row = BATTLE | {"preference": 0}
    columns = {
        "prompt": "prompt",
        "response_a": "response_a",
        "response_b": "response_b",
        "verdict": "preference",
    }
    one = Mapping(family="battles", columns=columns, first_is=0, second_is=1)  # type: ignore[arg-type]
    other = Mapping(family="battles", columns=columns, first_is=1, second_is=0)  # type: ignore[arg-type]
    assert row_reader(one)(row).verdicts == [Verdict(0, 1)]
    assert row_reader(other)(row).verdicts == [Verdict(1, 0)]


def test_an_unquoted_yes_in_a_mapping_file_still_means_yes() -> None:
    text = """
    family: battles
    columns: {prompt: prompt, response_a: response_a, response_b: response_b, verdict: better}
    first_is: yes
    second_is: no
    """
    read = row_reader(Mapping.from_text(text))
    assert [read(BATTLE | {"better": word}).verdicts[0].chosen for word in ("yes", "no")] == [0, 1]


def test_a_mapping_without_a_verdict_column_is_refused_in_a_sentence() -> None:
    columns = {"prompt": "prompt", "response_a": "response_a", "response_b": "response_b"}
    with pytest.raises(SchemaError, match="does not say where the verdict is"):
        row_reader(Mapping(family="battles", columns=columns))


def test_a_signed_code_of_unknown_sign_asks_for_the_sign() -> None:
    rows = [BATTLE | {"preference": code} for code in (-2, -1, 0, 1, 2)]
    with pytest.raises(SchemaError, match=r"--reading positive-is-first or --reading positive-is-second"):
        recognise(rows)


@pytest.mark.parametrize("change", [{}, {"first_is": ("a",)}, {"first_is": ("a",), "second_is": ("a",)}])
def test_a_mapping_without_a_direction_is_refused(change: dict[str, Any]) -> None:
    columns = {
        "prompt": "prompt",
        "response_a": "response_a",
        "response_b": "response_b",
        "verdict": "winner",
    }
    with pytest.raises(SchemaError):
        row_reader(Mapping(family="battles", columns=columns, **change))
    with pytest.raises(SchemaError):
        row_reader(Mapping(family="battles", columns=columns | {"verdict": "w"}))


def test_an_unexplained_code_is_unfit_not_a_preference() -> None:
    rows = [BATTLE | {"winner": "model_a"}, BATTLE | {"winner": "model_b"}]
    read = row_reader(recognise(rows).mapping)
    for value, reason in (
        ("model_c", "bad_verdict"),
        (None, "no_verdict"),
        ("", "no_verdict"),
        (float("nan"), "no_verdict"),
        ([], "no_verdict"),
        (7, "bad_verdict"),
    ):
        with pytest.raises(Unfit) as caught:
            read(BATTLE | {"winner": value})
        assert caught.value.reason == reason


@pytest.mark.parametrize(("strength", "verdict"), [(-3, (0, 1)), (-1, (0, 1)), (2, (1, 0)), ("3", (1, 0))])
def test_a_negative_strength_prefers_the_first_answer(strength: Any, verdict: tuple[int, int]) -> None:
    row = {
        "prompt": "Q",
        "response_1": "A",
        "response_2": "B",
        "preference_strength": strength,
        "split": "val",
    }
    read = row_reader(recognise([row]).mapping)(row)
    assert read.verdicts == [Verdict(*verdict, abs(float(strength)))]
    assert read.split == "validation"


def test_strength_zero_is_a_tie() -> None:
    row = {"prompt": "Q", "response_1": "A", "response_2": "B", "preference_strength": 0}
    assert row_reader(recognise([row]).mapping)(row).verdicts == [Verdict(0, 1, 0.0, tie=True)]


def test_strength_needs_its_sign_stated() -> None:
    columns = {"prompt": "p", "response_a": "a", "response_b": "b", "strength": "s"}
    with pytest.raises(SchemaError, match="positive_is: first"):
        row_reader(Mapping(family="strength", columns=columns))
    row = {"p": "Q", "a": "A", "b": "B", "s": 1}
    stated = Mapping(family="strength", columns=columns, positive_is="first")
    assert row_reader(stated)(row).verdicts == [Verdict(0, 1, 1.0)]


def test_the_majority_of_annotators_decides_and_no_majority_is_a_tie() -> None:
    row = {"instruction": "Q", "input": "", "response1": "A", "response2": "B"}
    votes = [(1, 1, 2), (2, 2, 2), (0, 1, 2), (0, 0, 1)]
    names = ("annotator1", "annotator2", "annotator3")
    rows = [row | dict(zip(names, vote, strict=True)) for vote in votes]
    assert verdicts(rows) == [Verdict(0, 1), Verdict(1, 0), Verdict(0, 1, tie=True), Verdict(0, 1, tie=True)]
    assert row_reader(recognise(rows).mapping)(rows[0]).extras["annotator3"] == 2
