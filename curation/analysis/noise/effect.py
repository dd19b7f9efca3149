"""Did cleaning help? A proxy trained on all rows against one trained on the kept ones, on unseen rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from curation.analysis.estimate import Estimate
from curation.analysis.masks import Mask
from curation.analysis.noise.features import Features, features
from curation.analysis.noise.label_noise import TRAINING, folds_for
from curation.analysis.noise.pairs import Asked, Ids, JudgedPairs, Progress, Watch, judged_pairs
from curation.analysis.noise.proxy import Floats, fit
from curation.analysis.noise.resampling import mean_of
from curation.errors import RecipeError
from curation.similarity import Encoder, normalise
from curation.store import Dataset

Where = Literal["held-out kept rows", "held-out rows, removed ones too", "test set"]
Answer = Literal["helped", "harmed", "no difference to be seen", "nothing to test on"]
_NOTES: dict[Where, str] = {
    "held-out kept rows": (
        "These rows passed the cleaning themselves: where it removed what a proxy contradicts, agreement on"
        " them rises by construction."
    ),
    "held-out rows, removed ones too": (
        "These rows are as the source has them, wrong labels among them, so no choice of rows makes the gain."
    ),
    "test set": "No row of it was cleaned or trained on.",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both proxies on the same unseen rows.

    Attributes:
        where: On which rows.
        rows: How many.
        trained_on_all: Accuracy of the proxy trained on all rows.
        trained_on_kept: Accuracy of the one trained on kept rows.
        gain: The second less the first, paired by row; its interval resamples groups of prompts.
    """

    where: Where
    rows: int
    trained_on_all: Estimate
    trained_on_kept: Estimate
    gain: Estimate

    @property
    def answer(self) -> Answer:
        """Whether the interval of the gain lies on one side of nought."""
        if not self.rows:
            return "nothing to test on"
        if self.gain.low > 0:
            return "helped"
        return "harmed" if self.gain.high < 0 else "no difference to be seen"

    @property
    def note(self) -> str:
        """How far these rows may be believed."""
        return _NOTES[self.where]

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "where": self.where,
            "rows": self.rows,
            "trained_on_all": self.trained_on_all.as_json(),
            "trained_on_kept": self.trained_on_kept.as_json(),
            "gain": self.gain.as_json(),
            "answer": self.answer,
            "note": self.note,
        }


@dataclass(frozen=True)
class CleaningEffect:
    """What the cleaning did to a proxy's accuracy.

    Attributes:
        pairs: Pairs that could be trained on.
        kept: Those of them that were kept.
        left_out: Pairs of the test set whose prompt stands in training too, and which were not counted.
        comparisons: On each kind of unseen rows.
    """

    pairs: int
    kept: int
    left_out: int
    comparisons: tuple[Comparison, ...]

    @property
    def deciding(self) -> Comparison:
        """The one to go by: the test set where there is one, else held-out rows with the removed ones."""
        return next(one for one in reversed(self.comparisons) if one.rows)

    def as_json(self) -> dict[str, Any]:
        """The ``effect --json`` object, less the seconds."""
        return {
            "pairs": self.pairs,
            "kept": self.kept,
            "left_out_of_test": self.left_out,
            "answer": self.deciding.answer,
            "decided_on": self.deciding.where,
            "comparisons": [one.as_json() for one in self.comparisons],
        }


def did_cleaning_help(
    dataset: Dataset,
    kept: Mask,
    test: Dataset | None = None,
    *,
    groups: NDArray[np.integer] | None = None,
    encoder: Encoder | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> CleaningEffect:
    """Train with and without the removed rows, test both on rows that neither has seen.

    Args:
        dataset: The data set.
        kept: Rows that the cleaning left, shape (pairs rows,).
        test: A second data set to test on; its pairs with a prompt of the first are left out.
        groups: A number a prompt; prompts of one group are never parted. None for equal ones after folding.
        encoder: As for ``label_noise``.
        seed: Of folds and intervals.
        progress: Called with (stage, done, total).
        cancelled: Asked at least once a second or two.

    Raises:
        RecipeError: The cleaning left no pair to train on.
        Cancelled: When ``cancelled()`` turns true.
    """
    watch = Watch(progress, cancelled)
    pairs = judged_pairs(dataset, None, groups)
    stays = kept[pairs.rows]
    if not stays.any():
        raise RecipeError("The cleaning leaves no pair to train on", next="Keep some decided pairs")
    found = features(pairs, watch, encoder)
    before, after = _held_out(pairs, found.differences, stays, seed, watch)
    comparisons = [
        _compared("held-out kept rows", before[stays], after[stays], pairs.groups[stays], seed),
        _compared("held-out rows, removed ones too", before, after, pairs.groups, seed),
    ]
    left_out = 0
    if test is not None:
        comparison, left_out = _on_test(test, pairs, found, stays, encoder, seed, watch)
        comparisons.append(comparison)
    return CleaningEffect(len(pairs), int(stays.sum()), left_out, tuple(comparisons))


def _held_out(
    pairs: JudgedPairs, differences: Floats, stays: Mask, seed: int, watch: Watch
) -> tuple[Floats, Floats]:
    """Whether each row is got right by the proxies trained on all, and on kept rows, of the other folds."""
    fold = pairs.folds(folds_for(len(pairs)), seed)
    before, after = np.zeros(len(pairs)), np.zeros(len(pairs))
    for rows, rest in _parts(fold, watch):
        before[rows] = _right(differences, rest, differences[rows])
        after[rows] = _right(differences, rest & stays, differences[rows])
    return before, after


def _parts(fold: Ids, watch: Watch) -> Iterator[tuple[Ids, Mask]]:
    total = int(fold.max(initial=-1)) + 1
    for held in range(total):
        watch.tell(TRAINING, held, total)
        yield np.flatnonzero(fold == held), fold != held
    watch.tell(TRAINING, total, total)


def _right(differences: Floats, train: Mask, held: Floats) -> Floats:
    """1 where the proxy trained on some rows repeats the stated verdict, 0.5 where it cannot tell."""
    margins = fit(differences[train], np.ones(int(train.sum()))).margins(held)
    right: Floats = np.where(margins == 0, 0.5, margins > 0)
    return right


def _on_test(
    test: Dataset,
    pairs: JudgedPairs,
    found: Features,
    stays: Mask,
    encoder: Encoder | None,
    seed: int,
    watch: Watch,
) -> tuple[Comparison, int]:
    """Both proxies on a second data set, less its pairs whose prompt was trained on."""
    trained = {normalise(prompt) for prompt in pairs.prompts}
    asked = judged_pairs(test)
    new = np.array([normalise(prompt) not in trained for prompt in asked.prompts], bool)
    unseen = features(asked, watch, encoder).differences[new]
    everything = np.ones(len(pairs), bool)
    before = _right(found.differences, everything, unseen)
    after = _right(found.differences, stays, unseen)
    return _compared("test set", before, after, asked.groups[new], seed), int((~new).sum())


def _compared(where: Where, before: Floats, after: Floats, groups: Ids, seed: int) -> Comparison:
    return Comparison(
        where,
        len(before),
        mean_of(before, groups, seed),
        mean_of(after, groups, seed),
        mean_of(after - before, groups, seed),
    )
