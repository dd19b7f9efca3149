"""Which numbers judge an answer, and which merely count, date or name something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.sample import folded

_NO_RATING = re.compile(
    r"(^|_)(id|idx|index|key|no|num|number|row|seed|turns?|time|timestamp|date|year|length|len|chars|words|"
    r"tokens?|count|votes|version|fold|split|unnamed|temperature|top_p|source|worker|annotator|user|rank|ranking|suggestion_score)(_|$|\d)"
)


def judges(name: str, values: Sequence[Any] = ()) -> bool:
    """Whether a number column of this name and these values rates what stands beside it."""
    name = folded(name)
    if name in spelled.HELPSTEER:
        return True
    if _NO_RATING.search(name):
        return False
    # A running number is no judgement.
    counting = all(isinstance(value, int) for value in values) and all(
        b - a == 1 for a, b in pairwise(values)
    )
    return not (counting and len(values) > 2)
