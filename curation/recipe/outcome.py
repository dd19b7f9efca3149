"""What a recipe did: which rows stay, and why each of the others went."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from curation.recipe.edits import NO_EDITS, Edits
from curation.similarity.groups import MANUAL
from curation.store import Dataset

if TYPE_CHECKING:
    from curation.analysis.contamination import Findings
    from curation.analysis.diversity import Subset
    from curation.recipe.deciding import ByHand
    from curation.similarity import Groups

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class StepResult:
    """What one step did.

    Attributes:
        name: The step's title.
        kind: Its kind.
        hits: Every row it hits, shape (pairs rows,); all False where the step is switched off.
        removes: Those it is the first to hit, likewise.
        enabled: Whether it was switched on.
        groups: The groups of a deduplication.
        findings: What a decontamination found.
        subset: The prompts that a diverse choice left.
        by_hand: What verdicts did.
    """

    name: str
    kind: str
    hits: Mask
    removes: Mask
    enabled: bool = True
    groups: Groups | None = None
    findings: Findings | None = None
    subset: Subset | None = None
    by_hand: ByHand | None = None

    @cached_property
    def hit(self) -> int:
        """How many rows it hits."""
        return int(self.hits.sum())

    @cached_property
    def removed(self) -> int:
        """How many rows it is the first to hit."""
        return int(self.removes.sum())

    @property
    def pair_ids(self) -> NDArray[np.int64]:
        """The rows it removes, ascending."""
        return np.flatnonzero(self.removes)


@dataclass(frozen=True, eq=False)
class Outcome:
    """A recipe applied. Rows are those of the pairs table, answers without a partner among them.

    Attributes:
        dataset: What it was applied to.
        kept: Which rows stay, shape (pairs rows,).
        steps: One result a step of the recipe, in its order.
        edits: What verdicts change of the rows that stay.
    """

    dataset: Dataset
    kept: Mask
    steps: tuple[StepResult, ...]
    edits: Edits = NO_EDITS

    @property
    def pairs_in(self) -> int:
        """Rows before the first step."""
        return len(self.kept)

    @cached_property
    def pairs_kept(self) -> int:
        """Rows after the last step; ``pairs_in = pairs_kept + Σ removed``."""
        return int(self.kept.sum())

    @cached_property
    def singles_kept(self) -> int:
        """How many of the kept rows are answers without a partner."""
        pairs = self.dataset.pairs
        whole = pairs["chosen_id"].is_valid().to_numpy() & pairs["rejected_id"].is_valid().to_numpy()
        return int((self.kept & ~whole).sum())

    @property
    def kept_ids(self) -> NDArray[np.int64]:
        """The rows that stay, ascending."""
        return np.flatnonzero(self.kept)

    def reasons(self, pair_id: int) -> list[str]:
        """Every step that hits a row, in the recipe's order; the first is the one it is counted under."""
        return [self._reason(step, pair_id) for step in self.steps if step.hits[pair_id]]

    def _reason(self, step: StepResult, pair_id: int) -> str:
        if step.findings is not None:
            return step.findings.reason(self.dataset, pair_id)
        if step.subset is not None:
            return step.subset.reason(self.dataset, pair_id)
        if step.by_hand is not None:
            return step.by_hand.reason(pair_id)
        if step.groups is None:
            return step.name
        prompt = int(self.dataset.pairs["prompt_id"][pair_id].as_py())
        kept = step.groups.kept_of(prompt)
        edge = step.groups.edge_of(prompt)
        if edge is not None and edge.stage == MANUAL:
            return f"put together with {self.dataset.prompts['key'][kept].as_py()} by hand"
        near = step.groups.similarity_of(prompt)
        floor = step.groups.neighbours.floor
        at = f"through others, below {floor:.2f}" if math.isnan(near) else f"at {near:.2f}"
        return f"duplicate of {self.dataset.prompts['key'][kept].as_py()} {at}"

    def funnel(self) -> dict[str, Any]:
        """The ``apply --json`` object of the command line's contract."""
        steps = [{"name": step.name, "hit": step.hit, "removed": step.removed} for step in self.steps]
        return {"pairs_in": self.pairs_in, "pairs_kept": self.pairs_kept, "steps": steps}
