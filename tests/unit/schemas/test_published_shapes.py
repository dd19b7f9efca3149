"""Columns of published data sets and trainers' formats, in texts of our own, and what a row comes out as."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from curation.schemas import Mapping, Message, Row, check_mapping, recognise, row_reader

ASK = {"role": "user", "content": "Where do swans sleep?"}
GOOD, BAD = "On the water.", "In trees."
PROMPT = (Message("user", ASK["content"]),)


def said(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def parts(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


@dataclass
class Shape:
    """A published row and what is said in it beside prompt, chosen and rejected."""

    row: dict[str, Any]
    family: str = "chats"
    prompt: tuple[Message, ...] = PROMPT
    scores: tuple[dict[str, float], dict[str, float]] = field(default_factory=lambda: ({}, {}))
    models: tuple[str | None, str | None] = (None, None)
    source: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)


BOTH = {"chosen": [ASK, said(GOOD)], "rejected": [ASK, said(BAD)]}
HISTORY = [{"role": "user", "content": "Hello"}, said("Hi.")]
SHAPES = {
    "ultrafeedback binarized": Shape(
        {"prompt": ASK["content"], "prompt_id": "ab12", **BOTH, "messages": BOTH["chosen"]}
        | {"score_chosen": 8.5, "score_rejected": 7.0},
        scores=({"score": 8.5}, {"score": 7.0}),
        extras={"prompt_id": "ab12", "messages": BOTH["chosen"]},
    ),
    "ultrafeedback binarized, for generation": Shape(
        {"prompt": ASK["content"], **BOTH, "messages": [ASK]}, extras={"messages": [ASK]}
    ),
    "ultrafeedback binarized, cleaned": Shape(
        {"source": "flan_v2", "prompt": ASK["content"], **BOTH}
        | {"chosen-rating": 5.0, "chosen-model": "gpt-4", "rejected-rating": 3.5, "rejected-model": "bard"},
        scores=({"rating": 5.0}, {"rating": 3.5}),
        models=("gpt-4", "bard"),
        source="flan_v2",
    ),
    "tulu 3, 405B": Shape(
        {"id": "x_0", "prompt": ASK["content"], **BOTH, "source": "wildchat"}
        | {"chosen_rating": 4.75, "rejected_rating": 2, "chosen_model": "a", "rejected_model": "b"},
        scores=({"rating": 4.75}, {"rating": 2.0}),
        models=("a", "b"),
        source="wildchat",
        extras={"id": "x_0"},
    ),
    "capybara": Shape(
        {
            "source": "Airoboros",
            "conversation": [{"input": "Hello", "output": "Hi."}, {"input": ASK["content"], "output": "?"}],
            "original_response": "?",
            "prompt": ASK["content"],
            "chosen": [*HISTORY, ASK, said(GOOD)],
            "rejected": [*HISTORY, ASK, said(BAD)],
            "rating_chosen": 5,
            "rating_rejected": 4,
            "chosen_model": "a",
            "rejected_model": "b",
        },
        prompt=(Message("user", "Hello"), Message("assistant", "Hi."), *PROMPT),
        scores=({"rating": 5.0}, {"rating": 4.0}),
        models=("a", "b"),
        source="Airoboros",
        extras={
            "conversation": [{"input": "Hello", "output": "Hi."}, {"input": ASK["content"], "output": "?"}],
            "original_response": "?",
        },
    ),
    "dpo mix, no prompt": Shape(
        {"dataset": "argilla/a", **BOTH, "chosen_rating": 5.0, "rejected_rating": 1.0},
        scores=({"rating": 5.0}, {"rating": 1.0}),
        source="argilla/a",
    ),
    "skywork": Shape({**BOTH, "source": "magpie-pro"}, source="magpie-pro"),
    "rlhflow": Shape(
        {**BOTH, "chosen_score": 3.0, "rejected_score": -1.5}, scores=({"score": 3.0}, {"score": -1.5})
    ),
    "rlhflow, scores all null": Shape(
        {**BOTH, "chosen_score": None, "rejected_score": None},
        extras={"chosen_score": None, "rejected_score": None},
    ),
    "sharegpt, sides as lists": Shape(
        {
            "conversations": [{"from": "system", "value": "S"}, {"from": "human", "value": ASK["content"]}],
            "chosen": [{"from": "gpt", "value": GOOD}],
            "rejected": [{"from": "gpt", "value": BAD}],
        },
        prompt=(Message("system", "S"), *PROMPT),
    ),
    "typed parts": Shape(
        {
            side: [
                {"role": "user", "content": parts(ASK["content"])},
                {"role": "assistant", "content": parts(text)},
            ]
            for side, text in (("chosen", GOOD), ("rejected", BAD))
        }
    ),
    "trl with tools beside": Shape(
        {"prompt": [ASK], "chosen": [said(GOOD)], "rejected": [said(BAD)], "tools": None},
        extras={"tools": None},
    ),
    "nemo aligner": Shape(
        {"prompt": ASK["content"], "chosen_response": GOOD, "rejected_response": BAD}
        | {"chosen_reward": 4.0, "rejected_reward": 0.5},
        family="pairs",
        scores=({"reward": 4.0}, {"reward": 0.5}),
    ),
    "openai, azure and together": Shape(
        {"input": {"messages": [ASK], "tools": [], "parallel_tool_calls": True}}
        | {"preferred_output": [said(GOOD)], "non_preferred_output": [said(BAD)]},
        extras={"input": {"tools": [], "parallel_tool_calls": True}},
    ),
    "torchtune": Shape({"chosen_conversations": BOTH["chosen"], "rejected_conversations": BOTH["rejected"]}),
    "ms-swift": Shape({"messages": BOTH["chosen"], "rejected_response": BAD}),
    "ms-swift, both whole": Shape({"messages": BOTH["chosen"], "rejected_messages": BOTH["rejected"]}),
    "llama-factory alpaca": Shape(
        {"instruction": "Where do", "input": "swans sleep?", "chosen": GOOD, "rejected": BAD},
        family="pairs",
        prompt=(Message("user", "Where do\nswans sleep?"),),
    ),
    "scores by attribute": Shape(
        {"prompt": ASK["content"], "chosen": GOOD, "rejected": BAD}
        | {"chosen_scores": {"clarity": 4, "depth": None}, "rejected_scores": {"clarity": 1.5, "depth": 2}},
        family="pairs",
        scores=({"clarity": 4.0}, {"clarity": 1.5, "depth": 2.0}),
    ),
    "a subset column": Shape(
        {"prompt": ASK["content"], "chosen": GOOD, "rejected": BAD, "subset": "chat-easy"},
        family="pairs",
        source="chat-easy",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_published_row_comes_out_whole_and_the_right_way_round(name: str) -> None:
    shape = SHAPES[name]
    mapping = recognise([shape.row, shape.row]).mapping
    row = row_reader(mapping)(shape.row)
    assert isinstance(row, Row)
    assert mapping.family == shape.family
    assert row.prompt == shape.prompt
    assert [answer.text for answer in row.answers] == [GOOD, BAD]
    assert [(v.chosen, v.rejected, v.tie) for v in row.verdicts] == [(0, 1, False)]
    assert tuple(answer.scores for answer in row.answers) == shape.scores
    assert tuple(answer.model for answer in row.answers) == shape.models
    assert (row.source, row.extras) == (shape.source, shape.extras)


@pytest.mark.parametrize("name", SHAPES)
def test_what_recognition_finds_can_be_written_down_and_given_back(name: str) -> None:
    row = SHAPES[name].row
    mapping = recognise([row]).mapping
    assert Mapping.from_text(mapping.to_yaml()) == mapping
    check_mapping(mapping, [row])


def test_attributes_of_any_name_are_ratings() -> None:
    row = {"prompt": "Q?", "response": "A", "safety": 0.25, "wit": "4", "n_tokens": 7}
    found = row_reader(recognise([row]).mapping)(row)
    assert isinstance(found, Row)
    assert (found.answers[0].scores, found.extras) == ({"safety": 0.25, "wit": 4.0}, {"n_tokens": 7})


@pytest.mark.parametrize(("ranks", "kept"), [((1, 2), (1.0, 2.0)), ((0, 1), (1.0, 2.0))])
def test_a_rank_on_a_row_of_one_answer_is_no_score(ranks: tuple[int, int], kept: tuple[float, float]) -> None:
    rows = [{"prompt": "Q?", "response": text, "rank": rank} for text, rank in zip("AB", ranks, strict=True)]
    read = row_reader(recognise(rows).mapping)
    answers = [found.answers[0] for row in rows if isinstance(found := read(row), Row)]
    assert tuple(answer.rank for answer in answers) == kept
    assert all(answer.scores == {} for answer in answers)
