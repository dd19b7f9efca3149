"""Two revisions of one source, row against row: what came, what went, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.store.catalogue import loaded_before
from curation.store.dataset import Dataset
from curation.store.info import DatasetInfo
from curation.store.keys import pair_numbers, text_numbers

Keys = NDArray[np.uint64]
EXAMPLES = 5


@dataclass(frozen=True)
class Revision:
    """What became of the rows of the pairs table from one revision to the next.

    Every row of the new data set is one of ``same``, ``rejudged``, ``swapped``, ``changed`` or
    ``added``; every row of the old one is one of the first four or ``removed``.

    Attributes:
        old: Id of the earlier data set.
        new: Id of the later one.
        same: Same prompt, answers and verdict.
        rejudged: Same prompt and answers on the same sides; tie, strength or a score differs.
        swapped: Same prompt and answers, the preference turned round.
        changed: The prompt is in both, the answers are not: one old row for one new row.
        added: New rows without a counterpart.
        removed: Old rows without a counterpart.
        rows: Kind → every such ``pair_id`` in the new data set (in the old one for ``removed``), ascending.
    """

    old: str
    new: str
    same: int
    rejudged: int
    swapped: int
    changed: int
    added: int
    removed: int
    rows: dict[str, NDArray[np.int64]] = field(compare=False, repr=False)

    @property
    def examples(self) -> dict[str, list[int]]:
        """The first few rows of each kind but those that are the same."""
        return {kind: rows[:EXAMPLES].tolist() for kind, rows in self.rows.items() if kind != "same"}

    @property
    def summary(self) -> dict[str, object]:
        """The ``compare --json`` object."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "rows"}
        return {**told, "examples": self.examples}


def earlier_revision(info: DatasetInfo) -> DatasetInfo | None:
    """The data set that was loaded from the same source before this one, if its content was another."""
    before = False
    for known in loaded_before(info.source.spec, info.source.config):
        if known.id == info.id:
            before = True
        elif before and known.source.fingerprint != info.source.fingerprint:
            return known
    return None


def compare(old: Dataset, new: Dataset) -> Revision:
    """Match the rows of two data sets by content, wherever they stand.

    Equal rows are matched as often as both hold them; what is left of a prompt's rows counts as
    changed one for one.
    """
    here, there = _Side.of(old), _Side.of(new)
    rows: dict[str, NDArray[np.int64]] = {}

    def note(kind: str, found: NDArray[np.int64]) -> int:
        rows[kind] = np.sort(found)
        return len(found)

    same_old, same_new = _matched(here.whole, there.whole, here.rows, there.rows)
    left_old, left_new = np.setdiff1d(here.rows, same_old), np.setdiff1d(there.rows, same_new)
    judged_old, judged_new = _matched(here.key, there.key, left_old, left_new)
    left_old, left_new = np.setdiff1d(left_old, judged_old), np.setdiff1d(left_new, judged_new)
    swapped_old, swapped_new = _matched(here.turned, there.key, left_old, left_new)
    left_old, left_new = np.setdiff1d(left_old, swapped_old), np.setdiff1d(left_new, swapped_new)
    changed_old, changed_new = _matched(here.prompt, there.prompt, left_old, left_new)
    return Revision(
        old.id,
        new.id,
        note("same", same_new),
        note("rejudged", judged_new),
        note("swapped", swapped_new),
        note("changed", changed_new),
        note("added", np.setdiff1d(left_new, changed_new)),
        note("removed", np.setdiff1d(left_old, changed_old)),
        rows,
    )


@dataclass(frozen=True)
class _Side:
    """A data set's rows as keys, all of shape (pairs,).

    Of the prompt, of prompt and answers, of those with
    the answers changed about, and of everything that a verdict says too.
    """

    rows: NDArray[np.int64]
    prompt: Keys
    key: Keys
    turned: Keys
    whole: Keys

    @classmethod
    def of(cls, dataset: Dataset) -> _Side:
        pairs = dataset.pairs
        texts = dataset.responses["text"]
        answers = np.concatenate(
            [*(text_numbers(chunk.to_pylist()) for chunk in texts.chunks), [np.uint64(0)]]
        )
        nobody = len(answers) - 1
        chosen, rejected = (
            answers[pairs[side].fill_null(nobody).to_numpy()] for side in ("chosen_id", "rejected_id")
        )
        named = np.fromiter(
            (int(key, 16) for key in dataset.prompts["key"].to_pylist()), np.uint64, len(dataset.prompts)
        )
        prompt = named[pairs["prompt_id"].to_numpy()]
        key = pair_numbers(prompt, chosen, rejected)
        return cls(
            np.arange(len(pairs)),
            prompt,
            key,
            pair_numbers(prompt, rejected, chosen),
            _with_verdicts(key, pairs, dataset.info.attributes),
        )


def _with_verdicts(key: Keys, pairs: pa.Table, attributes: tuple[str, ...]) -> Keys:
    scores = [f"{side}.{name}" for name in attributes for side in ("chosen", "rejected")]
    for name in ("tie", "strength", *scores):
        values = pc.fill_null(pairs[name].cast(pa.float64()), np.nan).to_numpy()
        # One spelling of "missing", and of zero, so that equal verdicts are equal bytes.
        plain = np.where(np.isnan(values), np.nan, values) + 0.0
        key = pair_numbers(key, plain.view(np.uint64), np.zeros_like(key))
    return key


def _matched(
    old: Keys, new: Keys, old_rows: NDArray[np.int64], new_rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of both sides with equal keys, each used once."""
    left, right = _numbered(old[old_rows]), _numbered(new[new_rows])
    _, at_old, at_new = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return old_rows[at_old], new_rows[at_new]


def _numbered(keys: Keys) -> Keys:
    """Keys made distinct: the n-th row of one key gets a key of its own."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(keys) else np.empty(0, bool)
    first = np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))
    nth = np.empty(len(keys), np.uint64)
    nth[order] = (np.arange(len(keys)) - first).astype(np.uint64)
    return pair_numbers(keys, nth, np.zeros_like(keys))
