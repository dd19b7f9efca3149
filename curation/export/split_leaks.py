"""The proof of a split: near prompts that stand in two of the parts to be written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curation.analysis.leaks import LeakReport, leaks_between
from curation.export.split_groups import owners, settled
from curation.export.splitting import Part
from curation.recipe.grouping import GroupBy
from curation.store import Dataset


def straddling(dataset: Dataset, found: Sequence[Part], by: GroupBy | None = None) -> LeakReport:
    """The groups of prompts that stand in several parts, whichever way these were made.

    Args:
        dataset: The data set.
        found: The parts.
        by: What counts as near; None for the near prompts that are known here, else equal ones.
    """
    owner = owners(dataset, settled(dataset, by))[dataset.pairs["prompt_id"].to_numpy()]
    split = np.full(len(owner), -1, np.int64)
    for at, part in enumerate(found):
        split[part.ids] = at
    return leaks_between(dataset, owner, tuple(part.name for part in found), split)
