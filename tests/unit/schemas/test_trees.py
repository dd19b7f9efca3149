"""OpenAssistant's trees, flat and nested: each answer gets the path that led to it, wherever rows stand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from curation.schemas import Message, Row, Unfit, recognise, row_reader
from curation.schemas.family import Learner


def message(key: str, parent: str | None, role: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "message_id": key,
        "parent_id": parent,
        "text": text,
        "role": role,
        "lang": "en",
        "deleted": False,
        "review_result": True,
        "rank": None,
        "model_name": None,
        "message_tree_id": "q",
    } | more


FLAT = [
    message("q", None, "prompter", "Which bird cannot fly?"),
    message("a", "q", "assistant", "The penguin.", rank=0),
    message("b", "q", "assistant", "The eagle.", rank=1),
    message("q2", "a", "prompter", "Another?"),
    message("c", "q2", "assistant", "The ostrich.", rank=1),
    message("d", "q2", "assistant", "The emu.", rank=0),
]
NESTED = {
    "message_tree_id": "q",
    "tree_state": "ready_for_export",
    "prompt": {
        "message_id": "q",
        "text": "Which bird cannot fly?",
        "role": "prompter",
        "replies": [
            {
                "text": "The penguin.",
                "role": "assistant",
                "rank": 0,
                "replies": [
                    {
                        "text": "Another?",
                        "role": "prompter",
                        "replies": [
                            {"text": "The ostrich.", "role": "assistant", "rank": 1, "replies": []},
                            {"text": "The emu.", "role": "assistant", "rank": 0, "replies": []},
                        ],
                    }
                ],
            },
            {"text": "The eagle.", "role": "assistant", "rank": 1, "replies": []},
        ],
    },
}
PENGUIN = ("Which bird cannot fly?",)
EMU = ("Which bird cannot fly?", "The penguin.", "Another?")
ANSWERS = {
    (PENGUIN, "The penguin.", 1.0),
    (PENGUIN, "The eagle.", 2.0),
    (EMU, "The ostrich.", 2.0),
    (EMU, "The emu.", 1.0),
}


def understand(rows: list[dict[str, Any]]) -> list[Row]:
    read = row_reader(recognise(FLAT).mapping)
    assert isinstance(read, Learner)
    for row in rows:
        read.learn(row)
    found = [read(row) for row in rows]
    return [row for row in found if isinstance(row, Row)]


def answers(rows: list[Row]) -> set[tuple[tuple[str, ...], str, float | None]]:
    return {
        (tuple(turn.content for turn in row.prompt), answer.text, answer.rank)
        for row in rows
        for answer in row.answers
    }


def test_messages_in_any_order_become_answers_to_their_path() -> None:
    for seed in range(5):
        rows = random.Random(seed).sample(FLAT, len(FLAT))
        assert answers(understand(rows)) == ANSWERS


def test_a_users_message_is_used_as_context_and_holds_no_answer() -> None:
    rows = understand(FLAT)
    assert [(row.prompt, row.answers) for row in rows if not row.answers] == [((), []), ((), [])]
    assert len(rows) == len(FLAT)


def test_roles_become_user_and_assistant() -> None:
    assert [turn.role for turn in understand(FLAT)[-1].prompt] == ["user", "assistant", "user"]


def test_what_else_a_message_says_stays_in_the_extras() -> None:
    extras = understand(FLAT)[1].extras
    assert (extras["lang"], extras["review_result"], extras["message_id"]) == ("en", True, "a")


def test_who_wrote_a_synthetic_message_is_kept() -> None:
    rows = [FLAT[0], message("a", "q", "assistant", "The kiwi.", model_name="a-model")]
    read = row_reader(recognise([*FLAT, rows[1]]).mapping)
    assert isinstance(read, Learner)
    for row in rows:
        read.learn(row)
    found = read(rows[1])
    assert isinstance(found, Row)
    assert (found.answers[0].model, found.answers[0].rank) == ("a-model", None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (message("x", "gone", "assistant", "?"), "unknown_parent"),
        (message("x", None, "assistant", "?"), "empty_prompt"),
        (message("x", "a", "assistant", "?"), "bad_messages"),
        (message("x", "q", "assistant", "?", deleted=True), "deleted"),
        (message("x", "q", "assistant", "?", rank="best"), "wrong_type"),
        (message("x", "q", "narrator", "?"), "bad_messages"),
        ({"message_id": "x", "role": "assistant", "text": None}, "missing_value"),
    ],
)
def test_messages_that_answer_nothing_are_unfit(row: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        understand([*FLAT, row])
    assert caught.value.reason == reason


def test_messages_that_answer_themselves_are_unfit() -> None:
    ring = [message("x", "y", "prompter", "?"), message("y", "x", "assistant", "!")]
    with pytest.raises(Unfit, match="bad_tree"):
        understand(ring)


def test_a_nested_tree_gives_a_row_for_every_question() -> None:
    found = row_reader(recognise([NESTED]).mapping)(NESTED)
    assert isinstance(found, list)
    assert answers(found) == ANSWERS
    assert [len(row.answers) for row in found] == [2, 2]
    assert [row.extras.get("tree_state") for row in found] == ["ready_for_export", None]


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (None, "wrong_type"),
        ({"text": "Q?", "role": "prompter", "replies": []}, "missing_value"),
        ({"text": "Q?", "role": "prompter", "replies": [3]}, "wrong_type"),
        ({"text": "Q?", "role": "someone"}, "bad_messages"),
        ({"text": "A", "role": "assistant", "replies": [{"text": "B", "role": "assistant"}]}, "bad_messages"),
        ({"text": " ", "role": "prompter", "replies": [{"text": "B", "role": "assistant"}]}, "empty_prompt"),
    ],
)
def test_trees_that_hold_no_answers_are_unfit(tree: Any, reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([NESTED]).mapping)(NESTED | {"prompt": tree})
    assert caught.value.reason == reason


def test_a_tree_of_any_depth_is_read() -> None:
    node: dict[str, Any] = {"text": "end", "role": "assistant", "rank": 0, "replies": []}
    for depth in range(1001):
        role = "prompter" if depth % 2 == 0 else "assistant"
        node = {"text": str(depth), "role": role, "replies": [node]}
    found = row_reader(recognise([NESTED]).mapping)({"prompt": node})
    assert isinstance(found, list)
    assert len(found) == 501
    assert found[0].prompt == (Message("user", "1000"),)
