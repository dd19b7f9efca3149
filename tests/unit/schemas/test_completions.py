"""Lists of records a row: UltraFeedback as collected, Nectar, NeMo RL, and home-made ones."""

from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import Mapping, Message, Row, Unfit, check_mapping, recognise, row_reader

Q = "Why is the sea salty?"
NECTAR = {
    "prompt": f"\n\nHuman: {Q}\n\nAssistant: ",
    "answers": [
        {"answer": "Rivers bring salts.", "model": "gpt-4", "rank": 1.0},
        {"answer": "Minerals.", "model": "llama-2-7b-chat", "rank": 2.0},
        {"answer": "Rivers bring salts.", "model": "anthropic", "rank": 3.0},
    ],
    "turns": 1,
    "num_responses": 3,
    "source": ["lmsys-chat-1m"],
    "good_natured": True,
}
ASPECTS = {
    "instruction_following": {"Rating": "5", "Rationale": "It answers."},
    "honesty": {"Rating": "4", "Rationale": "Sure of itself."},
    "truthfulness": {"Type": ["1"], "Rationale": "-", "Rating": "N/A", "Rationale For Rating": "-"},
    "helpfulness": {"Type": ["1"], "Rationale": "-", "Rating": "3", "Rationale For Rating": "-"},
}
ULTRAFEEDBACK = {
    "source": "truthful_qa",
    "instruction": Q,
    "models": ["bard", "alpaca-7b"],
    "completions": [
        {
            "model": "bard",
            "principle": "honesty",
            "custom_system_prompt": "Be honest.",
            "response": "Rivers.",
            "critique": "1: short",
            "overall_score": 10.0,
            "fine-grained_score": 4.0,
            "annotations": ASPECTS,
        },
        {"model": "alpaca-7b", "response": "Fish.", "overall_score": 2.0, "annotations": {}},
    ],
    "correct_answers": ["Rivers carry salt"],
    "incorrect_answers": ["None"],
}
NEMO = {
    "context": [{"role": "system", "content": "S"}, {"role": "user", "content": Q}],
    "completions": [
        {"rank": 1, "completion": [{"role": "assistant", "content": "Fish."}]},
        {"rank": 0, "completion": [{"role": "assistant", "content": "Rivers."}]},
    ],
}


def understand(row: dict[str, Any]) -> Row:
    found = row_reader(recognise([row]).mapping)(row)
    assert isinstance(found, Row)
    return found


def test_nectars_answers_keep_text_model_and_rank_in_order() -> None:
    row = understand(NECTAR)
    assert row.prompt == (Message("user", Q),)
    assert [(a.text, a.model, a.rank) for a in row.answers] == [
        ("Rivers bring salts.", "gpt-4", 1.0),
        ("Minerals.", "llama-2-7b-chat", 2.0),
        ("Rivers bring salts.", "anthropic", 3.0),
    ]
    assert row.verdicts == []
    assert {answer.scores == {} for answer in row.answers} == {True}
    assert row.extras == {"turns": 1, "num_responses": 3, "source": ["lmsys-chat-1m"], "good_natured": True}


def test_nectars_recognition_says_which_rank_is_the_best() -> None:
    found = recognise([NECTAR])
    assert (found.mapping.family, found.mapping.best_rank) == ("completions", 1)
    assert "ranked (1 is the best)" in found.why


def test_ultrafeedback_keeps_overall_score_and_each_rating_apart() -> None:
    row = understand(ULTRAFEEDBACK)
    assert (row.source, [answer.model for answer in row.answers]) == ("truthful_qa", ["bard", "alpaca-7b"])
    assert row.answers[0].scores == {
        "overall_score": 10.0,
        "fine-grained_score": 4.0,
        "instruction_following": 5.0,
        "honesty": 4.0,
        "helpfulness": 3.0,
    }
    assert row.answers[1].scores == {"overall_score": 2.0}
    assert row.extras["completions"][0]["critique"] == "1: short"
    assert row.extras["completions"][0]["custom_system_prompt"] == "Be honest."


def test_nemos_ranks_count_from_zero_and_are_kept_from_one() -> None:
    found = recognise([NEMO])
    row = understand(NEMO)
    assert found.mapping.best_rank == 0
    assert row.prompt == (Message("system", "S"), Message("user", Q))
    assert [(a.text, a.rank) for a in row.answers] == [("Fish.", 2.0), ("Rivers.", 1.0)]


def test_numbers_in_home_made_records_become_scores_and_counts_do_not() -> None:
    records = [
        {"text": "Rivers.", "reward": 0.5, "n_tokens": 4, "scores": {"clarity": 3, "depth": "N/A"}},
        {"text": "Fish.", "reward": -1, "n_tokens": 2, "scores": {"clarity": 5, "depth": 1}},
    ]
    row = understand({"prompt": Q, "candidates": records})
    assert [a.scores for a in row.answers] == [
        {"reward": 0.5, "clarity": 3.0},
        {"reward": -1.0, "clarity": 5.0, "depth": 1.0},
    ]
    assert row.extras == {"candidates": [{"n_tokens": 4}, {"n_tokens": 2}]}


def test_numbers_of_one_name_in_two_places_are_told_apart() -> None:
    record = {"text": "Rivers.", "clarity": 1, "scores": {"clarity": 3}}
    row = understand({"prompt": Q, "candidates": [record, record]})
    assert row.answers[0].scores == {"candidates.clarity": 1.0, "candidates.scores.clarity": 3.0}


def test_a_completion_may_be_a_conversation_that_repeats_the_prompt() -> None:
    turns = [*NEMO["context"], {"role": "assistant", "content": "Rivers."}]
    row = understand(NEMO | {"completions": [{"rank": 0, "completion": turns}]})
    assert [(a.text, a.lead) for a in row.answers] == [("Rivers.", ())]


def test_a_list_in_a_csv_cell_is_read() -> None:
    cell = '[{"answer": "Rivers.", "rank": 2}, {"answer": "Fish.", "rank": 1}]'
    assert [a.rank for a in understand({"prompt": Q, "answers": cell}).answers] == [2.0, 1.0]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([], "missing_value"),
        (None, "wrong_type"),
        ([None], "wrong_type"),
        ([{"answer": None, "rank": 1}], "missing_value"),
        ([{"answer": "x", "rank": "first"}], "wrong_type"),
        ([{"answer": "x", "rank": 1}] * 1001, "too_many_answers"),
    ],
)
def test_lists_that_hold_no_answers_are_unfit(answers: Any, reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([NECTAR]).mapping)(NECTAR | {"answers": answers})
    assert caught.value.reason == reason


@pytest.mark.parametrize("row", [NECTAR, ULTRAFEEDBACK, NEMO])
def test_every_mapping_survives_its_yaml_and_fits_its_source(row: dict[str, Any]) -> None:
    mapping = recognise([row]).mapping
    assert Mapping.from_text(mapping.to_yaml()) == mapping
    check_mapping(mapping, [row])
