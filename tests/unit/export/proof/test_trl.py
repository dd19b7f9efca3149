"""The port of TRL's rules agrees with TRL's own code on every row, good and bad."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest

from curation.export.proof import trl

pytestmark = [
    pytest.mark.skipif(find_spec("trl") is None, reason="TRL is not installed"),
    pytest.mark.filterwarnings("ignore"),
]


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


QUESTION = [user("Q")]
ROWS = [
    {"prompt": QUESTION, "chosen": [assistant("A")], "rejected": [assistant("B")]},
    {
        "prompt": [{"role": "system", "content": "S"}, user("Q")],
        "chosen": [assistant("")],
        "rejected": [assistant("B")],
    },
    {
        "prompt": [user("1"), assistant("2"), user("3")],
        "chosen": [assistant("A")],
        "rejected": [assistant(" A")],
    },
    {
        "prompt": [{"role": "system", "content": "S"}],
        "chosen": [assistant("A")],
        "rejected": [assistant("B")],
    },
]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from tests.unit.export.tiny_model import tiny_tokenizer

    return tiny_tokenizer()


@pytest.mark.parametrize("row", ROWS)
def test_what_the_port_accepts_trl_renders_whole_and_what_it_refuses_trl_refuses(
    tokenizer: Any, row: dict[str, Any]
) -> None:
    from trl import apply_chat_template, is_conversational

    assert is_conversational(row)
    if trl.check_dpo(row) is None:
        rendered = apply_chat_template(row, tokenizer)
        assert rendered["prompt"].endswith("<|assistant|>\n")
        assert rendered["chosen"] == f"{row['chosen'][0]['content']}</s>\n"
        assert rendered["rejected"] == f"{row['rejected'][0]['content']}</s>\n"
    else:
        assert trl.check_dpo(row) == "prompt_ends_in_no_question"
        with pytest.raises(ValueError, match="Invalid role in the last message"):
            apply_chat_template(row, tokenizer)


def test_text_without_turns_is_no_conversation_to_either(tokenizer: Any) -> None:
    from trl import is_conversational

    row = {"prompt": "Q", "chosen": "A", "rejected": "B"}
    assert not is_conversational(row)
    assert trl.check_dpo(row) == "not_conversational"


def test_a_margin_that_is_missing_in_one_row_stops_the_collator() -> None:
    from trl.trainer.reward_trainer import DataCollatorForPreference

    row = {"chosen": [*QUESTION, assistant("A")], "rejected": [*QUESTION, assistant("B")], "margin": None}
    assert trl.check_reward(row) == "no_margin"
    assert trl.check_reward({**row, "margin": 0.5}) is None
    ids = {"chosen_ids": [1, 2], "rejected_ids": [3]}
    collate = DataCollatorForPreference(pad_token_id=0)
    assert collate([{**ids, "margin": 0.5}])["margin"].tolist() == [0.5]
    with pytest.raises(TypeError):
        collate([{**ids, "margin": 0.5}, {**ids, "margin": None}])


def test_kto_needs_a_label_that_is_true_or_false() -> None:
    row = {"prompt": QUESTION, "completion": [assistant("A")], "label": True}
    assert trl.check_kto(row) is None
    assert trl.check_kto({**row, "label": 1}) == "no_label"
    assert trl.check_kto({**row, "prompt": [assistant("A")]}) == "prompt_ends_in_no_question"


@pytest.mark.parametrize(
    ("liked", "disliked", "said"),
    [(4, 4, ""), (3, 3, ""), (4, 0, "same label"), (10, 2, "between 0.20 and 0.27")],
)
def test_kto_is_told_which_weights_make_up_for_what_there_is(liked: int, disliked: int, said: str) -> None:
    found = " ".join(trl.balance({"label:True": liked, "label:False": disliked}))
    assert said in found
    assert bool(found) == bool(said)
