"""NeMo-RL's rules, ported from its preference data set and its preprocessor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules, is_messages

SOURCE = (
    "NVIDIA-NeMo/RL nemo_rl/data/processors.py @ 006a7dadfd5e61d72539dcfac2fcbbb7fc2d116d and"
    " nemo_rl/data/datasets/preference_datasets/preference_dataset.py"
    " @ 07cd9a1bcfeeddea1ecbf4bce6eb26a1f2d4172f"
)
FAULTS = {
    "not_two_completions": Fault("crash", "there are not exactly two completions"),
    "equal_ranks": Fault("crash", "ties are not supported"),
    "not_messages": Fault("crash", "context and completions must be lists of messages"),
}


def check(row: Mapping[str, Any]) -> str | None:
    """Two completions of different rank after a context."""
    completions = row.get("completions")
    if not isinstance(completions, list) or len(completions) != 2:
        return "not_two_completions"
    if not is_messages(row.get("context")) or not all(
        isinstance(one, dict) and is_messages(one.get("completion")) for one in completions
    ):
        return "not_messages"
    return "equal_ranks" if completions[0].get("rank") == completions[1].get("rank") else None


RULES = Rules(SOURCE, FAULTS, check)
