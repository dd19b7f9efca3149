"""How many tokens a trainer will see of every pair that a recipe keeps, and what a limit does to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from curation.analysis.checks.trainers import Fit, Trainer
from curation.analysis.masks import Mask
from curation.errors import Cancelled
from curation.export.block import Block, Ids, blocks
from curation.export.seen import shelf
from curation.export.seen.counting import counted
from curation.export.seen.reader import Reader
from curation.export.seen.shelf import REFUSED, UNKNOWN, Counts
from curation.recipe import ExportOptions, Outcome
from curation.store import Dataset

Progress = Callable[[str, int, int], None]
_SAVED_EACH = 32


@dataclass(frozen=True, eq=False)
class Lengths:
    """Tokens of the pairs that a recipe keeps, as a chat template writes them.

    Attributes:
        dataset: The data set.
        ids: Rows of the pairs table, ascending.
        counts: Their tokens.
    """

    dataset: Dataset
    ids: Ids
    counts: Counts

    @cached_property
    def refused(self) -> Mask:
        """Which of ``ids`` the template refuses to write."""
        return np.asarray(self.counts.prompt == REFUSED)

    @property
    def refusals(self) -> dict[str, Ids]:
        """What the template said → the rows it refused so, the most frequent first."""
        reasons = self.counts.reason[self.refused]
        rows = self.ids[self.refused]
        said, where = np.unique(reasons, return_inverse=True)
        order = np.argsort(-np.bincount(where, minlength=len(said)), kind="stable")
        return {str(said[at]): rows[where == at] for at in order.tolist()}

    @property
    def lossy(self) -> Ids:
        """The rows where the end of the prompt is lost as the answer begins."""
        return np.asarray(self.ids[self.counts.lost > 0])

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """Tokens of prompt and longer answer, of those that the template writes; ascending rows."""
        written = ~self.refused
        longer = np.maximum(self.counts.chosen, self.counts.rejected)[written]
        return np.asarray(self.counts.prompt[written] + np.maximum(longer, 0), np.int64)

    @property
    def written(self) -> Ids:
        """The rows that ``totals`` is of."""
        return np.asarray(self.ids[~self.refused])

    def fit(self, trainer: Trainer, limit: int | None = None, *, from_end: bool = False) -> Fit:
        """What becomes of the pairs in a trainer, as masks over the pairs table; refused ones are in neither.

        Args:
            trainer: The trainer.
            limit: The longest sequence; its own if not given.
            from_end: Whether TRL DPO keeps the end of long pairs; it then drops none.
        """
        most = trainer.limit if limit is None else limit
        prompt = self.counts.prompt[~self.refused].astype(np.int64)
        gone, cut = trainer.fate(prompt, self.totals, most)
        if from_end:
            gone, cut = np.zeros_like(gone), np.asarray(self.totals > most)
        return Fit(trainer, most, self._marked(gone), self._marked(cut))

    def _marked(self, which: Mask) -> Mask:
        mask = np.zeros(len(self.dataset.pairs), bool)
        mask[self.written[which]] = True
        return mask


def known_lengths(outcome: Outcome, identity: str, options: ExportOptions) -> Lengths | None:
    """What was counted before, where that is all that a recipe keeps; no tokenizer is loaded."""
    dataset, ids = outcome.dataset, outcome.kept_ids
    counts = shelf.load(dataset, identity, options, len(dataset.pairs))
    if counts is None or (counts.prompt[ids] == UNKNOWN).any():
        return None
    rows = _rewritten(outcome)
    anew = shelf.load(dataset, identity, options, len(rows), _digest(outcome)) if len(rows) else None
    if len(rows) and anew is None:
        return None
    return _as_reviewed(outcome, counts, anew)


def measure_lengths(
    outcome: Outcome,
    reader: Reader,
    options: ExportOptions,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Lengths:
    """Count the tokens of every pair that a recipe keeps; what was counted before is not counted again.

    Args:
        outcome: What is kept.
        reader: The tokenizer.
        options: What becomes of system turns and earlier turns, as in the export.
        progress: Called with (what, done, total), in pairs.
        cancelled: Asked between batches; what was counted is kept.

    Raises:
        Cancelled: ``cancelled`` said so.
        DatasetError: The disk does not take the counts.
    """
    dataset, ids = outcome.dataset, outcome.kept_ids
    pairs = len(dataset.pairs)
    counts = shelf.load(dataset, reader.identity, options, pairs) or Counts.unknown(pairs)
    missing = ids[counts.prompt[ids] == UNKNOWN]
    done = 0
    try:
        for at, block in enumerate(blocks(dataset, missing), 1):
            if cancelled is not None and cancelled():
                raise Cancelled("Counting tokens was stopped", why="what was counted is kept")
            counts.put(block.ids, *counted(block, reader, options))
            done += len(block)
            if progress is not None:
                progress("counting tokens", done, len(missing))
            if at % _SAVED_EACH == 0:
                shelf.save(dataset, reader.identity, options, counts)
    finally:
        if done:
            shelf.save(dataset, reader.identity, options, counts)
    return _as_reviewed(outcome, counts, _recounted(outcome, reader, options))


def _recounted(outcome: Outcome, reader: Reader, options: ExportOptions) -> Counts | None:
    """Counts of the pairs whose texts a reviewer wrote anew; None where there are none."""
    rows = _rewritten(outcome)
    if not len(rows):
        return None
    digest = _digest(outcome)
    known = shelf.load(outcome.dataset, reader.identity, options, len(rows), digest)
    if known is not None:
        return known
    anew = Counts.unknown(len(rows))
    table, reasons = counted(Block(outcome.dataset, rows, outcome.edits), reader, options)
    anew.put(np.arange(len(rows)), table, reasons)
    shelf.save(outcome.dataset, reader.identity, options, anew, digest)
    return anew


def _rewritten(outcome: Outcome) -> Ids:
    """The kept rows with a text that was written anew, ascending."""
    texts = outcome.edits.texts
    return np.intersect1d(outcome.kept_ids, np.fromiter(texts, np.int64, len(texts)))


def _digest(outcome: Outcome) -> str:
    """16 hex digits over what was written anew."""
    told = blake2b(digest_size=8)
    for row in _rewritten(outcome).tolist():
        turned = row in outcome.edits.swapped
        told.update(f"{row}{turned}{outcome.edits.texts[row].model_dump_json()}".encode())
    return told.hexdigest()


def _as_reviewed(outcome: Outcome, counts: Counts, anew: Counts | None) -> Lengths:
    """The kept pairs' counts, sides of swapped pairs about, rewritten texts as they are now."""
    ids = outcome.kept_ids
    kept = counts.of(ids).turned(outcome.edits.turned(ids))
    if anew is not None:
        kept.put(np.searchsorted(ids, _rewritten(outcome)), np.stack(anew.numbers), anew.reason)
    return Lengths(outcome.dataset, ids, kept)
