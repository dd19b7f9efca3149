"""Each family reads its own shape: what comes out, in which order, and why a row does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import Mapping, Message, Row, Unfit, recognise, row_reader

Q, A, B = "How?", " So.", "Thus.\n"
ASK = {"role": "user", "content": Q}


def said(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def understand(row: dict[str, Any], *more: dict[str, Any]) -> Row:
    return row_reader(recognise([row, *more]).mapping)(row)


def family(*rows: dict[str, Any]) -> str:
    return recognise(rows).mapping.family


PAIR_SHAPES: dict[str, dict[str, Any]] = {
    "orca": {"system": "", "question": Q, "chosen": A, "rejected": B},
    "orca distilabel": {"system": "", "input": Q, "chosen": A, "rejected": B},
    "orca, first names": {"system": "", "question": Q, "chatgpt": A, "llama2-13b-chat": B},
    "plain": {"prompt": Q, "chosen": A, "rejected": B},
    "plain, other names": {"Instruction": Q, "chosen-response": A, "Rejected Response": B},
    "preferred": {"query": Q, "preferred": A, "dispreferred": B},
    "trl explicit": {"prompt": [ASK], "chosen": [said(A)], "rejected": [said(B)]},
    "trl implicit": {"chosen": [ASK, said(A)], "rejected": [ASK, said(B)]},
    "trl prompt with texts": {"prompt": [ASK], "chosen": A, "rejected": B},
    "ultrafeedback": {
        "prompt": Q,
        "chosen": [ASK, said(A)],
        "rejected": [ASK, said(B)],
        "messages": [ASK, said(A)],
    },
    "answer lists after a text prompt": {"prompt": Q, "chosen": [said(A)], "rejected": [said(B)]},
    "sharegpt": {
        "conversations": [{"from": "human", "value": Q}],
        "chosen": {"from": "gpt", "value": A},
        "rejected": {"from": "gpt", "value": B},
    },
    "axolotl": {"messages": [ASK], "chosen": said(A), "rejected": said(B)},
    "llama-factory v1": {
        "chosen_messages": [
            {"role": r, "content": [{"type": "text", "value": t}]} for r, t in (("user", Q), ("assistant", A))
        ],
        "rejected_messages": [
            {"role": r, "content": [{"type": "text", "value": t}]} for r, t in (("user", Q), ("assistant", B))
        ],
    },
    "azure": {"input": {"messages": [ASK]}, "preferred_output": [said(A)], "non_preferred_output": [said(B)]},
    "hh-rlhf": {
        "chosen": f"\n\nHuman: {Q}\n\nAssistant: {A}",
        "rejected": f"\n\nHuman: {Q}\n\nAssistant: {B}",
    },
    "chatml": {
        "prompt": f"<|im_start|>user\n{Q}<|im_end|>\n<|im_start|>assistant\n",
        "chosen": f"{A}<|im_end|>\n",
        "rejected": f"{B}<|im_end|>",
    },
    "helpsteer2 preference": {"prompt": Q, "response_1": A, "response_2": B, "preference_strength": -2},
    "helpsteer3": {"context": [ASK], "response1": A, "response2": B, "overall_preference": -1},
    "arena": {
        "prompt": f'["{Q}"]',
        "response_a": f'["{A}"]',
        "response_b": '["Thus.\\n"]',
        "winner_model_a": "1",
        "winner_model_b": "0",
    },
    "arena 140k": {"conversation_a": [ASK, said(A)], "conversation_b": [ASK, said(B)], "winner": "model_a"},
    "pku": {"prompt": Q, "response_0": A, "response_1": B, "better_response_id": 0},
    "shp": {"history": Q, "human_ref_A": A, "human_ref_B": B, "labels": 1},
}


@pytest.mark.parametrize("shape", PAIR_SHAPES)
def test_every_pair_shape_gives_the_same_pair_byte_for_byte(shape: str) -> None:
    row = understand(PAIR_SHAPES[shape])
    assert row.prompt == (Message("user", Q),)
    assert [answer.text for answer in row.answers] == [A, B]
    assert [answer.lead for answer in row.answers] == [(), ()]
    assert [(v.chosen, v.rejected, v.tie) for v in row.verdicts] == [(0, 1, False)]


@pytest.mark.parametrize("shape", PAIR_SHAPES)
def test_every_recognition_says_why_and_survives_its_yaml(shape: str) -> None:
    found = recognise([PAIR_SHAPES[shape]])
    assert "'" in found.why
    assert Mapping.from_text(found.mapping.to_yaml()) == found.mapping


def test_answers_named_after_models_keep_the_models_names() -> None:
    row = understand(PAIR_SHAPES["orca, first names"])
    assert [answer.model for answer in row.answers] == ["chatgpt", "llama2-13b-chat"]
    assert [answer.model for answer in understand(PAIR_SHAPES["orca"]).answers] == [None, None]


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        ({"score_chosen": 9.0, "score_rejected": 4}, "score"),
        ({"chosen-rating": "9", "rejected-rating": "4.0"}, "rating"),
        ({"metadata": {"score_chosen": 9.0, "score_rejected": 4.0}}, "score"),
    ],
)
def test_scores_of_both_sides_are_kept(scores: dict[str, Any], name: str) -> None:
    row = understand(PAIR_SHAPES["plain"] | scores)
    assert [answer.scores for answer in row.answers] == [{name: 9.0}, {name: 4.0}]
    assert row.extras == {}


def test_a_missing_score_is_left_out() -> None:
    full, empty = (PAIR_SHAPES["plain"] | {"chosen_score": s, "rejected_score": 1.0} for s in (9.0, None))
    read = row_reader(recognise([full, empty]).mapping)
    assert [answer.scores for answer in read(empty).answers] == [{}, {"score": 1.0}]


def test_what_else_a_record_says_stays_in_the_extras() -> None:
    record = {"score_chosen": 9.0, "score_rejected": 4.0, "noise": {"selected": True}}
    row = understand(PAIR_SHAPES["plain"] | {"metadata": record, "id": 7})
    assert row.extras == {"metadata": {"noise": {"selected": True}}, "id": 7}
    assert record == {"score_chosen": 9.0, "score_rejected": 4.0, "noise": {"selected": True}}


def test_split_source_and_models_are_understood() -> None:
    more = {"split": "val", "source": "flan", "chosen_model": "gpt-4", "rejected_model": "llama"}
    row = understand(PAIR_SHAPES["plain"] | more)
    assert (row.split, row.source) == ("validation", "flan")
    assert [answer.model for answer in row.answers] == ["gpt-4", "llama"]
    assert row.extras == {}


def test_an_empty_answer_is_kept_and_a_missing_one_is_unfit() -> None:
    assert understand({"prompt": Q, "chosen": "", "rejected": B}).answers[0].text == ""
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([PAIR_SHAPES["plain"]]).mapping)({"prompt": Q, "chosen": None, "rejected": B})
    assert caught.value.reason == "missing_value"


def test_an_answer_that_is_no_text_is_unfit_with_its_type() -> None:
    with pytest.raises(Unfit, match=r"wrong_type: 'chosen' holds true/false \(bool\)"):
        row_reader(recognise([PAIR_SHAPES["plain"]]).mapping)({"prompt": Q, "chosen": True, "rejected": B})


def test_plain_text_that_looks_like_json_stays_text() -> None:
    listed = '[{"role": "user", "content": "x"}]'
    row = row_reader(recognise([PAIR_SHAPES["plain"]]).mapping)(
        {"prompt": listed, "chosen": listed, "rejected": "[1]"}
    )
    assert (row.prompt[0].content, row.answers[0].text, row.answers[1].text) == (listed, listed, "[1]")


def test_the_system_turn_of_conversations_is_the_prompts_first() -> None:
    system = {"role": "system", "content": "S"}
    row = understand({"prompt": Q, "chosen": [system, ASK, said(A)], "rejected": [system, ASK, said(B)]})
    assert row.prompt == (Message("system", "S"), Message("user", Q))


def test_conversations_that_part_before_the_last_turn_keep_their_own_turns() -> None:
    more = {"role": "user", "content": "And?"}
    row = understand({"chosen": [ASK, said("x"), more, said(A)], "rejected": [ASK, said("y"), more, said(B)]})
    assert row.prompt == (Message("user", Q),)
    assert row.answers[0].lead == (Message("assistant", "x"), Message("user", "And?"))
    assert row.answers[1].lead == (Message("assistant", "y"), Message("user", "And?"))


def test_equal_conversations_still_have_an_answer_each() -> None:
    row = understand({"chosen": [ASK, said(A)], "rejected": [ASK, said(A)]})
    assert (row.prompt, [a.text for a in row.answers]) == ((Message("user", Q),), [A, A])


def test_a_prompt_column_that_prints_a_longer_conversation_gives_way_to_it() -> None:
    turns = [ASK, said("x"), {"role": "user", "content": "And?"}]
    row = understand({"prompt": f"{Q}\nx\nAnd?", "chosen": [*turns, said(A)], "rejected": [*turns, said(B)]})
    assert [turn.content for turn in row.prompt] == [Q, "x", "And?"]


@pytest.mark.parametrize(
    ("chosen", "rejected", "reason"),
    [
        ([ASK], [ASK, said(B)], "last_turn_not_assistant"),
        ([ASK, said(A), ASK], [ASK, said(B)], "last_turn_not_assistant"),
        ([ASK, ASK, said(A)], [ASK, ASK, said(B)], "bad_messages"),
        ([{"role": "user", "content": "Other?"}, said(A)], [ASK, said(B)], "no_shared_prompt"),
        ([said(A)], [said(B)], "no_shared_prompt"),
        (
            [{"role": "user", "content": " "}, said(A)],
            [{"role": "user", "content": " "}, said(B)],
            "empty_prompt",
        ),
        (None, [ASK, said(B)], "missing_value"),
    ],
)
def test_conversations_that_make_no_pair_are_unfit(chosen: Any, rejected: Any, reason: str) -> None:
    read = row_reader(recognise([PAIR_SHAPES["trl implicit"]]).mapping)
    with pytest.raises(Unfit) as caught:
        read({"chosen": chosen, "rejected": rejected})
    assert caught.value.reason == reason


def test_a_conversation_about_something_else_than_its_prompt_is_unfit() -> None:
    read = row_reader(recognise([PAIR_SHAPES["ultrafeedback"]]).mapping)
    with pytest.raises(Unfit) as caught:
        read({"prompt": "Who?", "chosen": [ASK, said(A)], "rejected": [ASK, said(B)]})
    assert caught.value.reason == "prompt_mismatch"


def transcript(*spoken: str) -> str:
    return "".join(f"\n\n{('Human', 'Assistant')[i % 2]}: {text}" for i, text in enumerate(spoken))


def test_transcripts_are_split_at_a_turn_never_inside_a_word() -> None:
    row = understand(
        {"chosen": transcript(Q, "The sky is blue"), "rejected": transcript(Q, "The sky is black")}
    )
    assert [answer.text for answer in row.answers] == ["The sky is blue", "The sky is black"]


def test_transcripts_with_different_histories_lose_nothing() -> None:
    row = understand({"chosen": transcript(Q, "x", "1?", A), "rejected": transcript(Q, "y", "2?", B)})
    assert row.prompt == (Message("user", Q),)
    assert [answer.text for answer in row.answers] == [A, B]
    assert row.answers[1].lead == (Message("assistant", "y"), Message("user", "2?"))


@pytest.mark.parametrize(
    ("chosen", "rejected", "reason"),
    [
        (transcript("Other?", A), transcript(Q, B), "no_shared_prompt"),
        ("\n\nAssistant: x", "\n\nAssistant: y", "no_shared_prompt"),
        (transcript(Q), transcript(Q, B), "last_turn_not_assistant"),
        ("no marker", transcript(Q, B), "bad_transcript"),
        (transcript("", A), transcript("", B), "empty_prompt"),
        (None, transcript(Q, B), "missing_value"),
        (4, transcript(Q, B), "wrong_type"),
    ],
)
def test_texts_that_are_no_transcripts_are_unfit(chosen: Any, rejected: Any, reason: str) -> None:
    read = row_reader(recognise([PAIR_SHAPES["hh-rlhf"]]).mapping)
    with pytest.raises(Unfit) as caught:
        read({"chosen": chosen, "rejected": rejected})
    assert caught.value.reason == reason


def test_the_empty_last_answer_of_a_transcript_is_kept() -> None:
    row = understand({"chosen": transcript(Q, ""), "rejected": transcript(Q, B)})
    assert [answer.text for answer in row.answers] == ["", B]


RATED = {"prompt": Q, "response": A, "helpfulness": 3, "verbosity": 1}


def test_ratings_become_scores_and_no_verdict() -> None:
    row = understand(RATED)
    assert (row.answers[0].text, row.answers[0].scores) == (A, {"helpfulness": 3.0, "verbosity": 1.0})
    assert row.verdicts == []


def test_helpsteers_markup_is_read_although_the_first_rows_have_none() -> None:
    read = row_reader(recognise([RATED]).mapping)
    row = read(RATED | {"prompt": "a\n<extra_id_1>Assistant\nb\n<extra_id_1>User\nc"})
    assert [turn.role for turn in row.prompt] == ["user", "assistant", "user"]


def test_lists_of_ratings_are_kept_and_averaged() -> None:
    row = understand({"prompt": Q, "response": A, "helpfulness": [3, 4, 4, 4], "verbosity": [1, None]})
    assert row.answers[0].scores == {"helpfulness": 3.75, "verbosity": 1.0}
    assert row.answers[0].ratings == {"helpfulness": [3.0, 4.0, 4.0, 4.0], "verbosity": [1.0]}


def test_one_missing_rating_is_left_out_and_all_missing_make_the_row_unfit() -> None:
    read = row_reader(recognise([RATED]).mapping)
    assert read(RATED | {"verbosity": None}).answers[0].scores == {"helpfulness": 3.0}
    for nothing in (None, float("nan"), "N/A"):
        with pytest.raises(Unfit) as caught:
            read(RATED | {"helpfulness": nothing, "verbosity": None})
        assert caught.value.reason == "missing_value"


@pytest.mark.parametrize("rating", [True, "good", [3], {}, float("inf"), 10**400])
def test_a_rating_that_is_no_number_is_unfit(rating: Any) -> None:
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([RATED]).mapping)(RATED | {"helpfulness": rating})
    assert caught.value.reason == "wrong_type"


def test_counts_and_ids_are_no_ratings() -> None:
    rows = [
        {"id": i, "prompt": Q, "response": A, "tokens": 5, "row_no": i, "n": i, "quality": 2 + i % 2}
        for i in range(5)
    ]
    assert recognise(rows).mapping.attributes == ("quality",)


def test_ratings_inside_a_record_are_found() -> None:
    row = understand({"prompt": Q, "response": A, "scores": {"overall": 3, "fluency": 2.5}})
    assert row.answers[0].scores == {"overall": 3.0, "fluency": 2.5}


@pytest.mark.parametrize(
    ("label", "meaning"),
    [(True, True), (0, False), (1.0, True), ("yes", True), ("No", False), ("TRUE", True), ("0", False)],
)
def test_labels_are_read_as_people_write_them(label: Any, meaning: bool) -> None:
    row = understand({"prompt": Q, "completion": A, "label": label})
    assert (row.answers[0].label, row.answers[0].text, row.prompt) == (meaning, A, (Message("user", Q),))


@pytest.mark.parametrize("label", [2, -2, 0.5, "maybe", [], {}])
def test_a_label_that_is_neither_true_nor_false_is_unfit(label: Any) -> None:
    good = {"prompt": Q, "completion": A, "label": True}
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([good]).mapping)(good | {"label": label})
    assert caught.value.reason == "bad_label"


@pytest.mark.parametrize(
    "shape",
    [
        {"instruction": Q, "output": A, "tag": True},
        {"messages": [ASK, said(A)], "label": True},
        {"prompt": [ASK], "completion": [said(A)], "label": True},
        {"prompt": Q, "completion": [said(A)], "label": True},
        {"prompt": Q, "completion": [ASK, said(A)], "label": True, "rating": 4.0},
        {"conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": A}], "kto_tag": True},
    ],
)
def test_every_labelled_shape_gives_the_same_answer(shape: dict[str, Any]) -> None:
    row = understand(shape)
    assert (row.prompt, row.answers[0].text, row.answers[0].label) == ((Message("user", Q),), A, True)


def test_rated_completions_are_one_row_of_several_answers() -> None:
    completion = {"model": "bard", "response": A, "overall_score": 8, "critique": "fine"}
    aspects = {"annotations": {"honesty": {"Rating": "4"}, "helpfulness": {"Rating": "N/A"}}}
    row = understand({"instruction": Q, "completions": [completion | aspects, {"model": "m", "response": B}]})
    assert [(a.text, a.model) for a in row.answers] == [(A, "bard"), (B, "m")]
    assert [a.scores for a in row.answers] == [{"overall_score": 8.0, "honesty": 4.0}, {}]
    assert row.extras["completions"][0]["critique"] == "fine"


def test_arena_rounds_that_differ_become_leads() -> None:
    row = {"prompt": '["1","2"]', "response_a": '["x","a"]', "response_b": '["y","b"]', "winner": "model_b"}
    read = understand(row, row | {"winner": "model_a"})
    assert read.prompt == (Message("user", "1"),)
    assert read.answers[0].lead == (Message("assistant", "x"), Message("user", "2"))
    assert read.verdicts[0].chosen == 1


@pytest.mark.parametrize("answers", ['["x"]', '["x", null]', "[]", None, "text", '["x", 3]'])
def test_arena_rounds_that_do_not_match_are_unfit(answers: Any) -> None:
    row = {"prompt": '["1","2"]', "response_a": '["x","a"]', "response_b": '["y","b"]', "winner": "model_b"}
    with pytest.raises(Unfit):
        row_reader(recognise([row, row | {"winner": "model_a"}]).mapping)(row | {"response_b": answers})
