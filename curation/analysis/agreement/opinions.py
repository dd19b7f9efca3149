"""Several people's opinions of one thing, as counts on a scale: what agreement is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Counts = NDArray[np.uint16]
Codes = NDArray[np.int64]
STEPS = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.01)
MOST_LEVELS = 101


@dataclass(frozen=True, eq=False)
class Opinions:
    """What was said of each item, and how often.

    Attributes:
        name: What was judged: an attribute, or ``verdict``.
        values: The scale in order, evenly spaced, shape (levels,); places in it where it has no numbers.
        labels: What people call each level.
        ordered: Whether a level can be nearer to one level than to another.
        counts: How many said each level of each item, shape (items, levels).
        prompt: The prompt of each item, shape (items,): items of one prompt stand or fall together.
    """

    name: str
    values: NDArray[np.float64]
    labels: tuple[str, ...]
    ordered: bool
    counts: Counts
    prompt: Codes

    def shared(self) -> Opinions:
        """The items that at least two judged: one opinion alone can neither agree nor disagree."""
        several = self.counts.sum(axis=1) >= 2
        return Opinions(
            self.name, self.values, self.labels, self.ordered, self.counts[several], self.prompt[several]
        )


def from_lists(name: str, lists: pa.ChunkedArray, prompt: Codes) -> Opinions | None:
    """Opinions from a list of ratings an item, in any order; None where they are on no even scale.

    Args:
        name: What was rated.
        lists: list<double>, null where nobody rated.
        prompt: The prompt of each item.
    """
    sizes = pc.list_value_length(lists).fill_null(0).to_numpy()
    values = np.asarray(pc.list_flatten(lists).to_numpy(), np.float64)
    scale = even_scale(values)
    if scale is None:
        return None
    levels = len(scale)
    step = scale[1] - scale[0] if levels > 1 else 1.0
    level = np.rint((values - scale[0]) / step).astype(np.int64)
    item = np.repeat(np.arange(len(sizes)), sizes)
    counts = np.bincount(item * levels + level, minlength=len(sizes) * levels)
    return Opinions(
        name,
        scale,
        tuple(f"{value:g}" for value in scale),
        True,
        counts.reshape(-1, levels).astype(np.uint16),
        prompt,
    )


def from_votes(name: str, labels: Sequence[str], votes: NDArray[np.int64], prompt: Codes) -> Opinions:
    """Opinions from named judges' votes.

    Args:
        name: What was voted on.
        labels: What each code means; the codes have no order.
        votes: The code of each judge for each item, −1 for none, shape (items, judges).
        prompt: The prompt of each item.
    """
    counts = np.stack([(votes == code).sum(axis=1) for code in range(len(labels))], axis=1)
    return Opinions(
        name, np.arange(float(len(labels))), tuple(labels), False, counts.astype(np.uint16), prompt
    )


def even_scale(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The evenly spaced levels that hold every value, from the lowest to the highest given.

    A level that nobody used stands in it too, so that distances are those of the scale. None where
    there are no values, or no spacing gives a scale of at most a hundred steps.
    """
    if not len(values):
        return None
    low, high = float(values.min()), float(values.max())
    known = np.unique(values) - low
    for step in STEPS:
        places = known / step
        if places[-1] < MOST_LEVELS and np.allclose(places, np.rint(places), atol=1e-6):
            return np.asarray(low + step * np.arange(round((high - low) / step) + 1))
    return None
