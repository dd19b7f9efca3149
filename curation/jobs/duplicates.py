"""The duplicates of a data set as the command line reports them: counts, and one line a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from curation.jobs.work import Progress
from curation.recipe import DeduplicateStep, Recipe, apply, compared
from curation.similarity import DIFFERENCES, Groups, Target
from curation.store import Dataset, new_file

_STEP = 10_000


@dataclass(frozen=True)
class Duplicates:
    """Groups of near-duplicate prompts under one step's settings.

    Attributes:
        dataset: Whose prompts.
        step: The settings; its threshold is the target's where one was asked for.
        groups: The groups.
        target: How near the threshold comes to the number of prompts wanted, if one was.
    """

    dataset: Dataset
    step: DeduplicateStep
    groups: Groups
    target: Target | None = None

    def as_json(self) -> dict[str, Any]:
        """The ``duplicates --json`` object of the command line's contract, less the seconds."""
        told: dict[str, Any] = {
            "method": self.step.method,
            "compared": self.step.unit,
            "threshold": self.step.threshold,
            "prompts": len(self.dataset.prompts),
            "groups": self.groups.groups,
            "duplicates": len(self.groups.duplicates),
            "lookalike_pairs": self.lookalikes,
            "stages": self.by_stage,
            "differences": self.by_difference,
        }
        if recall := self.groups.neighbours.recall:
            told["recall"] = recall.as_json(self.step.threshold)
        if any((bounds := asdict(self.groups.neighbours.bounds)).values()):
            told["bounds"] = bounds
        return told | ({"target": asdict(self.target)} if self.target else {})

    @property
    def lookalikes(self) -> int:
        """Pairs of prompts as near as duplicates that ask for something else, and so are kept apart."""
        return len(self.groups.lookalike_edges)

    @property
    def by_stage(self) -> dict[str, int]:
        """Removed prompts by the stage that found them."""
        edges = (self.groups.edge_of(prompt) for prompt in self.groups.duplicates.tolist())
        return dict(Counter(edge.stage if edge else "chain" for edge in edges))

    @property
    def by_difference(self) -> dict[str, int]:
        """Pairs kept apart by what differs."""
        kinds = self.groups.neighbours.difference[self.groups.lookalike_edges]
        counts = Counter(dict(zip(DIFFERENCES, np.bincount(kinds).tolist(), strict=False)))
        return {name: count for name, count in counts.most_common() if count}

    def lines(self) -> Iterator[dict[str, Any]]:
        """One object a group, the largest first; members begin with the kept one."""
        keys = self.dataset.prompts["key"].to_pylist()
        members = self.groups.members()
        for leader in sorted(members, key=lambda kept: (-len(members[kept]), keys[kept], kept)):
            yield {
                "kept": keys[leader],
                "members": [self._member(prompt, leader, keys) for prompt in members[leader]],
            }

    def _member(self, prompt: int, leader: int, keys: list[str]) -> dict[str, Any]:
        text = self.dataset.prompts["text"][prompt].as_py()
        if prompt == leader:
            return {
                "key": keys[prompt],
                "similarity": 1.0,
                "stage": "kept",
                "difference": "none",
                "text": text,
            }
        edge = self.groups.edge_of(prompt)
        return {
            "key": keys[prompt],
            "similarity": round(edge.similarity, 6) if edge else None,
            "stage": edge.stage if edge else "chain",
            "difference": edge.difference if edge else "reworded",
            "text": text,
        }

    def lookalike_lines(self) -> Iterator[dict[str, Any]]:
        """One object a pair of prompts kept apart, the most similar first."""
        edges, keys = self.groups.neighbours, self.groups.neighbours.keys
        at = self.groups.lookalike_edges
        a, b = keys[edges.a[at]], keys[edges.b[at]]
        at = at[np.lexsort((np.maximum(a, b), np.minimum(a, b), -edges.similarity[at]))]
        for start in range(0, len(at), _STEP):
            some = edges.edges(at[start : start + _STEP])
            ends = np.array([(edge.a, edge.b) for edge in some]).ravel()
            prompts = self.dataset.prompts.select(["key", "text"]).take(ends).to_pylist()
            for place, edge in enumerate(some):
                yield {
                    "similarity": round(edge.similarity, 6),
                    "stage": edge.stage,
                    "difference": edge.difference,
                    "prompts": prompts[2 * place : 2 * place + 2],
                }

    def write(self, path: Path) -> None:
        """Write ``lines`` as JSON lines, whole or not at all."""
        _written(path, self.lines())

    def write_lookalikes(self, path: Path) -> None:
        """Write ``lookalike_lines`` as JSON lines, whole or not at all."""
        _written(path, self.lookalike_lines())


def _written(path: Path, lines: Iterator[dict[str, Any]]) -> None:
    with new_file(path) as building, building.open("wb") as out:
        for line in lines:
            out.write(orjson.dumps(line) + b"\n")


def find_duplicates(
    dataset: Dataset,
    step: DeduplicateStep,
    *,
    kept: int | None = None,
    share: float | None = None,
    progress: Progress | None = None,
) -> Duplicates:
    """Group the near-duplicate prompts of a whole data set as a recipe's step would.

    Args:
        dataset: The data set.
        step: What is compared, and how.
        kept: How many prompts should stay; then the threshold is sought.
        share: Or which share of them should, 0–1.
        progress: Told about stages.
    """
    target = None
    if kept is not None or share is not None:
        target = compared(dataset, step, progress=progress).target(kept=kept, share=share)
        step = step.model_copy(update={"threshold": target.threshold})
    outcome = apply(dataset, Recipe(steps=(step,)), progress=progress)
    groups = outcome.steps[0].groups
    assert groups is not None
    return Duplicates(dataset, step, groups, target)
