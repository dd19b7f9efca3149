"""The columns of well-known pair and battle sets, quirks included, in rows of our own."""

from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import Row, Unfit, recognise, row_reader
from tests.unit.schemas.understood import A, B, Q, Raw, chosen, models, read_all, scores


@pytest.mark.parametrize(
    ("prompt", "better", "worse"),
    [
        ("prompt", "chosen", "rejected"),
        ("instruction", "preferred", "dispreferred"),
        ("question", "winner", "loser"),
        ("input", "selected", "reject"),
        ("query", "preferred_output", "non_preferred_output"),
        ("context", "chosen_response", "rejected_response"),
        ("question", "response_j", "response_k"),
        ("prompt", "accepted", "rejected"),
        ("prompt", "better_response", "worse_response"),
        ("prompt", "positive", "negative"),
        ("prompt", "y_w", "y_l"),
        ("PROMPT", "CHOSEN", "REJECTED"),
        ("Prompt", "Chosen Response", "Rejected Response"),
        ("userPrompt", "chosenResponse", "rejectedResponse"),
        ("User-Prompt", "Preferred-Answer", "Non-Preferred-Answer"),
    ],
)
def test_plain_texts_are_read_under_any_usual_names(prompt: str, better: str, worse: str) -> None:
    row = {prompt: Q, better: A, worse: B, "system": "Be brief."}
    [read] = read_all([row])
    assert [turn.content for turn in read.prompt] == ["Be brief.", Q]
    assert [answer.text for answer in read.answers] == [A, B]
    assert chosen(read) == A


DISTILLED: Raw = {
    "system": "",
    "input": Q,
    "chosen": A,
    "rejected": B,
    "generations": [A, B],
    "order": ["chosen", "rejected"],
    "labelling_model": "gpt-4-1106-preview",
    "labelling_prompt": [{"content": "Rate them.", "role": "system"}],
    "raw_labelling_response": "9 7",
    "rating": [9.0, 7.0],
    "rationale": "The first is right.",
    "status": "unchanged",
    "original_chosen": A,
    "original_rejected": B,
    "chosen_score": 9.0,
    "in_gsm8k_train": False,
}


def test_distilled_orca_pairs_of_status_tie_are_ties_and_the_status_stays_filterable() -> None:
    tie = DISTILLED | {"status": "tie", "rating": [9.0, 9.0]}
    unrated = DISTILLED | {"status": "tie", "rating": None, "chosen_score": None}
    swapped = DISTILLED | {"status": "swapped", "original_chosen": B, "original_rejected": A}
    rows = read_all([tie, DISTILLED, swapped, unrated])
    assert [chosen(row) for row in rows] == ["tie", A, A, "tie"]
    assert [row.extras["status"] for row in rows] == ["tie", "unchanged", "swapped", "tie"]
    assert [scores(row)[0] for row in rows] == [{"score": 9.0}, {"score": 9.0}, {"score": 9.0}, {}]
    assert rows[0].extras["in_gsm8k_train"] is False
    assert rows[3].extras["rating"] is None
    found = recognise([tie, DISTILLED])
    assert (found.mapping.family, "1 of the first 2 rows a tie" in found.why) == ("orca_dpo_pairs", True)


def test_a_mapping_without_the_status_takes_the_pairs_at_their_word() -> None:
    mapping = recognise([DISTILLED]).mapping
    columns = {role: column for role, column in mapping.columns.items() if role != "status"}
    row = row_reader(mapping.model_copy(update={"columns": columns}))(DISTILLED | {"status": "tie"})
    assert isinstance(row, Row)
    assert chosen(row) == A


def test_orcas_rejected_answers_keep_their_leading_space_and_blank_systems_vanish() -> None:
    rows = [{"system": system, "question": Q, "chosen": A, "rejected": " No."} for system in ("", "Be kind.")]
    plain, kind = read_all(rows)
    assert [answer.text for answer in plain.answers] == [A, " No."]
    assert [turn.role for turn in plain.prompt] == ["user"]
    assert [turn.role for turn in kind.prompt] == ["system", "user"]


def test_helpsteer2_preference_keeps_its_statements() -> None:
    row = {
        "split": "val",
        "prompt": f"Hi\n<extra_id_1>Assistant\nHello!\n<extra_id_1>User\n{Q}",
        "response_1": A,
        "response_2": B,
        "preference_strength": -1,
        "preference_statement": "@Response 1 is slightly better than @Response 2.",
        "preference_elaboration": "It is correct.",
        "three_most_similar_preferences": [{"statement": "x", "elaboration": "y", "strength": -1}],
        "all_preferences_unprocessed": [{"strength": -1, "justification": "z"}],
    }
    rows = read_all([row, row | {"preference_strength": 3}, row | {"preference_strength": 0}])
    assert [chosen(row) for row in rows] == [A, B, "tie"]
    assert [row.verdicts[0].strength for row in rows] == [1.0, 3.0, 0.0]
    assert [turn.role for turn in rows[0].prompt] == ["user", "assistant", "user"]
    assert rows[0].split == "validation"
    assert rows[0].extras["all_preferences_unprocessed"] == [{"strength": -1, "justification": "z"}]


def test_helpsteer3_preference_keeps_html_entities_and_each_opinion() -> None:
    row = {
        "domain": "code",
        "language": "python",
        "context": [{"role": "user", "content": "if a &lt; b"}],
        "response1": A,
        "response2": B,
        "overall_preference": 2,
        "individual_preference": [{"score": 2, "reasoning": "r"}, {"score": 1, "reasoning": "s"}],
    }
    first, second = read_all([row, row | {"overall_preference": -3}])
    assert (chosen(first), chosen(second)) == (B, A)
    assert first.prompt[0].content == "if a &lt; b"
    assert first.extras["domain"] == "code"
    assert len(first.extras["individual_preference"]) == 2


def test_shp_prefers_a_where_labels_is_1_and_keeps_votes_as_scores() -> None:
    row = {
        "post_id": "p1",
        "domain": "askacademia_train",
        "upvote_ratio": 0.9,
        "history": "R&amp;D or teaching?",
        "c_root_id_A": "a",
        "c_root_id_B": "b",
        "created_at_utc_A": 10,
        "created_at_utc_B": 20,
        "score_A": 30,
        "score_B": 10,
        "human_ref_A": A,
        "human_ref_B": B,
        "labels": 1,
        "seconds_difference": 10.0,
        "score_ratio": 3.0,
    }
    one, other = read_all([row, row | {"labels": 0, "score_A": 2}])
    assert (chosen(one), chosen(other)) == (A, B)
    assert scores(one) == [{"score": 30.0}, {"score": 10.0}]
    assert one.prompt[0].content == "R&amp;D or teaching?"
    assert (one.extras["upvote_ratio"], one.extras["domain"]) == (0.9, "askacademia_train")


def test_arena_55k_reads_lists_in_csv_strings() -> None:
    row = {
        "id": "7",
        "model_a": "gpt-4",
        "model_b": "vicuna",
        "prompt": '["One?","Two?"]',
        "response_a": '["1","2"]',
        "response_b": '["1","II"]',
        "winner_model_a": "0",
        "winner_model_b": "1",
        "winner_tie": "0",
    }
    tie = row | {"winner_model_b": "0", "winner_tie": "1"}
    one, other = read_all([row, tie])
    assert (chosen(one), chosen(other), models(one)) == ("II", "tie", ["gpt-4", "vicuna"])
    assert [turn.content for turn in one.prompt] == ["One?", "1", "Two?"]
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([row, tie]).mapping)(row | {"response_b": '["1",null]'})
    assert caught.value.reason == "missing_value"


def spoken(*texts: str, parts: bool = False) -> list[Raw]:
    contents: list[Any] = [
        [{"type": "text", "text": text, "image": None}] if parts else text for text in texts
    ]
    return [{"role": ("user", "assistant")[i % 2], "content": content} for i, content in enumerate(contents)]


def test_arena_140k_reads_typed_parts_and_both_bad_is_a_tie() -> None:
    row = {
        "id": "x",
        "model_a": "m",
        "model_b": "n",
        "winner": "model_b",
        "evaluation_order": 1,
        "conversation_a": spoken(Q, A, parts=True),
        "conversation_b": spoken(Q, B, parts=True),
        "full_conversation": [{"user": {}, "model_side_a": {}, "model_side_b": {}}],
        "conv_metadata": {"sum_assistant_a_tokens": 3, "bold_count_a": {"**": 1, "__": 0}},
        "is_code": False,
    }
    winners = ("model_b", "model_a", "tie", "both_bad")
    rows = read_all([row | {"winner": winner} for winner in winners])
    assert [chosen(row) for row in rows] == [B, A, "tie", "tie"]
    assert [row.extras["winner"] for row in rows] == list(winners)
    assert rows[0].extras["conv_metadata"]["sum_assistant_a_tokens"] == 3


def test_mt_bench_judgments_keep_judge_and_turn() -> None:
    row = {
        "question_id": 81,
        "model_a": "alpaca-13b",
        "model_b": "gpt-3.5-turbo",
        "winner": "model_b",
        "judge": "expert_1",
        "conversation_a": spoken(Q, "x", "And?", A),
        "conversation_b": spoken(Q, "y", "And?", B),
        "turn": 2,
    }
    one, two = read_all([row, row | {"winner": "model_a"}])
    assert (chosen(one), chosen(two)) == (B, A)
    assert [turn.content for turn in one.answers[0].lead] == ["x", "And?"]
    assert (one.extras["judge"], one.extras["turn"]) == ("expert_1", 2)


def test_summaries_are_chosen_by_their_place_in_the_list() -> None:
    row = {
        "info": {
            "id": "t3",
            "post": Q,
            "title": "Sorting",
            "subreddit": "learn",
            "site": None,
            "article": None,
        },
        "summaries": [
            {"text": A, "policy": "sup1", "note": None},
            {"text": B, "policy": "ref", "note": "short"},
        ],
        "choice": 0,
        "worker": "w1",
        "batch": "batch3",
        "split": "valid1",
        "extra": {"confidence": None},
    }
    one, other = read_all([row, row | {"choice": 1}])
    assert (chosen(one), chosen(other), models(one)) == (A, B, ["sup1", "ref"])
    assert one.prompt[0].content == Q
    assert one.extras["info"]["subreddit"] == "learn"
    assert one.extras["summaries"][1]["note"] == "short"
    assert (one.split, one.extras["split"]) == ("validation", "valid1")


def test_webgpt_comparisons_prefer_the_higher_score_and_tie_where_they_are_equal() -> None:
    row = {
        "question": {"dataset": "eli5", "id": "1", "full_text": Q},
        "quotes_0": {"title": [], "extract": []},
        "answer_0": A,
        "tokens_0": {"prefix": [1], "completion": [2]},
        "score_0": 0.75,
        "quotes_1": {"title": [], "extract": []},
        "answer_1": B,
        "tokens_1": {"prefix": [1], "completion": [2]},
        "score_1": -0.75,
    }
    rows = read_all([row, row | {"score_0": -0.5, "score_1": 0.5}, row | {"score_0": 0, "score_1": 0.0}])
    assert [chosen(row) for row in rows] == [A, B, "tie"]
    assert scores(rows[0]) == [{"score": 0.75}, {"score": -0.75}]
    assert rows[0].prompt[0].content == Q
    with pytest.raises(Unfit) as caught:
        row_reader(recognise([row]).mapping)(row | {"score_1": None})
    assert caught.value.reason == "no_verdict"


def test_reward_bench_keeps_models_and_subset() -> None:
    row = {
        "prompt": Q,
        "chosen": A,
        "chosen_model": "gpt-4",
        "rejected": B,
        "rejected_model": "llama",
        "subset": "alpacaeval-easy",
        "id": 3,
    }
    [read] = read_all([row])
    assert (chosen(read), models(read), read.extras["id"]) == (A, ["gpt-4", "llama"], 3)


def test_a_margin_beside_the_answers_stays_a_number_to_filter_by() -> None:
    [read] = read_all([{"prompt": Q, "chosen_response": A, "rejected_response": B, "margin": 1.5}])
    assert (chosen(read), read.extras) == (A, {"margin": 1.5})


def test_alpaca_eval_annotations_keep_generators_and_the_strength_of_the_share() -> None:
    row = {
        "instruction": Q,
        "output_1": A,
        "generator_1": "davinci",
        "output_2": B,
        "generator_2": "ours",
        "annotator": "gpt4",
        "preference": 1.25,
    }
    rows = read_all([row, row | {"preference": 2.0}, row | {"preference": 1.5}, row | {"preference": 1.1}])
    assert [chosen(row) for row in rows] == [A, B, "tie", A]
    assert [row.verdicts[0].strength for row in rows[:3]] == [0.25, 0.5, 0.0]
    assert models(rows[0]) == ["davinci", "ours"]


def news(post: str | None, article: str | None) -> Raw:
    info = {"id": "x", "post": post, "title": None, "subreddit": None, "site": None, "article": article}
    summaries = [{"text": A, "policy": "p", "note": None}, {"text": B, "policy": "q", "note": None}]
    return {"info": info, "summaries": summaries, "choice": int(post is None), "split": "valid2"}


def test_a_summary_of_an_article_has_the_article_for_a_prompt() -> None:
    found = read_all([news("A post.", None), news(None, "An article.")])
    assert [row.prompt[0].content for row in found] == ["A post.", "An article."]
    assert [chosen(row) for row in found] == [A, B]


def test_summaries_of_articles_alone_are_read_and_so_are_posts_that_follow() -> None:
    rows = [news(None, "An article."), news(None, "Another.") | {"choice": 0}]
    read = row_reader(recognise(rows).mapping)
    found = [read(row) for row in (*rows, news("A post.", None))]
    assert [row.prompt[0].content for row in found if isinstance(row, Row)] == [
        "An article.",
        "Another.",
        "A post.",
    ]


def test_a_good_and_a_bad_edit_are_a_pair() -> None:
    context = [{"role": "user", "content": Q}]
    row = {"context": context, "original_response": "Hm.", "good_edited_response": A}
    (found,) = read_all([row | {"bad_edited_response": B, "feedback": ["Short."]}])
    assert (chosen(found), found.prompt[0].content) == (A, Q)
    assert found.extras["original_response"] == "Hm."


def test_a_column_of_splits_may_name_parts_of_them() -> None:
    row = {"prompt": Q, "chosen": A, "rejected": B}
    found = read_all([row | {"split": name} for name in ("train_prefs", "test_prefs", "val")])
    assert [one.split for one in found] == ["train_prefs", "test_prefs", "validation"]
