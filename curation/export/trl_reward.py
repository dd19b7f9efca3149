"""TRL's RewardTrainer: two whole conversations a row.

Format: ``huggingface+trl:docs/source/reward_trainer.md``; the optional ``margin`` is subtracted inside the
loss, and the collator looks for it in a batch's first row only: all rows have one or none has.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from curation.export.block import Block, Ids
from curation.export.refusing import no_partner, refused, tie
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines
from curation.recipe import margins

RULES = (no_partner, tie)


class TrlReward(PairTarget):
    """``{"chosen": [messages], "rejected": [messages], "margin": number}``."""

    name = "trl-reward"
    title = "TRL · reward model"
    about = "Two whole conversations a row, with a margin where every pair has one, for TRL's RewardTrainer."
    suffix = "jsonl"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Whole pairs with a preference; different histories are fine, each side being complete."""
        carried, counts = refused(job.dataset, ids, RULES)
        margin = margins(job.dataset)
        # A missing or negative margin says nothing of how much better the chosen answer is.
        stated = len(carried) > 0 and bool(np.all(margin[carried] >= 0))

        def rows(block: Block) -> list[JsonRow]:
            made = conversations(block)
            if stated:
                for row, value in zip(made, margin[block.ids].tolist(), strict=True):
                    row["margin"] = value
            return made

        return Plan(carried, rows, counts)

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan)


def conversations(block: Block) -> list[JsonRow]:
    """Both sides of each pair from the first turn to the answer."""
    sides = zip(
        block.prompts,
        block.leads("chosen"),
        block.chosen,
        block.leads("rejected"),
        block.rejected,
        strict=True,
    )
    return [
        {
            "chosen": [*prompt, *chosen_lead, {"role": "assistant", "content": chosen}],
            "rejected": [*prompt, *rejected_lead, {"role": "assistant", "content": rejected}],
        }
        for prompt, chosen_lead, chosen, rejected_lead, rejected in sides
    ]
