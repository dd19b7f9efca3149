"""axolotl's rules, ported from its prompt strategies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.axolotl_dpo import STYLES
from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules, is_messages

CHAT = (
    "axolotl-ai-cloud/axolotl src/axolotl/prompt_strategies/dpo/chat_template.py"
    " @ 1377ccc3e46bdc1c8b01a9c23da57446b85aa1d5"
)
CHATML = (
    "axolotl-ai-cloud/axolotl src/axolotl/prompt_strategies/dpo/chatml.py"
    " @ 0a661980ca1297bb7a20a08fbf1346252340894c"
)
BRADLEY_TERRY = (
    "axolotl-ai-cloud/axolotl src/axolotl/prompt_strategies/bradley_terry/chat_template.py"
    " @ 0ae4e4ac82b6c5b14f34fd9e8ab2cb7ff7a64eef"
)
ROLES = frozenset({"user", "assistant", "system", "tool"})
# What stands before the answer when axolotl looks for where it begins: a stand-in for the question, under
# the template of the model. ChatML's is taken here.
_BEFORE = "<|im_start|>user\n[[dummy_message]]<|im_end|>\n<|im_start|>assistant\n"
FAULTS = {
    "missing_column": Fault("crash", "a column that the code reads unasked is missing or no text"),
    "unknown_role": Fault("crash", "a turn's role is not one of user, assistant, system and tool"),
    "answer_found_in_template": Fault(
        "changed",
        "the answer is cut out by its first appearance, and it already appears in the markup before it",
    ),
    "space_around_answer": Fault(
        "changed",
        "the answer begins with white space, and a template that trims it leaves one letter of it",
    ),
    "space_after_answer": Fault("truncated", "white space at the answer's end is cut away"),
}


def check_chat(row: Mapping[str, Any]) -> str | None:
    """``chat_template.default``: the answer is found again in the rendered text by its content."""
    answers = [row.get(name) for name in ("chosen", "rejected")]
    if not is_messages(row.get("messages")) or not is_messages(answers):
        return "missing_column"
    if any(turn["role"] not in ROLES for turn in (*row["messages"], *answers)):
        return "unknown_role"
    texts = [answer["content"] for answer in answers if answer is not None]
    if any((_BEFORE + text).find(text) != len(_BEFORE) for text in texts):
        return "answer_found_in_template"
    if any(text != text.lstrip() for text in texts):
        return "space_around_answer"
    return "space_after_answer" if any(text != text.rstrip() for text in texts) else None


def check_chatml(row: Mapping[str, Any]) -> str | None:
    """The ``chatml`` family: columns are put into the markup as they are."""
    for asked, better, worse in STYLES.values():
        if all(isinstance(row.get(name), str) for name in (asked, better, worse)):
            return None if isinstance(row.get("system"), str) else "missing_column"
    return "missing_column"


def check_reward(row: Mapping[str, Any]) -> str | None:
    """``bradley_terry.chat_template``: four columns, ``system`` among them."""
    names = ("system", "input", "chosen", "rejected")
    return None if all(isinstance(row.get(name), str) for name in names) else "missing_column"


DPO_CHAT = Rules(CHAT, FAULTS, check_chat)
DPO_CHATML = Rules(CHATML, FAULTS, check_chatml)
REWARD = Rules(BRADLEY_TERRY, FAULTS, check_reward)
