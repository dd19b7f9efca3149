"""TRL's RewardTrainer: two whole conversations a row.

Format: ``huggingface+trl:docs/source/reward_trainer.md``; the optional ``margin`` is subtracted inside the
loss, and the collator looks for it in a batch's first row only: all rows have one or none has.
"""

from __future__ import annotations

from curation.export.block import Block, Turns
from curation.export.fitting import fitted
from curation.export.refusing import no_partner, tie
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.export.trl_dpo import said
from curation.recipe import ExportOptions


class TrlReward(RowTarget):
    """``{"chosen": [messages], "rejected": [messages], "margin": number}``.

    Different histories are fine, each side being complete. All texts come back when loaded; the
    margin comes back as a column that mapped to nothing.
    """

    name = "trl-reward"
    title = "TRL · reward model"
    about = "Two whole conversations a row, with a margin where every pair has one, for TRL's RewardTrainer."
    takes = RowTarget.takes | {"margin"}
    consumer = "trl"
    rules = (no_partner, tie)
    margins = True

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """Both sides from the first turn to the answer."""
        return {"chosen": [*prompt, *said(chosen)], "rejected": [*prompt, *said(rejected)]}

    def is_plain(self, block: Block) -> bool:
        """Whether no side has turns of its own."""
        return not block.is_led

    def made(self, block: Block, options: ExportOptions) -> list[JsonRow]:
        """The rows of a block, each side with the turns that only it has."""
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
                "chosen": [*fitted([*prompt, *chosen_lead], options), *said(chosen or "")],
                "rejected": [*fitted([*prompt, *rejected_lead], options), *said(rejected or "")],
            }
            for prompt, chosen_lead, chosen, rejected_lead, rejected in sides
        ]
