"""NeMo-Aligner's DPO and RPO: prompt and answers as texts in the ``extra_id`` markup.

Format: ``NVIDIA+NeMo-Aligner:docs/user-guide/dpo.rst``. Its template must be the one that the model was
fine-tuned with; this is NeMo's own. Rewards are for RPO and stand in every row or in none.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from curation.export.block import Block, Ids, Turns
from curation.export.extra_id import PLACE, markup_in_text, prompt_text
from curation.export.refusing import Rule
from curation.export.row_target import WHOLE, RowTarget
from curation.export.target import Job, JsonRow, Plan
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

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Besides, both answers' rewards, where every pair has them."""
        plan = super().plan(job, ids)
        weights = job.dataset.info.pairing.weights_for(job.dataset.info.attributes)
        if job.options.margin == "never" or not weights or not len(plan.ids):
            return plan
        sides = ("chosen", "rejected")
        known = np.ones(len(plan.ids), bool)
        for side in sides:
            for name in weights:
                known &= job.dataset.pairs[f"{side}.{name}"].is_valid().to_numpy()[plan.ids]
        ids, counts = plan.ids, plan.refused
        if job.options.margin == "require":
            ids, counts = ids[known], +(counts + type(counts)({"no_margin": int((~known).sum())}))
        elif not known.all():
            return plan

        def rows(block: Block) -> list[JsonRow]:
            made = plan.rows(block)
            for side in sides:
                reward = np.zeros(len(block))
                for name, weight in weights.items():
                    reward += weight * block.pairs[f"{side}.{name}"].to_numpy()
                for row, value in zip(made, reward.tolist(), strict=True):
                    row[f"{side}_reward"] = value
            return made

        return Plan(ids, rows, counts)
