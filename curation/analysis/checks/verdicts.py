"""Checks of verdicts: none, contradicted by another one, or given away by the models' names."""

from __future__ import annotations

from curation.analysis import verdicts
from curation.analysis.bias.models import LEAST_DUELS, names_models
from curation.analysis.checks.check import Check

CHECKS: tuple[Check, ...] = (
    Check(
        "tie",
        "Tie",
        "The verdict, or the score under the pairing rule, prefers neither answer.",
        "note",
        "p.tie",
        source="open-instruct's helpsteer2.py and the orca filter status != tie leave them out",
    ),
    Check(
        "conflict",
        "Conflicting verdicts",
        "The same prompt, after folding, with the same two answers, preferred now one way, now the other.",
        "error",
        find=verdicts.conflict,
    ),
    Check(
        "model_leakage",
        "The models' names settle the verdict",
        f"The two answers' models meet at least {LEAST_DUELS} times in the data set and the same one always"
        " wins: training learns to sound like it.",
        "warning",
        find=verdicts.settled_by_model,
        needs=names_models,
        source="card of distilabel-intel-orca-dpo-pairs: in the original, ChatGPT is always chosen",
    ),
)
