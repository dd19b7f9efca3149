"""NeMo-RL's PreferenceDataset: a context and two ranked completions.

Format: ``NVIDIA-NeMo+RL:docs/guides/dpo.md``; a lower rank is preferred, and equal ranks are an error.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.export.trl_dpo import said
from curation.recipe import ExportOptions


class NemoRl(RowTarget):
    """``{"context": [messages], "completions": [{"rank": 0, "completion": [message]}, {"rank": 1, …}]}``.

    Loading takes the completions for ranked answers and pools those of one prompt: pairs come back of
    prompts that have one, and the others are paired anew by rank.
    """

    name = "nemo-rl"
    title = "NeMo-RL · DPO and reward model"
    about = "A context and two ranked completions, for NeMo-RL's PreferenceDataset."
    takes = frozenset({"extras", "system", "turns"})
    compressions = ("none",)
    consumer = "nemo-rl"

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The chosen answer has rank 0, the rejected one rank 1."""
        completions = [{"rank": 0, "completion": said(chosen)}, {"rank": 1, "completion": said(rejected)}]
        return {"context": prompt, "completions": completions}
