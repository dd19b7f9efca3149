"""Numbers that judge an answer, and those that judge it badly."""

from __future__ import annotations

import pytest

from curation.schemas.judging import counts_against, judges, speaks_for


@pytest.mark.parametrize(
    "name",
    [
        "toxicity",
        "Toxicity-Score",
        "harmfulness",
        "hallucinationScore",
        "error_rate",
        "perplexity",
        "response_severity_level",
        "scores.toxicity",
    ],
)
def test_a_fault_counts_against_an_answer(name: str) -> None:
    assert counts_against(name)
    assert not speaks_for(name)


@pytest.mark.parametrize(
    "name", ["harmlessness", "non_toxicity", "toxicity_free", "helpfulness", "safety", "errorless", "score"]
)
def test_a_merit_or_the_absence_of_a_fault_does_not(name: str) -> None:
    assert not counts_against(name)


@pytest.mark.parametrize(
    "name", ["helpfulness", "Overall", "clarity.responses", "chosen-rating", "win_rate", "non_toxicity"]
)
def test_a_merit_speaks_for_an_answer(name: str) -> None:
    assert speaks_for(name)


@pytest.mark.parametrize("name", ["latency_ms", "edit_distance", "price", "num_tokens", "difficulty"])
def test_what_is_measured_beside_an_answer_does_not_judge_it(name: str) -> None:
    assert not judges(name, [0.5, 3.0, 1.0])
