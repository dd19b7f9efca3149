"""Conversations whose last turn carries its ratings as a label, as NeMo-Aligner's SteerLM has them."""

from __future__ import annotations

from typing import Any

import pytest

from curation.errors import SchemaError
from curation.schemas import Row, Unfit, recognise, row_reader


def row(label: str | None, system: str = "") -> dict[str, Any]:
    turns = [
        {"from": "User", "value": "Two?", "label": None},
        {"from": "Assistant", "value": "Yes.", "label": label},
    ]
    return {"conversations": turns, "system": system, "mask": "User", "type": "VALUE_TO_TEXT"}


def test_a_label_is_read_as_ratings_and_the_system_text_as_a_turn() -> None:
    rows = [row("helpfulness:4,correctness:3.5", "Be brief."), row("helpfulness:-1,correctness:0")]
    found = recognise(rows)
    assert found.mapping.family == "labelled_turns"
    first, second = (row_reader(found.mapping)(one) for one in rows)
    assert isinstance(first, Row) and isinstance(second, Row)
    assert [(turn.role, turn.content) for turn in first.prompt] == [("system", "Be brief."), ("user", "Two?")]
    assert first.answers[0].scores == {"helpfulness": 4.0, "correctness": 3.5}
    assert [turn.role for turn in second.prompt] == ["user"]


def test_a_row_without_a_label_is_told_apart() -> None:
    read = row_reader(recognise([row("helpfulness:4")]).mapping)
    with pytest.raises(Unfit, match="no label of names and numbers"):
        read(row("good"))


def test_labels_that_are_no_ratings_are_not_taken_for_them() -> None:
    with pytest.raises(SchemaError):
        recognise([row("good"), row("bad")])
