"""TRL's KTOTrainer: one answer a row, liked or not.

Format: ``huggingface+trl:docs/source/dataset_formats.md``, "Unpaired preference, conversational". The
reasons are counted in answers here, not in pairs: a tie refuses two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from curation.export.block import Block, Ids, column_at, turns
from curation.export.refusing import Mask, prompt_not_ending_in_user_turn
from curation.export.target import Job, JsonRow, PairTarget, Plan
from curation.export.writers import JsonLines
from curation.store import Dataset, text_key

_TEXTS = 8_192


class TrlKto(PairTarget):
    """``{"prompt": [messages], "completion": [messages], "label": true}``."""

    name = "trl-kto"
    title = "TRL · KTO"
    about = (
        "One answer a row with a true or false label, for TRL's KTOTrainer; pairs give two, "
        "answers without a partner one."
    )
    suffix = "jsonl"

    def plan(self, job: Job, ids: Ids) -> Plan:
        """Every labelled answer once; an answer with both labels not at all."""
        answers = _labelled(job.dataset, ids)
        counts: Counter[str] = Counter()
        for reason, hit in (
            ("tie", answers.tie),
            ("unlabelled", answers.unlabelled),
            ("prompt_not_ending_in_user_turn", _unanswerable(job.dataset, answers)),
        ):
            counts[reason] = int((hit & answers.left).sum())
            answers.left &= ~hit
        self._each_once(job, answers, counts)
        sides = np.zeros((len(job.dataset.pairs), 2), bool)
        sides[answers.pair[answers.left], answers.side[answers.left]] = True

        def rows(block: Block) -> list[JsonRow]:
            return _rows(block, sides[block.ids])

        carried = np.flatnonzero(sides.any(axis=1))
        return Plan(carried, rows, +counts, sides[carried].sum(axis=1))

    @staticmethod
    def _each_once(job: Job, answers: _Answers, counts: Counter[str]) -> None:
        left = np.flatnonzero(answers.left)
        code = _identities(job, answers, left)
        liked = answers.side[left] == 0
        both = np.intersect1d(code[liked], code[~liked])
        torn = np.isin(code, both)
        again = np.ones(len(left), bool)
        again[np.unique(code, return_index=True)[1]] = False
        again &= ~torn
        counts["answer_on_both_sides"], counts["repeated_answer"] = int(torn.sum()), int(again.sum())
        answers.left[left[torn | again]] = False

    def open(self, path: Path, job: Job, plan: Plan) -> JsonLines:
        """Begin a JSON-lines file."""
        return JsonLines(path, plan)


@dataclass(eq=False)
class _Answers:
    """The answers of the kept rows, one entry each, by pair and then side (0 chosen, 1 rejected)."""

    pair: Ids
    side: NDArray[np.int64]
    response: Ids
    tie: Mask
    unlabelled: Mask
    left: Mask


def _labelled(dataset: Dataset, ids: Ids) -> _Answers:
    pairs = dataset.pairs
    both = np.stack(
        [pairs[f"{side}_id"].fill_null(-1).to_numpy()[ids] for side in ("chosen", "rejected")], axis=1
    )
    row, side = np.nonzero(both >= 0)
    response = both[row, side]
    alone = ((both[:, 0] < 0) | (both[:, 1] < 0))[row]
    unlabelled = alone & ~dataset.responses["label"].is_valid().to_numpy()[response]
    return _Answers(
        ids[row],
        side,
        response,
        pairs["tie"].to_numpy()[ids][row] & ~alone,
        unlabelled,
        np.ones(len(row), bool),
    )


def _unanswerable(dataset: Dataset, answers: _Answers) -> Mask:
    """Answers whose prompt, their side's own turns included, does not end in a user's turn."""
    hit = prompt_not_ending_in_user_turn(dataset, answers.pair)
    led = np.flatnonzero(dataset.pairs["histories_differ"].to_numpy()[answers.pair])
    for place, lead in zip(
        led, turns(column_at(dataset.responses["lead"], answers.response[led])), strict=True
    ):
        if lead:
            hit[place] = lead[-1]["role"] not in ("user", "tool")
    return hit


def _identities(job: Job, answers: _Answers, left: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each answer that is left, equal where prompt and answer are the same content.

    Where the source's splits are kept, an answer may stand once in each of them.
    """
    dataset = job.dataset
    prompt = dataset.pairs["prompt_id"].to_numpy()[answers.pair[left]]
    if job.splitting.by != "existing":
        keys = dataset.prompts["key"].combine_chunks().dictionary_encode()
        prompt = keys.indices.to_numpy()[prompt]
    needed, where = np.unique(answers.response[left], return_inverse=True)
    text = np.empty(len(needed), np.uint64)
    for start in range(0, len(needed), _TEXTS):
        ids = needed[start : start + _TEXTS]
        texts = column_at(dataset.responses["text"], ids).to_pylist()
        leads = turns(column_at(dataset.responses["lead"], ids))
        for i, (said, lead) in enumerate(zip(texts, leads, strict=True), start):
            text[i] = int(text_key(said + orjson.dumps(lead).decode() if lead else said), 16)
    both = np.stack([prompt.astype(np.uint64), text[where]], axis=1)
    return np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)


def _rows(block: Block, sides: Mask) -> list[JsonRow]:
    made: list[JsonRow] = []
    chosen_leads, rejected_leads = block.leads("chosen"), block.leads("rejected")
    for i, (like, dislike) in enumerate(sides.tolist()):
        if like:
            made.append(_row([*block.prompts[i], *chosen_leads[i]], block.chosen[i], True))
        if dislike:
            made.append(_row([*block.prompts[i], *rejected_leads[i]], block.rejected[i], False))
    return made


def _row(prompt: list[dict[str, str]], answer: str | None, label: bool) -> JsonRow:
    return {"prompt": prompt, "completion": [{"role": "assistant", "content": answer}], "label": label}
