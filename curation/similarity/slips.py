"""Short texts that are equal but for one slightly misspelt word.

One typo in five words costs more 3-grams than a Jaccard of .8 allows, and the cosine falls as low as .4.
So short texts are also compared word by word: leaving out the word at one place, equal rests
are found by hash, and the two words left out are compared by edit distance.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled
from curation.similarity.candidates import crowd

Index = npt.NDArray[np.int32]

MOST_WORDS = 16
_LARGEST = 2_000
# Words compared in all: some seconds of work.
_MOST_COMPARED = 50_000_000
_STEP = 4_096


def slip_pairs(texts: Sequence[str], *, cancelled: Callable[[], bool] | None = None) -> tuple[Index, Index]:
    """Pairs of texts of up to ``MOST_WORDS`` words that differ in one word by one or two letters.

    Args:
        texts: n key texts.
        cancelled: Asked every few thousand texts and at every place that is filled in several ways.

    Returns:
        (a, b) with a < b, ordered, none repeated. Templates filled in more than a few thousand ways
        are passed over: their pairs are other words far more often than typos. Words with a
        digit are passed over too: another number is no typo.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """

    def poll() -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")

    codes, owners = array("q"), array("q")
    for at, text in enumerate(texts):
        if at % _STEP == 0:
            poll()
        words = text.split(" ", MOST_WORDS)
        if 2 <= len(words) <= MOST_WORDS:
            for place, word in enumerate(words):
                if not any(map(str.isdigit, word)):
                    codes.append(hash((place, *words[:place], "", *words[place + 1 :])))
                    owners.append(at << 8 | place)
    found = [np.empty(0, np.int64)]
    for members, place in _buckets(np.array(codes, np.int64), np.array(owners, np.int64)):
        poll()
        found.append(_near_in(texts, members, place))
    a, b = np.divmod(np.unique(np.concatenate(found)), max(len(texts), 1))
    return a.astype(np.int32), b.astype(np.int32)


def _buckets(
    codes: npt.NDArray[np.int64], owners: npt.NDArray[np.int64]
) -> Iterator[tuple[npt.NDArray[np.int64], int]]:
    """Texts that are equal but for the word at a place, and that place."""
    if not len(codes):
        return
    order = np.lexsort((owners, codes))
    codes, owners = codes[order], owners[order]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    ends = np.r_[starts[1:], len(codes)]
    sizes = ends - starts
    several = (sizes > 1) & (sizes <= min(_LARGEST, crowd(sizes, _MOST_COMPARED)))
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        yield owners[start:end] >> 8, int(owners[start] & 0xFF)


def _near_in(texts: Sequence[str], members: npt.NDArray[np.int64], place: int) -> npt.NDArray[np.int64]:
    """Codes a·n + b of the pairs whose words at the place are near in spelling."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    words = [texts[member].split(" ") for member in members.tolist()]
    slot = [split[place] for split in words]
    edits = cdist(slot, slot, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    left, right = np.nonzero(np.triu(edits <= 2, 1))
    # Hashes can collide: the rests are compared in full.
    rests = [(*split[:place], *split[place + 1 :]) for split in words]
    same = [rests[i] == rests[j] for i, j in zip(left.tolist(), right.tolist(), strict=True)]
    a, b = members[left[same]], members[right[same]]
    differ = a != b
    codes: npt.NDArray[np.int64] = (np.minimum(a, b) * len(texts) + np.maximum(a, b))[differ]
    return codes
