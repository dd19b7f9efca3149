"""LLaMA-Factory's rules, ported from its ``sharegpt`` converter and its processors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules

CONVERTER = (
    "hiyouga/LLaMA-Factory src/llamafactory/data/converter.py @ 02e2fb34bf8a79330b080607872fe4565876d0e6"
)
FEEDBACK = (
    "hiyouga/LLaMA-Factory src/llamafactory/data/processor/feedback.py"
    " @ 36dc24d2667eb91c526b4c349683af32b1b671de"
)
ODD, EVEN = ("human", "observation"), ("gpt", "function_call")
FAULTS = {
    "not_sharegpt": Fault("crash", "a turn lacks 'from' or 'value'"),
    "invalid_role": Fault("skipped", "questions and answers do not take turns"),
    "invalid_count": Fault("skipped", "the number of turns is wrong: odd before two answers, even with one"),
    "answer_is_no_turn": Fault("changed", "chosen or rejected is no turn, so it is read as one to imitate"),
    "tag_is_no_boolean": Fault(
        "changed", "the tag is neither true nor false, so it is read as one to imitate"
    ),
    "empty_answer": Fault("changed", "the answer is empty, which is read as one of the other label"),
}


def _turns(row: Mapping[str, Any]) -> list[dict[str, str]] | None:
    turns = row.get("conversations")
    if not isinstance(turns, list) or not all(
        isinstance(turn, dict) and isinstance(turn.get("from"), str) and isinstance(turn.get("value"), str)
        for turn in turns
    ):
        return None
    return turns[1:] if turns and turns[0]["from"] == "system" else turns


def _misplaced(turns: list[dict[str, str]]) -> bool:
    return any(turn["from"] not in (EVEN if at % 2 else ODD) for at, turn in enumerate(turns))


def check_ranking(row: Mapping[str, Any]) -> str | None:
    """An odd number of turns, and two turns to choose from."""
    turns = _turns(row)
    if turns is None:
        return "not_sharegpt"
    if _misplaced(turns):
        return "invalid_role"
    if len(turns) % 2 == 0:
        return "invalid_count"
    answers = [row.get(name) for name in ("chosen", "rejected")]
    good = all(isinstance(one, dict) and one.get("from") in EVEN and "value" in one for one in answers)
    return None if good else "answer_is_no_turn"


def check_kto(row: Mapping[str, Any]) -> str | None:
    """An even number of turns, a boolean tag, and an answer that is not empty."""
    turns = _turns(row)
    if turns is None:
        return "not_sharegpt"
    if _misplaced(turns):
        return "invalid_role"
    if len(turns) % 2 or not turns:
        return "invalid_count"
    if not isinstance(row.get("kto_tag"), bool):
        return "tag_is_no_boolean"
    return None if turns[-1]["value"] else "empty_answer"


def one_kind(counts: Mapping[str, int]) -> tuple[str, ...]:
    """It warns of a set in which all tags are the same."""
    both = counts.get("kto_tag:True", 0) and counts.get("kto_tag:False", 0)
    return () if both else ("All answers have the same tag: there is no difference to learn",)


RANKING = Rules(CONVERTER, FAULTS, check_ranking)
KTO = Rules(f"{CONVERTER}; {FEEDBACK}", FAULTS, check_kto, one_kind)
