"""TRL's KTOTrainer: one answer a row, liked or not.

Format: ``huggingface+trl:docs/source/dataset_formats.md``, "Unpaired preference, conversational". The
reasons are counted in answers here, not in pairs: a tie refuses two.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.columns import extra_rows, other_columns
from curation.export.fitting import FITTING, Place, fitted
from curation.export.labelled import EMPTY, Answers, contents, identities, labelled, unanswerable
from curation.export.lines import LineMaker, Rows
from curation.export.refusing import Mask, Refusals
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.trl_dpo import said
from curation.export.writers import JsonLines
from curation.recipe import ExportOptions


class TrlKto(PairTarget):
    """``{"prompt": [messages], "completion": [messages], "label": true}``.

    Loading gives the labelled answers back, and pairs of those that share a prompt; which of several
    answers were paired with which, and scores, do not come back.
    """

    name = "trl-kto"
    title = "TRL · KTO"
    about = (
        "One answer a row with a true or false label, for TRL's KTOTrainer; pairs give two, "
        "answers without a partner one."
    )
    suffix = "jsonl"
    takes = FITTING | {"extras", "max_rows", "max_bytes", "compression"}
    compressions: ClassVar[tuple[str, ...]] = ("none", "gzip")
    consumer = "trl"
    place: ClassVar[Place] = Place()
    # Whether an empty answer is read as one of the other label.
    refuses_empty: ClassVar[bool] = False

    def row(self, prompt: Turns, answer: str, label: bool) -> JsonRow:
        """One answer's row."""
        return {"prompt": prompt, "completion": said(answer), "label": label}

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Every labelled answer once; an answer with both labels not at all."""
        answers = labelled(job.dataset, ids, job.outcome.edits)
        counts = Refusals()
        for reason, hit in self._unfit(job, answers):
            counts.note(reason, answers.pair[hit & answers.left])
            answers.left &= ~hit
        _each_once(job, answers, counts)
        sides = np.zeros((len(job.dataset.pairs), 2), bool)
        sides[answers.pair[answers.left], answers.side[answers.left]] = True

        def rows(block: Block) -> list[JsonRow]:
            return self._rows(block, sides[block.ids], job.options)

        make = LineMaker(
            self._marked(job.options), lambda block: other_columns(block, job.options.extras or ())
        )

        def lines(block: Block) -> pa.Array | None:
            return None if block.is_led else make(block, sides[block.ids])

        carried = np.flatnonzero(sides.any(axis=1))
        return Plan(carried, rows, counts, sides[carried].sum(axis=1), lines)

    def _marked(self, options: ExportOptions) -> Rows:
        def marked(prompt: Turns, chosen: str, rejected: str, values: Mapping[str, str]) -> list[JsonRow]:
            asked = fitted(prompt, options)
            return [
                {**self.row(asked, chosen, True), **values},
                {**self.row(asked, rejected, False), **values},
            ]

        return marked

    def _unfit(self, job: Job, answers: Answers) -> list[tuple[str, Mask]]:
        found = [
            ("tie", answers.tie),
            ("unlabelled", answers.unlabelled),
            ("prompt_not_ending_in_user_turn", unanswerable(job.dataset, answers)),
        ]
        found += [(rule.__name__, rule(job.dataset, answers.pair)) for rule in self.place.rules(job.options)]
        if self.refuses_empty:
            found.append(("empty_answer", contents(job, answers) == EMPTY))
        return found

    def _rows(self, block: Block, sides: Mask, options: ExportOptions) -> list[JsonRow]:
        made: list[JsonRow] = []
        own = [block.leads(side) for side in SIDES]
        others = extra_rows(block, options.extras)
        texts = (block.chosen, block.rejected)
        for at, (wanted, prompt, other) in enumerate(
            zip(sides.tolist(), block.prompts, others, strict=False)
        ):
            for side, label in enumerate((True, False)):
                if wanted[side]:
                    asked = fitted([*prompt, *own[side][at]] if own[side][at] else prompt, options)
                    row = self.row(asked, texts[side][at] or "", label)
                    row.update(other)
                    made.append(row)
        return made

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan, self.compression(job.options))


def _each_once(job: Job, answers: Answers, counts: Refusals) -> None:
    left = np.flatnonzero(answers.left)
    code = identities(job, answers, left)
    liked = answers.side[left] == 0
    torn = np.isin(code, np.intersect1d(code[liked], code[~liked]))
    again = np.ones(len(left), bool)
    again[np.unique(code, return_index=True)[1]] = False
    again &= ~torn
    counts.note("answer_on_both_sides", answers.pair[left[torn]])
    counts.note("repeated_answer", answers.pair[left[again]])
    answers.left[left[torn | again]] = False
