"""axolotl's DPO: whole chats for ``chat_template.default``, or one question for the ``chatml`` family.

Format: ``axolotl-ai-cloud+axolotl:docs/rlhf.qmd``. The ``chatml`` family writes its markup itself and has
one place for the system turn and one for the question.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.fitting import Place, question_of, system_of
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.recipe import ExportOptions

# Style → the columns of the question and of both answers.
STYLES = {
    "intel": ("question", "chosen", "rejected"),
    "icr": ("input", "chosen", "rejected"),
    "argilla": ("instruction", "chosen_response", "rejected_response"),
    "prompt_pairs": ("prompt", "chosen", "rejected"),
}
ONE_QUESTION = Place(system="first", several=False, tool=False)


class AxolotlDpo(RowTarget):
    """``{"messages": [...], "chosen": {message}, "rejected": {message}}``, or ``{"system", "question", …}``.

    The option ``style`` is ``chat`` (any conversation) or one of ``intel``, ``icr``, ``argilla`` and
    ``prompt_pairs`` (one question, perhaps under a system turn). All texts come back when loaded.
    """

    name = "axolotl-dpo"
    title = "axolotl · DPO"
    about = "Chats for axolotl's chat_template.default, or single questions for its chatml.intel family."
    takes = RowTarget.takes | {"style"}
    consumer = "axolotl"

    def placed(self, options: ExportOptions) -> Place:
        """Any conversation as a chat; one question in the other styles."""
        return Place() if options.style == "chat" else ONE_QUESTION

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The row in the chosen style."""
        if options.style == "chat":
            return {
                "messages": prompt,
                "chosen": {"role": "assistant", "content": chosen},
                "rejected": {"role": "assistant", "content": rejected},
            }
        asked, better, worse = STYLES[options.style]
        return {
            "system": system_of(prompt),
            asked: question_of(prompt),
            better: chosen,
            worse: rejected,
        }
