"""Verdicts that contradict each other, within one prompt or among near-duplicate prompts, by pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.masks import Mask, decided, mask_of
from curation.analysis.repeats import prompt_codes
from curation.similarity import Groups, answer_keys, cycles, opposites
from curation.store import Dataset

Kind = Literal["opposite", "cycle"]


@dataclass(frozen=True)
class Conflict:
    """Pairs that cannot all be right.

    Attributes:
        kind: ``opposite``: two pairs with the same two answers, chosen the other way round.
            ``cycle``: three or more, each preferring its own chosen answer to that of the next.
        pairs: Their ids, in the order of the cycle.
        prompts: The prompt of each.
    """

    kind: Kind
    pairs: tuple[int, ...]
    prompts: tuple[int, ...]

    @property
    def near(self) -> bool:
        """Whether it lies between different prompts of a group, not within one."""
        return len(set(self.prompts)) > 1


@dataclass(frozen=True, eq=False)
class ConflictReport:
    """All conflicts of a data set: opposites first, each kind in order of its pairs."""

    dataset: Dataset
    conflicts: tuple[Conflict, ...]

    @property
    def opposites(self) -> tuple[Conflict, ...]:
        """Pairs of pairs with opposite verdicts; every contradicted pair is in one at least."""
        return tuple(one for one in self.conflicts if one.kind == "opposite")

    @property
    def cycles(self) -> tuple[Conflict, ...]:
        """A shortest cycle of each tangle of verdicts that has one."""
        return tuple(one for one in self.conflicts if one.kind == "cycle")

    @property
    def hit(self) -> Mask:
        """The rows in any conflict, shape (pairs rows,)."""
        found = np.array(sorted({pair for one in self.conflicts for pair in one.pairs}), np.int64)
        return mask_of(self.dataset, found)

    def keys(self, conflict: Conflict) -> list[str]:
        """Content keys of a conflict's pairs: what a ``drop`` step takes."""
        keys: list[str] = self.dataset.pairs["key"].take(pa.array(conflict.pairs, pa.int64())).to_pylist()
        return keys

    def as_json(self) -> dict[str, Any]:
        """The ``conflicts --json`` object of the command line's contract."""
        return {
            "opposites": len(self.opposites),
            "cycles": len(self.cycles),
            "pairs": int(self.hit.sum()),
            "conflicts": [
                {"kind": one.kind, "near": one.near, "pairs": list(one.pairs), "keys": self.keys(one)}
                for one in self.conflicts
            ],
        }


def conflicts_of(dataset: Dataset, groups: Groups | None = None, alive: Mask | None = None) -> ConflictReport:
    """Opposite verdicts and cycles.

    Args:
        dataset: The data set.
        groups: Groups of its prompts, which then count as one prompt each; None for prompts that are
            equal after folding.
        alive: Rows to look at, shape (pairs rows,); None for all.
    """
    rows, owner = _contested(dataset, groups, alive)
    pairs = dataset.pairs.select(["prompt_id", "chosen_id", "rejected_id"]).take(pa.array(rows))
    chosen, rejected = pairs["chosen_id"].to_numpy(), pairs["rejected_id"].to_numpy()
    answers, place = np.unique(np.concatenate([chosen, rejected]), return_inverse=True)
    keys = answer_keys(dataset.responses["text"].take(pa.array(answers)).to_pylist())
    better, worse = keys[place[: len(rows)]], keys[place[len(rows) :]]
    prompt = pairs["prompt_id"].to_numpy()
    found: list[tuple[Kind, tuple[int, ...]]] = [
        ("opposite", (one.first, one.second)) for one in opposites(owner, better, worse)
    ]
    found += [("cycle", one.pairs) for one in cycles(owner, better, worse)]
    return ConflictReport(
        dataset,
        tuple(
            Conflict(kind, tuple(rows[list(at)].tolist()), tuple(prompt[list(at)].tolist()))
            for kind, at in found
        ),
    )


def _contested(
    dataset: Dataset, groups: Groups | None, alive: Mask | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Decided pairs of groups that have several, ascending, and the group of each."""
    pairs = dataset.pairs
    rows = np.flatnonzero(decided(dataset, alive))
    of_prompt = prompt_codes(dataset) if groups is None else groups.group_ids()
    owner = of_prompt[pairs["prompt_id"].to_numpy()[rows]].astype(np.int64)
    several = np.bincount(owner, minlength=int(owner.max(initial=-1)) + 1)[owner] > 1
    return rows[several], owner[several]
