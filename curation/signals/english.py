"""Texts that are plainly English, told by their commonest words without asking a detector.

Most answers are, and a detector takes ten times as long to say so. Nothing here says that a text is
not English.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.signals.batch import Mask, Texts
from curation.signals.grams import among

# Of these many first words, within as many first bytes as a detector would read …
_FIRST = 32
# … at least so many, and such a share, must be among the commonest.
_FEWEST = 4
_SHARE = 0.3
_COMMON = (
    "the and of to that this with you your for is are have has from which they their it its be been can "
    "will would should not or by as at on an was were if but there these those what when how who about "
    "into than then some could may also more other such our we he she his her my me us do does did so any "
    "all only"
)


def plainly_english(texts: Texts, read: int) -> Mask:
    """Texts whose beginning has no accented letter and is made of English's commonest words for a good part.

    Args:
        texts: The texts; one with code in it is left to the detector.
        read: Bytes of the beginning that may hold no other letter.
    """
    found = [_english(block, read) for block in texts.blocks]
    return np.concatenate(found) & ~texts.holding("`")


def _english(texts: Texts, read: int) -> Mask:
    units = texts.units
    if not len(units.hashes):
        return np.zeros(len(texts), bool)
    counts = np.minimum(units.counts, _FIRST)
    at = units.first[:-1, None] + np.arange(_FIRST)
    there = np.arange(_FIRST) < counts[:, None]
    words = units.hashes[np.minimum(at, len(units.hashes) - 1)]
    hits = np.sum(there & among(words.ravel(), _known()).reshape(words.shape), axis=1)
    # Lead bytes of other scripts and of accented letters; E2 leads the typographic quotes and dashes.
    foreign = np.flatnonzero((texts.bytes >= 0xC3) & (texts.bytes != 0xE2))
    begin = texts.offsets[:-1]
    end = np.minimum(begin + read, texts.offsets[1:])
    latin = np.searchsorted(foreign, begin) == np.searchsorted(foreign, end)
    english: Mask = latin & (hits >= _FEWEST) & (hits >= _SHARE * counts)
    return english


@cache
def _known() -> NDArray[np.uint64]:
    """The words' hashes, in lower case and with a capital, ascending."""
    spelt = Texts(pa.array([_COMMON, _COMMON.title(), "I"], pa.large_string()))
    return np.sort(spelt.units.hashes)
