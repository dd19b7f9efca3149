"""NeMo-Aligner's DPO and RPO: prompt and answers as texts in the ``extra_id`` markup.

Format: ``NVIDIA+NeMo-Aligner:docs/user-guide/dpo.rst``. Its template must be the one that the model was
fine-tuned with; this is NeMo's own. Rewards are for RPO and stand in every row or in none.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.extra_id import PLACE, markup_in_text, prompt_text
from curation.export.refusing import Refusals, Rule
from curation.export.row_target import WHOLE, Numbers, RowTarget
from curation.export.target import Job, JsonRow
from curation.recipe import ExportOptions

END = "\n<extra_id_1>"


class NemoAlignerDpo(RowTarget):
    r"""``{"prompt": text, "chosen_response": text, "rejected_response": text}``, and both rewards for RPO.

    Loading reads the prompt's markup as turns again; each answer comes back with the end mark that it was
    given, ``\n<extra_id_1>``, and a reward as that side's score.
    """

    name = "nemo-aligner-dpo"
    title = "NeMo-Aligner · DPO and RPO"
    about = "Texts in NeMo's extra_id markup, with rewards where every pair has them."
    takes = frozenset({"extras", "margin", "system", "turns"})
    compressions = ("none",)
    consumer = "nemo-aligner"
    rules: ClassVar[tuple[Rule, ...]] = (*WHOLE, markup_in_text)
    place = PLACE

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """The prompt up to where the answer begins, and answers up to where the next turn would."""
        return {
            "prompt": prompt_text(prompt),
            "chosen_response": f"{chosen}{END}",
            "rejected_response": f"{rejected}{END}",
        }

    def stating(self, job: Job, ids: Ids, counts: Refusals) -> tuple[Ids, Numbers]:
        """Both answers' rewards, where every pair has them."""
        weights = job.dataset.info.pairing.weights_for(job.dataset.info.attributes)
        if job.options.margin == "never" or not weights or not len(ids):
            return ids, lambda block: {}
        known = np.ones(len(ids), bool)
        for side in SIDES:
            for name in weights:
                known &= job.dataset.pairs[f"{side}.{name}"].is_valid().to_numpy()[ids]
        if job.options.margin == "require":
            counts.note("no_margin", ids[~known])
            ids = ids[known]
        elif not known.all():
            return ids, lambda block: {}

        def rewards(block: Block) -> dict[str, NDArray[np.float64]]:
            found = {}
            for side in SIDES:
                reward = np.zeros(len(block))
                for name, weight in weights.items():
                    reward += weight * block.pairs[f"{side}.{name}"].to_numpy()
                found[f"{side}_reward"] = reward
            return found

        return ids, rewards
