"""LLaMA-Factory's KTO data in its ``sharegpt`` shape.

The tag must be a JSON boolean: anything else makes the row one to imitate, silently
(``src/llamafactory/data/converter.py``). An empty answer would be read as one of the other label
(``src/llamafactory/data/processor/feedback.py``), so it is left out.
"""

from __future__ import annotations

from curation.export import llamafactory
from curation.export.block import Turns
from curation.export.files import FileWritten
from curation.export.fitting import FITTING
from curation.export.target import Job, JsonRow
from curation.export.trl_kto import TrlKto


class LlamaFactoryKto(TrlKto):
    """``{"conversations": [{"from", "value"}], "kto_tag": true}`` and ``dataset_info.json``.

    Loading gives the labelled answers back, and pairs of those that share a prompt, as with TRL's.
    """

    name = "llamafactory-kto"
    title = "LLaMA-Factory · KTO"
    about = "One answer a row with a true or false tag, and the dataset_info.json that names the columns."
    takes = FITTING | {"extras"}
    compressions = ("none",)
    consumer = "llamafactory"
    place = llamafactory.PLACE
    refuses_empty = True

    def row(self, prompt: Turns, answer: str, label: bool) -> JsonRow:
        """An even number of turns that ends in the answer, and the tag."""
        turns = [*llamafactory.conversation(prompt), llamafactory.turn("assistant", answer)]
        return {"conversations": turns, "kto_tag": label}

    def companions(self, job: Job, files: list[FileWritten]) -> dict[str, bytes]:
        """The stanza."""
        columns = {"messages": "conversations", "kto_tag": "kto_tag"}
        return llamafactory.stanza(files, columns, ranking=False)
