"""Targets of rated answers: each answer once, beside the other answers to its prompt, ties and all."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.columns import extra_rows
from curation.export.extra_id import markup_in_text
from curation.export.fitting import FITTING, Place, fitted
from curation.export.refusing import (
    Refusals,
    Rule,
    histories_differ,
    prompt_not_ending_in_user_turn,
    refused,
)
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines
from curation.recipe import ExportOptions

Scores = dict[str, float]


class RatedTarget(PairTarget):
    """One JSON object an answer, with its ratings.

    Reasons are counted in answers, not in pairs: a pair that is left out counts two.
    """

    suffix = "jsonl"
    takes = FITTING | {"extras"}
    rules: ClassVar[tuple[Rule, ...]] = (histories_differ, prompt_not_ending_in_user_turn, markup_in_text)
    place: ClassVar[Place]

    @abstractmethod
    def row(self, prompt: Turns, answer: str, scores: Scores, options: ExportOptions) -> JsonRow:
        """One answer's row."""

    def attributes(self, job: Job) -> tuple[str, ...]:
        """The ratings that are written: those that the data set has."""
        return tuple(job.dataset.info.attributes)

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Every fully rated answer once, in the source's order within its prompt."""
        options, names = job.options, self.attributes(job)
        carried, counts = ids, Refusals()
        for rule in (*self.rules, *self.place.rules(options)):
            left, hit = refused(job.dataset, carried, (rule,))
            for pairs in hit.pairs.values():
                counts.note(rule.__name__, _answered(job, pairs))
            carried = left
        sides = _each_once(job, carried, names, counts)
        chosen = np.zeros((len(job.dataset.pairs), 2), bool)
        chosen[carried] = sides
        kept = carried[sides.any(axis=1)]

        def rows(block: Block) -> list[JsonRow]:
            return self._rows(block, chosen[block.ids], names, options)

        return Plan(kept, rows, counts, chosen[kept].sum(axis=1))

    def _rows(
        self, block: Block, sides: NDArray[np.bool_], names: tuple[str, ...], options: ExportOptions
    ) -> list[JsonRow]:
        texts = {side: getattr(block, side) for side in SIDES}
        rated = {side: block.pairs.select([f"{side}.{name}" for name in names]).to_pylist() for side in SIDES}
        order = [block.pairs[f"{side}_id"].fill_null(-1).to_numpy() for side in SIDES]
        rejected_first = order[0] > order[1]
        others = list(zip(range(len(block)), extra_rows(block, options.extras), strict=False))
        made: list[JsonRow] = []
        for i, wanted in enumerate(sides.tolist()):
            prompt = fitted(block.prompts[i], options)
            for at in (1, 0) if rejected_first[i] else (0, 1):
                if wanted[at]:
                    side = SIDES[at]
                    scores = dict(zip(names, rated[side][i].values(), strict=True))
                    row = self.row(prompt, texts[side][i], scores, options)
                    made.append({**row, **others[i][1]})
        return made

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan)


def _answered(job: Job, ids: Ids) -> Ids:
    """The rows ``ids``, each as often as it has answers."""
    there = [job.dataset.pairs[f"{side}_id"].is_valid().to_numpy()[ids] for side in SIDES]
    return np.repeat(ids, np.sum(there, axis=0))


def _each_once(job: Job, ids: Ids, names: tuple[str, ...], counts: Refusals) -> NDArray[np.bool_]:
    """Which sides of the rows ``ids`` are written, shape (ids, 2)."""
    pairs, turned = job.dataset.pairs, job.outcome.edits.turned(ids)
    answers = np.stack([pairs[f"{side}_id"].fill_null(-1).to_numpy()[ids] for side in SIDES], axis=1)
    rated = np.stack([_rated(job, ids, side, names) for side in SIDES], axis=1)
    there = answers >= 0
    counts.note("unrated", ids[np.nonzero(there & ~rated)[0]])
    left = there & rated
    place = np.flatnonzero(left)
    first = np.zeros(len(place), bool)
    first[np.unique(answers.reshape(-1)[place], return_index=True)[1]] = True
    counts.note("repeated_answer", ids[place[~first] // len(SIDES)])
    left.reshape(-1)[place[~first]] = False
    # A block of swapped pairs has its sides about, and so must the mask.
    left[turned] = left[turned][:, ::-1]
    return left


def _rated(job: Job, ids: Ids, side: str, names: tuple[str, ...]) -> NDArray[np.bool_]:
    whole = np.full(len(ids), bool(names))
    for name in names:
        whole &= job.dataset.pairs[f"{side}.{name}"].is_valid().to_numpy()[ids]
    return whole


def number(value: float) -> int | float:
    """A rating as it is usually written: whole where it is whole."""
    return int(value) if float(value).is_integer() else value
