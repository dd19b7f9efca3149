from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import Mapping, Message, Unfit
from curation.schemas.prompt import prompt_reader


def read(row: dict[str, Any], **columns: str) -> tuple[Message, ...]:
    return prompt_reader(Mapping(family="pairs", columns={"prompt": "prompt", **columns}))(row)


def test_text_is_kept_byte_for_byte() -> None:
    assert read({"prompt": "  spaced \n"}) == (Message("user", "  spaced \n"),)


@pytest.mark.parametrize("system", [None, ""])
def test_an_empty_system_cell_is_no_turn(system: str | None) -> None:
    assert read({"prompt": "Q", "sys": system}, system="sys") == (Message("user", "Q"),)


def test_the_system_turn_comes_first_and_once() -> None:
    opening = Message("system", "S")
    listed = [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}]
    assert read({"prompt": "Q", "sys": "S"}, system="sys") == (opening, Message("user", "Q"))
    assert read({"prompt": listed, "sys": "S"}, system="sys") == (opening, Message("user", "Q"))


def test_alpaca_input_follows_the_instruction() -> None:
    assert read({"prompt": "Add.", "input": "1 + 1"}, input="input") == (Message("user", "Add.\n1 + 1"),)
    assert read({"prompt": "Add.", "input": ""}, input="input") == (Message("user", "Add."),)


def test_alpaca_history_comes_before_the_instruction() -> None:
    turns = read({"prompt": "3", "before": [["1", "2"]]}, history="before")
    assert [(turn.role, turn.content) for turn in turns] == [("user", "1"), ("assistant", "2"), ("user", "3")]
    with pytest.raises(Unfit, match="bad_messages"):
        read({"prompt": "3", "before": [["1"]]}, history="before")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "missing_value"),
        (7, "wrong_type"),
        ("", "empty_prompt"),
        (" \n", "empty_prompt"),
        ([{"role": "system", "content": "S"}], "empty_prompt"),
        ([{"role": "user", "content": " "}], "empty_prompt"),
        ([{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}], "bad_messages"),
    ],
)
def test_a_prompt_that_asks_nothing_is_unfit(value: Any, reason: str) -> None:
    with pytest.raises(Unfit) as caught:
        read({"prompt": value})
    assert caught.value.reason == reason
