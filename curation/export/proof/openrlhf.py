"""OpenRLHF's rules, ported from its reward data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules, is_messages

SOURCE = "OpenRLHF/OpenRLHF openrlhf/datasets/reward_dataset.py @ 0008ea1a8bc6dae5bdb2369db53a06170d81323c"
FAULTS = {
    "not_messages": Fault("crash", "prompt and answers must be lists of messages, which are put together"),
    "no_margin": Fault("crash", "the margin is no number"),
}


def check(row: Mapping[str, Any]) -> str | None:
    """``prompt + chosen`` and ``prompt + rejected`` are rendered by the model's template."""
    if not all(is_messages(row.get(name)) for name in ("prompt", "chosen", "rejected")):
        return "not_messages"
    if "margin" in row and not isinstance(row["margin"], int | float):
        return "no_margin"
    return None


RULES = Rules(SOURCE, FAULTS, check)
