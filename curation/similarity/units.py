"""What of a prompt is compared: its user turns, the last of them, its system turn too, or its answers.

- ``user``: every user turn; the same question under another system turn is a duplicate.
- ``last_user``: the last user turn alone, whatever was said before it.
- ``system_user``: system and user turns in order; another system turn is another ask.
- ``answers``: the prompt's best answers: the distinct texts chosen in a decided pair (or liked, where
  answers are labelled), the one chosen most often first. Prompts are near where their best answers
  are near copies, whatever they ask.

A prompt of which nothing is compared (no user turn, only ties) is near nothing, save under ``user``,
where prompts without a word are equal to each other.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

UNITS = ("user", "last_user", "system_user", "answers")
_TURNS = {"last_user": ("user",), "system_user": ("system", "user")}
_BETWEEN = "\n\n"


class HasTexts(Protocol):
    """What is needed of a data set: its tables, as ``Dataset`` has them."""

    @property
    def prompts(self) -> pa.Table:
        """``text`` and ``messages``, a row a prompt."""

    @property
    def responses(self) -> pa.Table:
        """``text``, a row an answer."""

    @property
    def pairs(self) -> pa.Table:
        """``prompt_id``, ``chosen_id`` and ``tie``, a row a pair."""


def unit_texts(dataset: HasTexts, unit: str = "user") -> list[str]:
    """The text of each prompt that is compared; empty where there is none.

    Args:
        dataset: Whose prompts.
        unit: One of ``UNITS``.

    Raises:
        ValueError: For an unknown unit.
    """
    if unit not in UNITS:
        raise ValueError(f"unit must be one of {UNITS}, not {unit!r}")
    if unit == "user":
        texts: list[str] = dataset.prompts["text"].to_pylist()
        return texts
    if unit == "answers":
        return _best_answers(dataset)
    return _turns(dataset.prompts["messages"], _TURNS[unit], last=unit == "last_user")


def _turns(messages: pa.ChunkedArray, roles: tuple[str, ...], *, last: bool) -> list[str]:
    """The turns of these roles of each conversation as one text, or the last of them."""
    told: list[str] = []
    for chunk in messages.chunks:
        owner = pc.list_parent_indices(chunk).to_numpy()
        turns = chunk.flatten()
        said = pc.is_in(turns.field("role"), value_set=pa.array(roles)).to_numpy(zero_copy_only=False)
        texts, owner = turns.field("content").filter(pa.array(said)), owner[said]
        if last:
            final = np.r_[owner[1:] != owner[:-1], np.ones(min(len(owner), 1), bool)]
            texts, owner = texts.filter(pa.array(final)), owner[final]
        told += _joined(texts, owner, len(chunk))
    return told


def _joined(texts: pa.Array, owner: npt.NDArray[np.integer], owners: int) -> list[str]:
    """The texts of each owner (ascending) with a blank line between them."""
    counts = np.bincount(owner, minlength=owners)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    lists = pa.LargeListArray.from_arrays(pa.array(offsets), pc.fill_null(texts.cast(pa.large_string()), ""))
    joined: list[str] = pc.binary_join(lists, pa.scalar(_BETWEEN, pa.large_string())).to_pylist()
    return joined


def _best_answers(dataset: HasTexts) -> list[str]:
    pairs = dataset.pairs
    decided = pc.and_(pairs["chosen_id"].is_valid(), pc.invert(pc.fill_null(pairs["tie"], False))).to_numpy()
    prompt = pairs["prompt_id"].to_numpy()[decided]
    answer = pairs["chosen_id"].fill_null(-1).to_numpy()[decided]
    texts = dataset.responses["text"]
    known, code = np.unique(answer, return_inverse=True)
    # Copies of one answer count as one: they are told apart by their text, not by their row.
    words = pc.fill_null(texts.take(pa.array(known)), "").combine_chunks().dictionary_encode()
    word = words.indices.to_numpy()[code]
    wins, count = np.unique(np.stack([prompt, word], axis=1), axis=0, return_counts=True)
    place = _alphabetical(words.dictionary)
    order = np.lexsort((place[wins[:, 1]], -count, wins[:, 0]))
    best = words.dictionary.take(pa.array(wins[order, 1]))
    return _joined(best, wins[order, 0], len(dataset.prompts))


def _alphabetical(texts: pa.Array) -> npt.NDArray[np.int64]:
    """The place of each text among all of them, so that the order of rows plays no part."""
    place = np.empty(len(texts), np.int64)
    place[pc.sort_indices(texts).to_numpy()] = np.arange(len(texts))
    return place
