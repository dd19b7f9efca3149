"""PKU-SafeRLHF's shape: one verdict on help, another on safety, which may disagree."""

from __future__ import annotations

from curation.schemas import Row, recognise, row_reader
from tests.unit.schemas.understood import A, B, Q, Raw, chosen, models, read_all


def pku(better: int, safer: int) -> Raw:
    return {
        "prompt": Q,
        "response_0": A,
        "response_1": B,
        "prompt_source": "BeaverTails",
        "response_0_source": "alpaca-7b",
        "response_1_source": "alpaca2-7b",
        "is_response_0_safe": False,
        "is_response_1_safe": True,
        "response_0_harm_category": {"Endangering National Security": False},
        "response_1_harm_category": {"Endangering National Security": False},
        "response_0_severity_level": 2,
        "response_1_severity_level": 0,
        "better_response_id": better,
        "safer_response_id": safer,
        "response_0_sha256": "0",
        "response_1_sha256": "1",
    }


def test_the_helpful_verdict_is_the_preference_and_the_safe_one_stays_filterable() -> None:
    rows = read_all([pku(0, 1), pku(1, 1), pku(0, 0)])
    assert [chosen(row) for row in rows] == [A, B, A]
    assert [row.extras["verdicts_agree"] for row in rows] == [False, True, True]
    assert [row.extras["safer_response_id"] for row in rows] == [1, 1, 0]
    assert models(rows[0]) == ["alpaca-7b", "alpaca2-7b"]
    assert rows[0].source == "BeaverTails"
    assert (
        "'safer_response_id' names the other one in 1 of the first 2 rows"
        in recognise([pku(0, 1), pku(1, 1)]).why
    )


def test_a_mapping_can_choose_the_safe_verdict() -> None:
    mapping = recognise([pku(0, 1)]).mapping
    safe = {**mapping.columns, "verdict": "safer_response_id", "second_opinion": "better_response_id"}
    row = row_reader(mapping.model_copy(update={"columns": safe}))(pku(0, 1))
    assert isinstance(row, Row)
    assert (chosen(row), row.extras["verdicts_agree"]) == (B, False)


def test_a_missing_second_opinion_agrees_with_nothing() -> None:
    _, row = read_all([pku(0, 1), pku(0, 1) | {"safer_response_id": None}])
    assert row.extras["verdicts_agree"] is None
