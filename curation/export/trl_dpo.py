"""TRL's DPO, ORPO and CPO trainers: conversational rows with an explicit prompt.

Format: ``huggingface+trl:docs/source/dataset_formats.md``, "Preference, conversational, explicit prompt".
The prompt is explicit because TRL's guess at an implicit one cuts strings in mid-word.
"""

from __future__ import annotations

from pathlib import Path

from curation.export.block import Block, Ids
from curation.export.refusing import (
    histories_differ,
    no_partner,
    prompt_not_ending_in_user_turn,
    refused,
    tie,
)
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines

RULES = (no_partner, tie, histories_differ, prompt_not_ending_in_user_turn)


class TrlDpo(PairTarget):
    """``{"prompt": [messages], "chosen": [messages], "rejected": [messages]}``."""

    name = "trl-dpo"
    title = "TRL · DPO"
    about = "Conversational rows with an explicit prompt, for TRL's DPO, ORPO and CPO trainers."
    suffix = "jsonl"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference, whose sides share one history that ends in a question."""
        carried, counts = refused(job.dataset, ids, RULES)
        return Plan(carried, rows, counts)

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan)


def rows(block: Block) -> list[JsonRow]:
    """One row a pair; the system turn, where there is one, is part of the prompt."""
    return [
        {
            "prompt": prompt,
            "chosen": [{"role": "assistant", "content": chosen}],
            "rejected": [{"role": "assistant", "content": rejected}],
        }
        for prompt, chosen, rejected in zip(block.prompts, block.chosen, block.rejected, strict=True)
    ]
