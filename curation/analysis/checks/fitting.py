"""The check that a pair fits a trainer's longest sequence."""

from __future__ import annotations

from functools import partial

from curation.analysis.checks import lengths
from curation.analysis.checks.check import Check

NAME = "over_length"
TRL_DEFAULT = 1024


def over_length(limit: int = TRL_DEFAULT, tokenizer: str = "") -> Check:
    """The check for another limit than TRL's default.

    Args:
        limit: The longest sequence, in tokens.
        tokenizer: What counts them, to be named in the definition.
    """
    by = f" by {tokenizer}" if tokenizer else ""
    return Check(
        NAME if limit == TRL_DEFAULT else f"{NAME}:{limit}",
        f"Longer than {limit:,} tokens",
        f"Prompt and longer answer together have more than {limit:,} tokens{by}, the chat template's own"
        " not counted. Trainers drop such a pair or cut it off, each by a rule and a limit of its own.",
        "warning",
        find=partial(lengths.over, limit=limit),
        needs=lengths.counted,
        source="TRL's reward_config.py, dpo_config.py, kto_config.py: max_length is 1,024 by default",
        limit=limit,
    )


CHECKS: tuple[Check, ...] = (over_length(),)
