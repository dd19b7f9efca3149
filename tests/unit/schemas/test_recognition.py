from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.schemas import FAMILIES, Mapping, Row, Unfit, recognise, row_reader
from curation.schemas.direction import AmbiguousDirection

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "role",
                    "content",
                    "from",
                    "value",
                    "messages",
                    "type",
                    "text",
                    "response",
                    "rank",
                    "replies",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", "x"]) | JSON, "content": JSON}
)
STRINGS = st.sampled_from(
    [
        "[",
        "{",
        "[{",
        '[{"role": "user", "content": 1}]',
        "\n\nHuman: a\n\nAssistant: b",
        "\n\nAssistant:",
        "[3, 4]",
        "nan",
    ]
)
CELL = JSON | STRINGS | st.lists(TURN, max_size=4) | st.lists(st.text(max_size=3) | st.none(), max_size=3)

MAPPINGS = {
    "ratings": Mapping(
        family="ratings",
        columns={"prompt": "a", "response": "b", "model": "c", "system": "s"},
        attributes=("d", "e.f"),
    ),
    "annotator_ratings": Mapping(
        family="annotator_ratings",
        columns={"prompt": "a", "response": "b"},
        attributes=("c", "d"),
        annotators=True,
    ),
    "strength": Mapping(
        family="strength",
        columns={"prompt": "a", "response_a": "b", "response_b": "c", "strength": "d", "split": "s"},
        markup="extra_id",
        positive_is="second",
    ),
    "orca_dpo_pairs": Mapping(
        family="orca_dpo_pairs", columns={"prompt": "a", "system": "b", "chosen": "c", "rejected": "d"}
    ),
    "pairs": Mapping(
        family="pairs",
        columns={
            "prompt": "a",
            "chosen": "b",
            "rejected": "c",
            "input": "d",
            "chosen_score": "e.f",
            "chosen_model": "s",
        },
        markup="chatml",
    ),
    "chats": Mapping(
        family="chats",
        columns={"prompt": "a", "chosen": "b", "rejected": "c", "system": "d", "rejected_score": "e"},
        markup="human_assistant",
    ),
    "transcripts": Mapping(
        family="transcripts",
        columns={"chosen": "a", "rejected": "b", "source": "c"},
        markup="human_assistant",
    ),
    "labels": Mapping(
        family="labels", columns={"prompt": "a", "response": "b", "label": "c"}, attributes=("d",)
    ),
    "panels": Mapping(
        family="panels",
        columns={"prompt": "a", "response_a": "b", "response_b": "c", "annotator_1": "d", "annotator_2": "e"},
        first_is=("1",),
        second_is=("2",),
    ),
    "battles": Mapping(
        family="battles",
        columns={"prompt": "a", "response_a": "b", "response_b": "c", "verdict": "d"},
        first_is=("1",),
        second_is=("true",),
    ),
    "completions": Mapping(family="completions", columns={"prompt": "a", "completions": "b"}),
    "rankings": Mapping(
        family="rankings",
        columns={"prompt": "a", "responses": "b", "ranks": "c", "models": "d"},
        attributes=("e",),
    ),
    "listed_sides": Mapping(family="listed_sides", columns={"prompt": "a", "chosen": "b", "rejected": "c"}),
    "surveys": Mapping(
        family="surveys",
        columns={"prompt": "a", "answer_1": "b", "answer_2": "c", "ranking": "d", "suggestion": "e"},
    ),
    "message_trees": Mapping(
        family="message_trees",
        columns={"id": "a", "parent": "b", "text": "c", "role": "d", "rank": "e", "deleted": "s"},
    ),
    "labelled_turns": Mapping(family="labelled_turns", columns={"response": "a", "system": "b"}),
    "nested_trees": Mapping(family="nested_trees", columns={"tree": "a"}),
}
VARIANTS = [
    *MAPPINGS.values(),
    Mapping(
        family="completions",
        columns={"prompt": "a", "completions": "b", "text": "b.text", "rank": "b.value"},
        attributes=("b.content",),
    ),
    Mapping(family="rankings", columns={"prompt": "a", "responses": "b", "order": "c"}),
    Mapping(family="rankings", columns={"prompt": "a", "responses": "b"}, best_first=True),
    Mapping(family="ratings", columns={"prompt": "a", "response": "b", "rank": "c"}, best_rank=0),
    Mapping(family="chats", columns={"chosen": "b", "rejected": "c", "system": "s"}),
    Mapping(family="labels", columns={"response": "b", "label": "c"}),
    Mapping(family="pairs", columns={"prompt": "a", "chosen": "b", "rejected": "c", "history": "d"}),
    MAPPINGS["battles"].model_copy(update={"rounds": True}),
    Mapping(
        family="battles",
        columns={"response_a": "b", "response_b": "c", "first_wins": "d", "second_wins": "e"},
    ),
]


def test_every_family_is_held_to_the_promise_below() -> None:
    assert set(MAPPINGS) == {family.name for family in FAMILIES}


@pytest.mark.parametrize("mapping", VARIANTS, ids=lambda mapping: mapping.family)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(row=st.dictionaries(st.sampled_from("abcdes"), CELL))
def test_whatever_a_row_holds_it_is_read_or_unfit(mapping: Mapping, row: dict[str, Any]) -> None:
    try:
        read = row_reader(mapping)(row)
    except Unfit as unfit:
        assert unfit.reason.isidentifier()
        assert unfit.detail
        return
    for found in read if isinstance(read, list) else [read]:
        assert isinstance(found, Row)
        assert found.prompt or not found.answers
        texts = [turn.content for turn in found.prompt] + [answer.text for answer in found.answers]
        assert all(type(text) is str for text in texts)
        assert all(
            0 <= index < len(found.answers) for v in found.verdicts for index in (v.chosen, v.rejected)
        )


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(
                [
                    "prompt",
                    "chosen",
                    "rejected",
                    "response",
                    "label",
                    "completions",
                    "messages",
                    "winner",
                    "response_a",
                    "response_b",
                    "helpfulness",
                    "system",
                    "input",
                    "metadata",
                    "split",
                    "answers",
                    "responses",
                    "ranks",
                    "ranking",
                    "text",
                    "role",
                    "message_id",
                    "parent_id",
                    "context",
                ]
            ),
            CELL,
        ),
        max_size=3,
    )
)
def test_whatever_rows_hold_they_are_recognised_or_refused(rows: list[dict[str, Any]]) -> None:
    try:
        found = recognise(rows)
    except SchemaError:
        return
    read = row_reader(found.mapping)
    for row in rows:
        try:
            read(row)
        except Unfit:
            continue


@pytest.mark.parametrize(
    "row",
    [
        {"question": "Q", "answer": "A"},
        {"task_id": 1, "prompt": "def f():", "canonical_solution": "return", "test": "assert"},
        {"chosen": "The sky is blue", "rejected": "The sky is black"},
        {"prompt": "Q", "response": "A", "id": 3},
        {"prompt": "Q", "chosen": "A"},
        {"a": 1, "b": 2},
    ],
)
def test_what_is_no_preference_data_is_refused_in_one_sentence_with_its_columns(row: dict[str, Any]) -> None:
    with pytest.raises(
        SchemaError, match=f"does not look like preference data: its columns are {', '.join(row)}"
    ):
        recognise([row])


def test_a_refusal_says_what_the_nearest_family_lacks() -> None:
    with pytest.raises(SchemaError, match=r"'pairs' \(lacks a rejected answer\)"):
        recognise([{"prompt": "Q", "chosen": "A"}])


def test_no_rows_are_refused() -> None:
    with pytest.raises(SchemaError, match="nothing to recognise"):
        recognise([])


def test_values_decide_between_families_with_the_same_columns() -> None:
    text = {"prompt": "Q", "chosen": "A", "rejected": "B"}
    listed = {
        "prompt": "Q",
        "chosen": [{"role": "assistant", "content": "A"}],
        "rejected": [{"role": "assistant", "content": "B"}],
    }
    assert recognise([text]).mapping.family == "pairs"
    assert recognise([listed]).mapping.family == "chats"
    assert recognise([{"prompt": "Q", "response": "A", "label": 1}]).mapping.family == "labels"
    assert recognise([{"prompt": "Q", "response": "A", "label": 4}]).mapping.family == "ratings"


def test_a_few_spoiled_cells_do_not_hide_a_family() -> None:
    rows = [{"prompt": "Q", "chosen": "A", "rejected": "B"}] * 20 + [
        {"prompt": None, "chosen": True, "rejected": 3}
    ]
    assert recognise(rows).mapping.family == "pairs"


def test_a_column_can_be_named_where_its_own_name_says_nothing() -> None:
    rows = [{"t": f"topic {n}", "prompt": 3, "good": "yes, gladly", "bad": "no"} for n in range(4)]
    found = recognise(rows, {"prompt": "t", "chosen": "good", "rejected": "bad"})
    assert found.mapping.columns == {"prompt": "t", "chosen": "good", "rejected": "bad"}
    assert "'t'" in found.why
    with pytest.raises(SchemaError, match=r"no column 'tt'.*Did you mean 't'"):
        recognise(rows, {"prompt": "tt"})


def test_a_named_column_keeps_an_open_direction_open() -> None:
    rows = [{"t": f"topic {n}", "answer_a": "x", "answer_b": "y", "label": n % 2} for n in range(6)]
    with pytest.raises(AmbiguousDirection) as doubt:
        recognise(rows, {"prompt": "t"})
    assert {reading.mapping.columns["prompt"] for reading in doubt.value.readings} == {"t"}


NESTED: list[dict[str, Any]] = [
    {"prompt": "Ask?", "chosen": "yes", "rejected": "no"},
    {"prompt": "Ask?", "response_a": "no", "response_b": "yes", "winner": "B"},
    {"chosen": [{"role": "user", "content": "Ask?"}, {"role": "assistant", "content": "yes"}]}
    | {"rejected": [{"role": "user", "content": "Ask?"}, {"role": "assistant", "content": "no"}]},
]


@pytest.mark.parametrize("inner", NESTED)
def test_rows_may_keep_everything_in_one_record(inner: dict[str, Any]) -> None:
    found = row_reader(recognise([{"id": 7, "data": inner}]).mapping)({"id": 7, "data": inner})
    assert isinstance(found, Row)
    assert [turn.content for turn in found.prompt] == ["Ask?"]
    assert found.answers[found.verdicts[0].chosen].text == "yes"
    assert found.extras["id"] == 7


def test_an_open_question_inside_a_record_is_asked_with_the_whole_name() -> None:
    inner = {"prompt": "Ask?", "response_a": "x", "response_b": "y"}
    rows = [{"data": inner | {"label": code}} for code in (0, 1)]
    with pytest.raises(AmbiguousDirection, match=r"'data\.label'") as caught:
        recognise(rows)
    assert caught.value.readings[0].mapping.columns["verdict"] == "data.label"


def test_a_nested_column_can_be_named_by_hand() -> None:
    row = {"d": {"q": "Ask?", "g": "yes", "b": "no"}}
    found = recognise([row], {"prompt": "d.q", "chosen": "d.g", "rejected": "d.b"})
    assert found.mapping.columns == {"prompt": "d.q", "chosen": "d.g", "rejected": "d.b"}
