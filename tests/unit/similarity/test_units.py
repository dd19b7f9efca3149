from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pytest

from curation.similarity.units import UNITS, unit_texts

MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.large_string())]))


@dataclass
class Tables:
    prompts: pa.Table
    responses: pa.Table
    pairs: pa.Table


def tables(conversations, answers=(), pairs=()) -> Tables:
    """Conversations as (role, content) turns; pairs as (prompt, chosen or None, tie)."""
    turns = [[{"role": role, "content": content} for role, content in one] for one in conversations]
    users = ["\n\n".join(content for role, content in one if role == "user") for one in conversations]
    return Tables(
        pa.table({"messages": pa.array(turns, MESSAGES), "text": pa.array(users, pa.large_string())}),
        pa.table({"text": pa.array(list(answers), pa.large_string())}),
        pa.table(
            {
                "prompt_id": pa.array([p[0] for p in pairs], pa.int64()),
                "chosen_id": pa.array([p[1] for p in pairs], pa.int64()),
                "tie": pa.array([p[2] for p in pairs], pa.bool_()),
            }
        ),
    )


TALK = [("system", "Be brief."), ("user", "Hi"), ("assistant", "Hello!"), ("user", "Why is the sky blue?")]


def test_each_unit_takes_its_turns():
    data = tables([TALK, [("user", "One turn")]])
    assert unit_texts(data, "user") == ["Hi\n\nWhy is the sky blue?", "One turn"]
    assert unit_texts(data, "last_user") == ["Why is the sky blue?", "One turn"]
    assert unit_texts(data, "system_user") == ["Be brief.\n\nHi\n\nWhy is the sky blue?", "One turn"]


def test_a_prompt_without_such_a_turn_has_no_text():
    data = tables([[("system", "Only this.")], [], TALK])
    assert unit_texts(data, "last_user") == ["", "", "Why is the sky blue?"]
    assert unit_texts(data, "system_user")[:2] == ["Only this.", ""]


def test_turns_are_read_across_chunks():
    one, two = tables([TALK]), tables([[], [("user", "Two")]])
    both = Tables(pa.concat_tables([one.prompts, two.prompts]), one.responses, one.pairs)
    assert unit_texts(both, "last_user") == ["Why is the sky blue?", "", "Two"]
    assert unit_texts(Tables(both.prompts[1:], one.responses, one.pairs), "last_user") == ["", "Two"]


def test_answers_are_those_chosen_the_most_often_chosen_first_each_once():
    data = tables(
        [[("user", "a")], [("user", "b")]],
        ["rare", "often", "often", "never"],
        [(0, 0, False), (0, 1, False), (0, 2, False), (0, 3, True), (1, 3, True), (1, None, False)],
    )
    assert unit_texts(data, "answers") == ["often\n\nrare", ""]


def test_answers_do_not_depend_on_the_order_of_rows():
    pairs = [(0, 0, False), (0, 1, False)]
    there = tables([[("user", "a")]], ["x", "y"], pairs)
    back = tables([[("user", "a")]], ["y", "x"], pairs)
    assert unit_texts(there, "answers") == unit_texts(back, "answers") == ["x\n\ny"]


@pytest.mark.parametrize("unit", UNITS)
def test_no_prompts_have_no_texts(unit):
    assert unit_texts(tables([]), unit) == []


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unit"):
        unit_texts(tables([]), "tokens")
