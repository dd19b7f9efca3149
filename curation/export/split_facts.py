"""What a card and a manifest say of the splits that were written, the check for leaks among it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curation.export.split_groups import EXACT, in_words, settled
from curation.export.split_leaks import straddling
from curation.export.target import Job, Written
from curation.recipe.grouping import GroupBy


@dataclass(frozen=True, slots=True)
class SplitFacts:
    """The splits of an export.

    Attributes:
        by: What counts as one group.
        pairs: Split → pairs that went there.
        straddling: How many groups stand in several splits.
    """

    by: GroupBy
    pairs: dict[str, int]
    straddling: int

    @property
    def held(self) -> str:
        """What was looked for in several splits, in words."""
        return in_words(self.by)


@lru_cache(maxsize=1)
def split_facts(job: Job, written: Written) -> SplitFacts:
    """Look at the splits that were written.

    Near prompts are looked for where the draw went by them; else equal ones, so that what is said does not
    depend on what else this machine knows.
    """
    by = settled(job.dataset, job.splitting.group_by) if job.splitting.by == "group" else EXACT
    several = len(written.parts) > 1
    groups = straddling(job.dataset, written.parts, by).groups if several else 0
    return SplitFacts(by, {part.name: len(part.ids) for part in written.parts}, groups)


def draw_facts(job: Job, facts: SplitFacts) -> dict[str, Any]:
    """How splits came about, for the manifest: what is needed to draw them again."""
    how = job.splitting
    told: dict[str, Any] = {"split_by": how.by}
    if how.anew:
        told |= {"ratios": list(how.ratios)} if not how.folds else {"folds": how.folds}
        told |= {"seed": how.seed} | ({"stratify": how.stratify} if how.stratify else {})
    if how.by == "group":
        told["group_by"] = facts.by.model_dump(mode="json", exclude_none=True)
    return told | {"splits": facts.pairs, "straddling": {"of": facts.held, "groups": facts.straddling}}
