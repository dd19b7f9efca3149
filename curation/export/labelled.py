"""Answers as KTO sees them: each with a label, and the same answer known again by its content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from curation.export.block import SIDES, Ids, turns
from curation.export.refusing import Mask, prompt_not_ending_in_user_turn
from curation.export.taking import column_at
from curation.export.target import Job
from curation.recipe import Edits
from curation.store import Dataset, text_key
from curation.store.keys import text_numbers

EMPTY = int(text_key(""), 16)
_TEXTS = 8_192


@dataclass(eq=False)
class Answers:
    """The answers of the kept rows, one entry each, by pair and then side (0 chosen, 1 rejected).

    Attributes:
        pair: Their row of the pairs table.
        side: Their side of it.
        response: Their row of the responses table.
        tie: Whether their pair prefers neither.
        unlabelled: Whether they stand alone without a label.
        left: Whether they are still to be written.
    """

    pair: Ids
    side: NDArray[np.int64]
    response: Ids
    tie: Mask
    unlabelled: Mask
    left: Mask


def labelled(dataset: Dataset, ids: Ids, edits: Edits) -> Answers:
    """The answers of the rows ``ids``, on the sides where verdicts put them."""
    pairs = dataset.pairs
    both = np.stack([pairs[f"{side}_id"].fill_null(-1).to_numpy()[ids] for side in SIDES], axis=1)
    turned = edits.turned(ids)
    both[turned] = both[turned, ::-1]
    row, side = np.nonzero(both >= 0)
    response = both[row, side]
    alone = ((both[:, 0] < 0) | (both[:, 1] < 0))[row]
    unlabelled = alone & ~dataset.responses["label"].is_valid().to_numpy()[response]
    return Answers(
        ids[row],
        side,
        response,
        pairs["tie"].to_numpy()[ids][row] & ~alone,
        unlabelled,
        np.ones(len(row), bool),
    )


def unanswerable(dataset: Dataset, answers: Answers) -> Mask:
    """Answers whose prompt, their side's own turns included, does not end in a user's turn."""
    hit = prompt_not_ending_in_user_turn(dataset, answers.pair)
    led = np.flatnonzero(dataset.pairs["histories_differ"].to_numpy()[answers.pair])
    for place, lead in zip(
        led, turns(column_at(dataset.responses["lead"], answers.response[led])), strict=True
    ):
        if lead:
            hit[place] = lead[-1]["role"] not in ("user", "tool")
    return hit


def identities(job: Job, answers: Answers, left: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each answer that is left, equal where prompt and answer are the same content.

    Where the source's splits are kept, an answer may stand once in each of them.
    """
    dataset = job.dataset
    prompt = dataset.pairs["prompt_id"].to_numpy()[answers.pair[left]]
    if job.splitting.by != "existing":
        keys = dataset.prompts["key"].combine_chunks().dictionary_encode()
        prompt = keys.indices.to_numpy()[prompt]
    both = np.stack([prompt.astype(np.uint64), contents(job, answers)[left]], axis=1)
    return np.unique(both, axis=0, return_inverse=True)[1].reshape(-1)


def contents(job: Job, answers: Answers) -> NDArray[np.uint64]:
    """The content key of each answer, the turns that its side alone has and reviewers' edits included."""
    dataset = job.dataset
    needed, where = np.unique(answers.response, return_inverse=True)
    keys = np.empty(len(needed), np.uint64)
    parted = bool(np.any(dataset.pairs["histories_differ"].to_numpy()[answers.pair]))
    for start in range(0, len(needed), _TEXTS):
        ids = needed[start : start + _TEXTS]
        texts = column_at(dataset.responses["text"], ids).to_pylist()
        if parted:
            leads = turns(column_at(dataset.responses["lead"], ids))
            both = zip(texts, leads, strict=True)
            texts = [text + orjson.dumps(lead).decode() if lead else text for text, lead in both]
        keys[start : start + len(ids)] = text_numbers(texts)
    found = keys[where]
    for at, edit in job.outcome.edits.among(answers.pair):
        text = edit.chosen if answers.side[at] == 0 else edit.rejected
        if text is not None:
            found[at] = int(text_key(text), 16)
    return found
