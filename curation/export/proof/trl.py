"""TRL's rules, as its trainers' preprocessing has them.

The tests run TRL's own code on the same rows and hold this port to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules, is_messages

SOURCE = "trl 1.16.0: trl/data_utils.py, trl/trainer/{dpo,reward,kto}_trainer.py"
ASKING = ("user", "tool")
FAULTS = {
    "not_conversational": Fault("crash", "a side is no list of messages with role and content"),
    "prompt_ends_in_no_question": Fault(
        "changed", "the prompt ends in neither a user's nor a tool's turn, to which no answer is generated"
    ),
    "same_answers": Fault("changed", "both answers are the same, so there is nothing to prefer"),
    "no_label": Fault("crash", "the label is neither true nor false"),
    "no_margin": Fault("crash", "the margin is no number, and the collator makes a tensor of all of them"),
}


def check_dpo(row: Mapping[str, Any]) -> str | None:
    """``prompt``, ``chosen`` and ``rejected`` as messages."""
    if not all(is_messages(row.get(name)) for name in ("prompt", "chosen", "rejected")):
        return "not_conversational"
    if row["prompt"][-1]["role"] not in ASKING:
        return "prompt_ends_in_no_question"
    return "same_answers" if row["chosen"] == row["rejected"] else None


def check_reward(row: Mapping[str, Any]) -> str | None:
    """``chosen`` and ``rejected`` as whole conversations, and perhaps a ``margin``."""
    if not all(is_messages(row.get(name)) for name in ("chosen", "rejected")):
        return "not_conversational"
    if "margin" in row and (isinstance(row["margin"], bool) or not isinstance(row["margin"], int | float)):
        return "no_margin"
    return "same_answers" if row["chosen"] == row["rejected"] else None


def check_kto(row: Mapping[str, Any]) -> str | None:
    """``prompt`` and ``completion`` as messages, and a ``label``."""
    if not all(is_messages(row.get(name)) for name in ("prompt", "completion")):
        return "not_conversational"
    if not isinstance(row.get("label"), bool):
        return "no_label"
    return "prompt_ends_in_no_question" if row["prompt"][-1]["role"] not in ASKING else None


def balance(counts: Mapping[str, int]) -> tuple[str, ...]:
    """KTO's loss wants both labels about as often: weights for what there is (``kto_trainer.py``)."""
    liked, disliked = counts.get("label:True", 0), counts.get("label:False", 0)
    if not liked or not disliked:
        return ("All answers have the same label, so there is nothing to learn from their difference",)
    low, high = disliked / liked, 1.33 * disliked / liked
    if low <= 1 <= high:
        return ()
    return (
        f"{liked:,} liked and {disliked:,} disliked answers: set desirable_weight between "
        f"{low:.2f} and {high:.2f}",
    )


DPO = Rules(SOURCE, FAULTS, check_dpo)
REWARD = Rules(SOURCE, FAULTS, check_reward)
KTO = Rules(SOURCE, FAULTS, check_kto, balance)
