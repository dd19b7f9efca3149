"""The pairs a proxy may learn from: decided ones with two different answers, as texts, and in which fold.

Rows are put in an order of their contents, so that nothing depends on the order of the source. The order,
the folds and the groups know no verdict: a pair turned round stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.masks import Mask, decided
from curation.analysis.repeats import prompt_codes
from curation.errors import Cancelled
from curation.store import Dataset

Ids = NDArray[np.int64]
Keys = NDArray[np.uint64]
Progress = Callable[[str, int, int], None]
Asked = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class JudgedPairs:
    """Pairs with a verdict, in an order of their contents.

    Attributes:
        rows: Their ids.
        prompts: The prompt of each.
        chosen: The answer stated to be better.
        rejected: The other one.
        keys: uint64 [n], of both answers in either order and the prompt.
        groups: int64 [n]; pairs of one group are never parted.
    """

    rows: Ids
    prompts: list[str]
    chosen: list[str]
    rejected: list[str]
    keys: Keys
    groups: Ids

    def __len__(self) -> int:
        return len(self.rows)

    def folds(self, count: int, seed: int) -> Ids:
        """A fold, 0 to ``count`` − 1, for each pair: whole groups, drawn by content and seed."""
        codes = np.unique(self.groups, return_inverse=True)[1]
        lowest = np.full(int(codes.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
        np.minimum.at(lowest, codes, self.keys)
        order = np.lexsort((lowest, _mixed(lowest, seed)))
        sizes = np.bincount(codes, minlength=len(lowest))[order]
        before = np.cumsum(sizes) - sizes
        fold = np.empty(len(lowest), np.int64)
        fold[order] = before * count // max(len(codes), 1)
        of_row: Ids = fold[codes]
        return of_row


def judged_pairs(
    dataset: Dataset, alive: Mask | None = None, groups: NDArray[np.integer] | None = None
) -> JudgedPairs:
    """The decided pairs of a data set whose answers differ.

    Args:
        dataset: The data set.
        alive: Rows to look at, shape (pairs rows,); None for all.
        groups: A number a prompt, shape (prompts,): prompts of one group, near-duplicates say, are never
            parted. None for prompts that are equal after folding.
    """
    pairs = dataset.pairs
    rows = np.flatnonzero(decided(dataset, alive))
    taken = pairs.select(["prompt_id", "chosen_id", "rejected_id"]).take(pa.array(rows))
    prompt = taken["prompt_id"].to_numpy()
    answers = dataset.responses["text"]
    chosen, rejected = answers.take(taken["chosen_id"]), answers.take(taken["rejected_id"])
    differ = pc.not_equal(chosen, rejected).to_numpy()
    texts = zip(
        dataset.prompts["text"].take(pa.array(prompt[differ])).to_pylist(),
        chosen.filter(pa.array(differ)).to_pylist(),
        rejected.filter(pa.array(differ)).to_pylist(),
        strict=True,
    )
    codes = prompt_codes(dataset) if groups is None else groups
    return _ordered(rows[differ], list(texts), codes[prompt[differ]].astype(np.int64))


def _ordered(rows: Ids, texts: list[tuple[str, str, str]], groups: Ids) -> JudgedPairs:
    keys = np.array([_key(*three) for three in texts], np.uint64)
    turned = np.array([chosen > rejected for _, chosen, rejected in texts], bool)
    order = np.lexsort((rows, turned, keys))
    prompts, chosen, rejected = ([texts[at][side] for at in order] for side in range(3))
    return JudgedPairs(rows[order], prompts, chosen, rejected, keys[order], _renumbered(groups[order]))


def _renumbered(groups: Ids) -> Ids:
    """Groups by first appearance, so that their numbers do not depend on the order of the source either."""
    _, first, codes = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered: Ids = rank[codes]
    return numbered


def _key(prompt: str, one: str, other: str) -> int:
    parts = (prompt, min(one, other), max(one, other))
    joined = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
    return int.from_bytes(blake2b(joined, digest_size=8).digest())


def _mixed(keys: Keys, seed: int) -> Keys:
    """The keys in a new order for each seed (the finaliser of splitmix64)."""
    golden = (0x9E3779B97F4A7C15 * (seed + 1)) % 2**64
    mixed = keys ^ np.uint64(golden)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@dataclass(frozen=True)
class Watch:
    """Who is told of progress, and who may stop the work."""

    progress: Progress | None = None
    cancelled: Asked | None = None

    def tell(self, stage: str, done: int, total: int) -> None:
        """Report progress.

        Raises:
            Cancelled: When the curator stopped the work.
        """
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("Looking for wrong labels was stopped", next="Start it again to begin anew")
        if self.progress is not None:
            self.progress(stage, done, total)
