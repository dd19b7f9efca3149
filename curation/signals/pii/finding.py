"""The two looks that all of them take: RE2 at every text, Python at the few where it found something."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from curation.signals.scan import Mask
from curation.signals.texts import Texts

# Finds that are looked at in one text: a directory of a million numbers is told by fewer.
MOST = 1_000


def valid(
    texts: Texts,
    sieve: str,
    pattern: re.Pattern[str],
    holds: Callable[[re.Match[str]], bool],
    among: Mask | None = None,
) -> NDArray[np.int64]:
    """How many of a pattern's finds in each text are what they look like.

    Args:
        texts: The texts.
        sieve: An RE2 pattern that finds something in every text in which ``pattern`` does.
        pattern: What to look for; its repeats are bounded, so that no text takes long.
        holds: Whether a find is real.
        among: Look in these alone.
    """
    counts = np.zeros(len(texts), np.int64)
    hit = texts.matching(sieve, among)
    if hit.any():
        counts[hit] = [_count(text, pattern, holds) for text in texts.picked(hit)]
    return counts


def _count(text: str, pattern: re.Pattern[str], holds: Callable[[re.Match[str]], bool]) -> int:
    found = 0
    for looked, match in enumerate(pattern.finditer(text)):
        if looked >= MOST:
            break
        found += holds(match)
    return found
