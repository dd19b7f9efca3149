"""Texts that are plainly English, told by their commonest words without asking a detector.

Most answers are, and a detector takes ten times as long to say so. Nothing here says that a text is
not English.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from curation.signals.batch import Batch
from curation.signals.marks import holding
from curation.signals.scan import Mask, Places, count_at
from curation.signals.texts import Texts
from curation.signals.units import Hashes

# Characters that a detector would read.
READ = 200
# Of these many first words …
_FIRST = 32
# … at least so many, and such a share, must be among the commonest.
_ENOUGH = ((4, 0.3), (6, 0.2))
_COMMON = (
    "the and of to that this with you your for is are have has from which they their it its be been can "
    "will would should not or by as at on an was were if but there these those what when how who about "
    "into than then some could may also more other such our we he she his her my me us do does did so any "
    "all only"
)
# Of the next commonest those that no other language in Latin letters has a word like: by wordfreq's
# counts they are together 9 % of English words, and below .2 % of any other's (Tagalog's: .4 %).
_COMMON_HERE_ALONE = (
    "up out one first time get help it's people don't them now i'm him know see two make think back because "
    "well said way much very where here need really right work years year being too before why made still "
    "got many never great through you're that's while look something can't used use using both every around "
    "between always better little since another things thing again each without against must feel sure keep "
    "might please someone away until doing few having done however getting looking already anything nothing "
    "today enough everything making there's doesn't once tell including seen believe small try actually less "
    "trying following makes together whole maybe working least means within able early thanks others often "
    "become several started along probably understand either rather reason whether among yourself available "
    "sometimes example across clear outside instead seems especially above happen issues problems needed "
    "usually value provide additionally answer write given based words during after good ask own ensure "
    "improve increase development various allows helps involves remember therefore although despite ability "
    "experience knowledge environment understanding cannot different i've you'll he's she's we're they're "
    "isn't wasn't didn't won't wouldn't i'll what's you've i'd"
)
# So many that some bits of the hashes tell all of them apart.
_TABLE_BITS = 17
_TABLE_MASK = np.uint64((1 << _TABLE_BITS) - 1)


def plainly_english(block: Batch) -> Mask:
    """Texts whose beginning has no accented letter and is made of English's commonest words for a good part.

    One with code in it is left to the detector.
    """
    texts, units = block.texts, block.texts.units
    counts = np.minimum(units.counts, _FIRST)
    at = units.first[:-1, None] + np.arange(_FIRST)
    words = units.hashes[at[np.arange(_FIRST) < counts[:, None]]]
    hits = count_at(np.flatnonzero(_known().hold(words)), np.concatenate([[0], np.cumsum(counts)]))
    # Lead bytes of other scripts and of accented letters; E2 leads the typographic quotes and dashes.
    foreign = np.flatnonzero(texts.bytes >= 0xC3)
    foreign = foreign[texts.bytes[foreign] != 0xE2]
    begin = texts.offsets[:-1]
    end = np.minimum(begin + READ, texts.offsets[1:])
    latin = np.searchsorted(foreign, begin) == np.searchsorted(foreign, end)
    enough = [(hits >= fewest) & (hits >= share * counts) for fewest, share in _ENOUGH]
    english: Mask = latin & np.logical_or.reduce(enough) & ~holding(block, "`")
    return english


class _Table:
    """Words' hashes, each at the place that some of its bits name, and none with another at its own."""

    def __init__(self, hashes: Hashes) -> None:
        wanted = len(np.unique(hashes))
        self._shift = next(
            np.uint64(shift)
            for shift in range(64 - _TABLE_BITS, -1, -1)
            if len(np.unique(hashes >> np.uint64(shift) & _TABLE_MASK)) == wanted
        )
        self._hashes = np.zeros(1 << _TABLE_BITS, np.uint64)
        self._hashes[self._places(hashes)] = hashes

    def hold(self, hashes: Hashes) -> Mask:
        """Which of these are among them."""
        found: Mask = self._hashes[self._places(hashes)] == hashes
        return found

    def _places(self, hashes: Hashes) -> Places:
        return (hashes >> self._shift & _TABLE_MASK).view(np.int64)


@cache
def _known() -> _Table:
    """The words in lower case and with a capital."""
    words = f"{_COMMON} {_COMMON_HERE_ALONE}".split()
    spelt = " ".join([*words, *(word.capitalize() for word in words), "I"])
    return _Table(Texts(pa.array([spelt], pa.large_string())).units.hashes)
