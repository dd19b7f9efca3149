"""OpenRLHF's reward models and DPO: the prompt's turns and one turn a side.

Format: ``OpenRLHF+OpenRLHF:openrlhf/datasets/reward_dataset.py``. With a prompt key the prompt is put before
each answer; without one DPO would take ``chosen[:-1]`` for the prompt of both sides.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.export.trl_dpo import said
from curation.recipe import ExportOptions


class OpenRlhf(RowTarget):
    """``{"prompt": [messages], "chosen": [message], "rejected": [message], "margin": number}``.

    Texts come back when loaded; the margin comes back as a column that mapped to nothing.
    """

    name = "openrlhf"
    title = "OpenRLHF · DPO and reward model"
    about = "Prompt, chosen and rejected as messages, to be read with a prompt key and a chat template."
    takes = frozenset({"extras", "margin", "system", "turns"})
    compressions = ("none",)
    consumer = "openrlhf"
    margins = True

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The prompt's turns, and one assistant turn a side."""
        return {"prompt": prompt, "chosen": said(chosen), "rejected": said(rejected)}
