"""TRL's DPO, ORPO and CPO trainers: conversational rows with an explicit prompt.

Format: ``huggingface+trl:docs/source/dataset_formats.md``, "Preference, conversational, explicit prompt".
The prompt is explicit because TRL's guess at an implicit one cuts strings in mid-word.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.recipe import ExportOptions


class TrlDpo(RowTarget):
    """``{"prompt": [messages], "chosen": [messages], "rejected": [messages]}``.

    The system turn, where there is one, is part of the prompt. Pairs whose sides have different histories
    are left out; everything else of the texts comes back when the file is loaded, scores do not.
    """

    name = "trl-dpo"
    title = "TRL · DPO"
    about = "Conversational rows with an explicit prompt, for TRL's DPO, ORPO and CPO trainers."
    consumer = "trl"

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The prompt's turns, and one assistant turn a side."""
        return {"prompt": prompt, "chosen": said(chosen), "rejected": said(rejected)}


def said(answer: str) -> Turns:
    """An answer as a conversation of its own."""
    return [{"role": "assistant", "content": answer}]
