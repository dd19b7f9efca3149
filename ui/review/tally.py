"""How many pairs are kept while a review goes on, brought up to date one verdict at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from curation.recipe import Given, Outcome, Rule
from curation.recipe.deciding import counted
from curation.recipe.points import Point
from curation.recipe.resolving import Decided, decisions_in, resolve

_REMOVING = ("drop", "tie")


@dataclass
class Tally:
    """The count of kept pairs.

    Attributes:
        stood: What the recipe keeps before any verdict.
        gone: Pairs that verdicts remove → how many rows.
        counts: Whether the recipe's verdicts are switched on.
    """

    stood: Outcome
    gone: dict[str, int] = field(default_factory=dict)
    counts: bool = True
    rule: Rule = field(default_factory=Rule)
    _brought: dict[str, Decided] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        """How many rows are kept now."""
        return self.stood.pairs_kept - (sum(self.gone.values()) if self.counts else 0)

    def read(self, point: Point) -> None:
        """Count anew at a point of the session."""
        steps = [step for step in point.stored.steps if step.kind == "verdicts"]
        self.counts = all(step.enabled for step in steps)
        self.rule = point.rule
        self._brought = decisions_in(steps)
        found = point.resolved
        stands = {key: what for key, what in self._brought.items() if key not in found.disagreed}
        removed = (stands | found.decided).items()
        self.gone = self._rows([key for key, (decision, _) in removed if decision in _REMOVING])

    def update(self, key: str, cast: Iterable[Given]) -> None:
        """Take in what reviewers say of one pair now."""
        found = resolve(cast, self.rule)
        decided = found.decided.get(key)
        if decided is None and key not in found.disagreed:
            decided = self._brought.get(key)
        self.gone.pop(key, None)
        if decided is not None and decided[0] in _REMOVING:
            self.gone |= self._rows([key])

    def _rows(self, keys: Sequence[str]) -> dict[str, int]:
        counts = counted(self.stood.dataset, keys, self.stood.kept)
        return dict(zip(keys, counts.tolist(), strict=True))
