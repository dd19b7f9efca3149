"""Each reader's rules: a row that is taken, and for every fault a row that has it."""

from __future__ import annotations

from typing import Any

import pytest

from curation.export.proof import axolotl, llamafactory, nemo_aligner, nemo_rl, openrlhf, tables
from curation.export.proof.prove import RULES
from curation.export.proof.rules import Check

Q = {"role": "user", "content": "Q"}
A, B = {"role": "assistant", "content": "An answer"}, {"role": "assistant", "content": "Better not"}
CHAT = {"messages": [Q], "chosen": A, "rejected": B}
RM = {"system": "", "input": "Q", "chosen": "A", "rejected": "B"}
HUMAN, GPT = {"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}
RANKING = {"conversations": [HUMAN], "chosen": GPT, "rejected": GPT}
KTO = {"conversations": [{"from": "system", "value": "S"}, HUMAN, GPT], "kto_tag": True}
RLHF = {"prompt": [Q], "chosen": [A], "rejected": [B]}
RANKED = {"context": [Q], "completions": [{"rank": 0, "completion": [A]}, {"rank": 1, "completion": [B]}]}
FRAMED = {
    "prompt": "<extra_id_0>System\n\n<extra_id_1>User\nQ\n<extra_id_1>Assistant\n",
    "chosen_response": "A\n<extra_id_1>",
    "rejected_response": "B\n<extra_id_1>",
}
STEER = {
    "conversations": [
        {"value": "Q", "from": "User", "label": None},
        {"value": "A", "from": "Assistant", "label": "helpfulness:4,verbosity:1.5"},
    ],
    "mask": "User",
}
RATED = {"prompt": "Q", "response": "A", "helpfulness": 3}
RECORD = {"id": "1", "prompt": [Q], "response_1": "A", "response_2": "B", "preference": "tie"}


def labelled(label: Any) -> dict[str, Any]:
    return {**STEER, "conversations": [{"value": "A", "from": "Assistant", "label": label}]}


@pytest.mark.parametrize(
    ("check", "row", "reason"),
    [
        (axolotl.check_chat, CHAT, None),
        (axolotl.check_chat, {**CHAT, "messages": []}, "missing_column"),
        (axolotl.check_chat, {**CHAT, "messages": [{"role": "judge", "content": ""}]}, "unknown_role"),
        (axolotl.check_chat, {**CHAT, "chosen": {**A, "content": "user"}}, "answer_found_in_template"),
        (axolotl.check_chat, {**CHAT, "chosen": {**A, "content": ""}}, "answer_found_in_template"),
        (axolotl.check_chat, {**CHAT, "chosen": {**A, "content": " An answer"}}, "space_around_answer"),
        (axolotl.check_chat, {**CHAT, "chosen": {**A, "content": "An answer\n"}}, "space_after_answer"),
        (axolotl.check_chatml, {"system": "", "question": "Q", "chosen": "A", "rejected": "B"}, None),
        (axolotl.check_chatml, {"question": "Q", "chosen": "A", "rejected": "B"}, "missing_column"),
        (axolotl.check_chatml, {"system": "", "chosen": "A", "rejected": "B"}, "missing_column"),
        (axolotl.check_reward, RM, None),
        (axolotl.check_reward, {k: v for k, v in RM.items() if k != "system"}, "missing_column"),
        (llamafactory.check_ranking, RANKING, None),
        (llamafactory.check_ranking, {**RANKING, "conversations": [{"role": "user"}]}, "not_sharegpt"),
        (llamafactory.check_ranking, {**RANKING, "conversations": [HUMAN, HUMAN]}, "invalid_role"),
        (llamafactory.check_ranking, {**RANKING, "conversations": [HUMAN, GPT]}, "invalid_count"),
        (llamafactory.check_ranking, {**RANKING, "chosen": "A"}, "answer_is_no_turn"),
        (llamafactory.check_kto, KTO, None),
        (llamafactory.check_kto, {**KTO, "conversations": [HUMAN]}, "invalid_count"),
        (llamafactory.check_kto, {**KTO, "kto_tag": 1}, "tag_is_no_boolean"),
        (llamafactory.check_kto, {**KTO, "kto_tag": "true"}, "tag_is_no_boolean"),
        (llamafactory.check_kto, {**KTO, "conversations": [HUMAN, {**GPT, "value": ""}]}, "empty_answer"),
        (openrlhf.check, RLHF, None),
        (openrlhf.check, {**RLHF, "prompt": "Q"}, "not_messages"),
        (openrlhf.check, {**RLHF, "margin": "1"}, "no_margin"),
        (nemo_rl.check, RANKED, None),
        (nemo_rl.check, {**RANKED, "context": "Q"}, "not_messages"),
        (nemo_rl.check, {**RANKED, "completions": RANKED["completions"][:1]}, "not_two_completions"),
        (nemo_rl.check, {**RANKED, "completions": [RANKED["completions"][0]] * 2}, "equal_ranks"),
        (nemo_aligner.check_dpo, FRAMED, None),
        (nemo_aligner.check_dpo, {**FRAMED, "prompt": [Q]}, "not_texts"),
        (nemo_aligner.check_dpo, {**FRAMED, "prompt": "Q"}, "not_extra_id"),
        (
            nemo_aligner.check_dpo,
            {**FRAMED, "chosen_response": "A<extra_id_1>B\n<extra_id_1>"},
            "not_extra_id",
        ),
        (nemo_aligner.check_steerlm, STEER, None),
        (nemo_aligner.check_steerlm, {"conversations": [], "mask": "User"}, "no_label"),
        (nemo_aligner.check_steerlm, {"conversations": []}, "not_conversation"),
        (nemo_aligner.check_steerlm, labelled("helpfulness:None"), "label_is_no_number"),
        (nemo_aligner.check_steerlm, labelled("helpfulness"), "label_is_no_number"),
        (nemo_aligner.check_steerlm, labelled("beauty:4"), "unknown_attributes"),
        (tables.check_helpsteer, RATED, None),
        (tables.check_helpsteer, {"prompt": "Q", "response": "A"}, "no_rating"),
        (tables.check_helpsteer, {**RATED, "verbosity": None}, "rating_is_no_number"),
        (tables.check_helpsteer, {**RATED, "prompt": [Q]}, "not_texts"),
        (tables.check_argilla, RECORD, None),
        (tables.check_argilla, {**RECORD, "preference": "both"}, "unknown_preference"),
        (tables.check_argilla, {**RECORD, "prompt": "Q"}, "not_fields"),
        (tables.check_pair, {"key": "1", "prompt": [Q], "chosen": "A", "rejected": "B"}, None),
        (tables.check_pair, {"key": "1", "prompt": [Q], "chosen": "A"}, "no_pair"),
    ],
)
def test_a_row_is_taken_or_has_its_fault(check: Check, row: dict[str, Any], reason: str | None) -> None:
    assert check(row) == reason


def test_chatml_before_an_answer_is_where_axolotl_would_look_for_it() -> None:
    """axolotl's own lines, on the text that its ChatML template gives."""
    text = axolotl._BEFORE + "An answer<|im_end|>\n"
    assert text[text.find("An answer") :].rstrip() == "An answer<|im_end|>"
    mistaken = axolotl._BEFORE + "user<|im_end|>\n"
    assert mistaken[mistaken.find("user") :].rstrip() != "user<|im_end|>"


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_names_its_source(name: str) -> None:
    assert RULES[name].source
