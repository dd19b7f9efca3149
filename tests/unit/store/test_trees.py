"""Trees of messages become prompts with ranked replies, whatever the order of their rows."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from curation.store import Dataset

MESSAGES = [
    ("m1", None, "How deep is the lake?", "prompter", None),
    ("m2", "m1", "Forty metres.", "assistant", 0),
    ("m3", "m1", "No idea.", "assistant", 1),
    ("m4", "m2", "And how cold?", "prompter", None),
    ("m5", "m4", "Four degrees.", "assistant", 1),
    ("m6", "m4", "Four degrees at the bottom.", "assistant", 0),
    ("m7", "gone", "An answer to nothing.", "assistant", 0),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_replies_are_paired_by_rank_in_any_row_order(built: Callable[..., Dataset], seed: int) -> None:
    rows = [
        {"message_id": own, "parent_id": parent, "text": text, "role": role, "rank": rank, "lang": "en"}
        for own, parent, text, role, rank in MESSAGES
    ]
    random.Random(seed).shuffle(rows)
    dataset = built(rows)
    counts = dataset.info.counts
    assert (counts.rows_read, counts.rows_used, counts.rows_quarantined) == (7, 6, 1)
    assert (counts.prompts, counts.responses, counts.pairs) == (2, 4, 2)
    found = {
        tuple(turn.content for turn in dataset.messages(pair["prompt_id"])): (
            dataset.text(pair["chosen_id"]),
            dataset.text(pair["rejected_id"]),
        )
        for pair in dataset.pairs.to_pylist()
    }
    assert found == {
        ("How deep is the lake?",): ("Forty metres.", "No idea."),
        ("How deep is the lake?", "Forty metres.", "And how cold?"): (
            "Four degrees at the bottom.",
            "Four degrees.",
        ),
    }


def test_a_nested_tree_is_several_prompts_of_one_row(built: Callable[..., Dataset]) -> None:
    def message(text: str, role: str, rank: int | None = None, *replies: object) -> dict[str, object]:
        return {"text": text, "role": role, "rank": rank, "replies": list(replies)}

    tree = message(
        "How deep?",
        "prompter",
        None,
        message(
            "Forty.", "assistant", 0, message("And cold?", "prompter", None, message("Four.", "assistant"))
        ),
        message("No idea.", "assistant", 1),
    )
    dataset = built([{"message_tree_id": "t1", "prompt": tree}, {"message_tree_id": "t2", "prompt": tree}])
    counts = dataset.info.counts
    assert (counts.rows_read, counts.rows_used) == (2, 2)
    assert (counts.prompts, counts.responses) == (2, 6)
    assert set(dataset.pairs["origin_row"].combine_chunks().flatten().to_pylist()) == {0, 1}
