"""axolotl's reward models, ``bradley_terry.chat_template``: one question a row.

Format: ``axolotl-ai-cloud+axolotl:docs/reward_modelling.qmd``. The documentation calls ``system`` optional,
the code reads it unasked and fails without it: every row has one, empty where there is none.
"""

from __future__ import annotations

from curation.export.axolotl_dpo import ONE_QUESTION
from curation.export.block import Turns
from curation.export.fitting import question_of, system_of
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.recipe import ExportOptions


class AxolotlRm(RowTarget):
    """``{"system": text, "input": text, "chosen": text, "rejected": text}``; all texts come back."""

    name = "axolotl-rm"
    title = "axolotl · reward model"
    about = "Single questions with two answers, for axolotl's bradley_terry.chat_template."
    consumer = "axolotl"
    place = ONE_QUESTION

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The system turn and the question apart."""
        return {
            "system": system_of(prompt),
            "input": question_of(prompt),
            "chosen": chosen,
            "rejected": rejected,
        }
