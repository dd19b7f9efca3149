"""Why a row cannot be carried by a target: each reason by its code, and which rows it covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from curation.export.block import Ids
from curation.store import Dataset

Mask = NDArray[np.bool_]

REASONS = {
    "no_partner": "the answer has no second one to be compared with",
    "tie": "neither answer is preferred",
    "histories_differ": "the two sides had different turns before the last answer",
    "prompt_not_ending_in_user_turn": "the prompt does not end in a user's turn",
    "system_turn": "the format has no place for a system turn",
    "system_turn_inside": "a system turn stands elsewhere than at the beginning",
    "several_turns": "the format has no place for more than one question",
    "turns_not_alternating": "user and assistant do not take turns",
    "tool_turn": "the format has no place for what a tool said",
    "markup_in_text": "a text holds the format's own markup, which would split it",
    "no_margin": "nothing says how much better the chosen answer is",
    "unrated": "an answer lacks one of the ratings",
    "repeated_pair": "the same pair has been written already",
    "empty_answer": "an answer is empty, which the reader takes for the other label",
    "unlabelled": "the answer is neither liked nor disliked",
    "answer_on_both_sides": "the same answer is liked in one pair and disliked in another",
    "repeated_answer": "the answer has been written already with the same label",
    "changed_by_hand": "the source's own shape holds neither a swap nor an edited text",
    "quarantined": "the row could not be understood when it was read",
}

Rule = Callable[[Dataset, Ids], Mask]


def no_partner(dataset: Dataset, ids: Ids) -> Mask:
    """Rows of one answer alone."""
    pairs = dataset.pairs
    whole: Mask = pairs["chosen_id"].is_valid().to_numpy() & pairs["rejected_id"].is_valid().to_numpy()
    return ~whole[ids]


def tie(dataset: Dataset, ids: Ids) -> Mask:
    """Rows that prefer neither answer."""
    ties: Mask = dataset.pairs["tie"].to_numpy()[ids]
    return ties


def histories_differ(dataset: Dataset, ids: Ids) -> Mask:
    """Rows whose two sides share only part of the conversation."""
    differ: Mask = dataset.pairs["histories_differ"].to_numpy()[ids]
    return differ


def prompt_not_ending_in_user_turn(dataset: Dataset, ids: Ids) -> Mask:
    """Rows whose prompt has no turn, or ends in one that is neither a user's nor a tool's."""
    good = []
    for chunk in dataset.prompts["messages"].chunks:
        ends = np.asarray(chunk.offsets.to_numpy())
        roles = chunk.values.field("role")
        last = np.maximum(ends[1:] - 1, 0)
        asks = (
            np.isin(roles.take(last).to_numpy(zero_copy_only=False).astype(str), ["user", "tool"])
            if len(roles)
            else np.zeros(len(last), bool)
        )
        good.append(asks & (ends[1:] > ends[:-1]))
    asking = np.concatenate(good) if good else np.empty(0, bool)
    refused: Mask = ~asking[dataset.pairs["prompt_id"].to_numpy()[ids]]
    return refused


class Refusals(Counter[str]):
    """How many rows each reason refuses, and in which pairs.

    Attributes:
        pairs: Reason → rows of the pairs table, each once, ascending.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pairs: dict[str, Ids] = {}

    def note(self, reason: str, ids: Ids) -> None:
        """Count rows, one for each of ``ids``: a pair stands there once for each of its answers."""
        if len(ids):
            self[reason] += len(ids)
            self.pairs[reason] = np.union1d(self.pairs.get(reason, ids[:0]), ids)


def refused(dataset: Dataset, ids: Ids, rules: Sequence[Rule]) -> tuple[Ids, Refusals]:
    """The rows that no rule refuses, and those that each rule is the first to refuse, by its name."""
    found = Refusals()
    for rule in rules:
        hit = rule(dataset, ids)
        found.note(rule.__name__, ids[hit])
        ids = ids[~hit]
    return ids, found
