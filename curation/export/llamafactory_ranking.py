"""LLaMA-Factory's preference data in its ``sharegpt`` shape, for DPO, ORPO and reward models."""

from __future__ import annotations

from curation.export import llamafactory
from curation.export.block import Turns
from curation.export.files import FileWritten
from curation.export.fitting import FITTING
from curation.export.row_target import RowTarget
from curation.export.target import Job, JsonRow
from curation.recipe import ExportOptions


class LlamaFactoryRanking(RowTarget):
    """``{"conversations": [{"from", "value"}], "chosen": {…}, "rejected": {…}}`` and ``dataset_info.json``.

    All texts come back when loaded.
    """

    name = "llamafactory-ranking"
    title = "LLaMA-Factory · DPO and reward model"
    about = "Conversations with two answers, and the dataset_info.json that names them to LLaMA-Factory."
    takes = FITTING | {"extras"}
    compressions = ("none",)
    consumer = "llamafactory"
    place = llamafactory.PLACE

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """An odd number of turns that ends in a question, and both answers."""
        return {
            "conversations": llamafactory.conversation(prompt),
            "chosen": llamafactory.turn("assistant", chosen),
            "rejected": llamafactory.turn("assistant", rejected),
        }

    def companions(self, job: Job, files: list[FileWritten]) -> dict[str, bytes]:
        """The stanza."""
        columns = {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"}
        return llamafactory.stanza(files, columns, ranking=True)
