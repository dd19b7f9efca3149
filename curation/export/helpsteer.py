"""HelpSteer2's shape: an answer a row with its ratings, the answers to one prompt side by side.

Format: the card of ``nvidia/HelpSteer2``. Conversations are one text in the ``extra_id`` markup, with no
place for a system turn.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.extra_id import bare_text
from curation.export.fitting import Place
from curation.export.rated import RatedTarget, Scores, number
from curation.export.target import JsonRow
from curation.recipe import ExportOptions


class HelpSteer(RatedTarget):
    """``{"prompt": text, "response": text, "helpfulness": 3, …}``.

    Ratings come back when loaded and give the same pairs under the same pairing rule; a pair whose verdict
    is not by its ratings does not. Split files must be loaded as they lie: one prompt's rows are together.
    """

    name = "helpsteer"
    title = "HelpSteer2"
    about = "Each answer a row with all its ratings, the answers to a prompt side by side; ties are carried."
    consumer = "helpsteer"
    place = Place(system="none", alternating=True, tool=False)

    def row(self, prompt: Turns, answer: str, scores: Scores, options: ExportOptions) -> JsonRow:
        """The conversation as one text, the answer, and a column a rating."""
        rated = {name: number(value) for name, value in scores.items()}
        return {"prompt": bare_text(prompt), "response": answer, **rated}
