from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from curation.schemas import Message, Unfit
from curation.schemas.messages import check_order, decoded, read_messages

ASKED = [Message("user", "Hi"), Message("assistant", " Hello")]


@pytest.mark.parametrize(
    "value",
    [
        [{"role": "user", "content": "Hi"}, {"content": " Hello", "role": "assistant"}],
        [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": " Hello"}],
        [{"role": "User", "content": "Hi"}, {"role": "BOT", "content": " Hello"}],
        ({"role": "user", "content": "Hi"}, {"role": "model", "content": " Hello"}),
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello"}]},
        np.array(
            [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello"}], dtype=object
        ),
        json.dumps([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello"}]),
        str([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello"}]),
        "[{'role': 'user', 'content': 'Hi'}\n {'role': 'assistant', 'content': ' Hello'}]",
        [
            {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
            {
                "role": "assistant",
                "content": [{"type": "text", "value": " Hel"}, {"type": "text", "value": "lo"}],
            },
        ],
    ],
)
def test_every_shape_of_a_message_list_gives_the_same_turns(value: Any) -> None:
    assert list(read_messages(value, "chosen")) == ASKED


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "missing_value"),
        ([], "missing_value"),
        (3, "wrong_type"),
        ("plain text", "wrong_type"),
        ([["user", "Hi"]], "wrong_type"),
        ([{"role": "user"}], "missing_value"),
        ([{"role": "user", "content": 7}], "wrong_type"),
        ([{"role": "user", "content": [{"type": "image", "image": "x.png"}]}], "wrong_type"),
        ([{"content": "Hi"}], "bad_messages"),
        ([{"role": "narrator", "content": "Hi"}], "bad_messages"),
        ([{"role": [], "content": "Hi"}], "bad_messages"),
        ([{"role": "assistant", "content": None, "tool_calls": [{"id": 1}]}], "tool_calls"),
        ([{"role": "assistant", "content": "x", "tool_calls": [{"id": 1}]}], "tool_calls"),
    ],
)
def test_what_is_no_message_list_says_why(value: Any, reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        read_messages(value, "chosen")
    assert caught.value.reason == reason
    assert "'chosen'" in caught.value.detail


@pytest.mark.parametrize("text", ["[INST] Hi [/INST]", "[1] Hi", "[]", "{x}", "[ {", '["a"]', ""])
def test_text_that_only_begins_like_a_list_stays_text(text: str) -> None:
    assert decoded(text) is text


def test_two_turns_of_one_speaker_in_a_row_are_a_role_error() -> None:
    with pytest.raises(Unfit, match="two user turns in a row, at turn 2"):
        check_order([Message("user", "a"), Message("user", "b")], "chosen")
