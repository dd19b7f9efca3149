"""Short texts that are equal but for one slightly misspelt word.

One typo in five words costs more 3-grams than a Jaccard of .8 allows, and the cosine falls as low as .4.
So short texts are also compared word by word: leaving out the word at one place, equal rests
are found by hash, and the two words left out are compared by edit distance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled

Index = npt.NDArray[np.int32]

MOST_WORDS = 16
_LARGEST = 2_000
_STEP = 4_096


def slip_pairs(texts: Sequence[str], *, cancelled: Callable[[], bool] | None = None) -> tuple[Index, Index]:
    """Pairs of texts of up to ``MOST_WORDS`` words that differ in one word by one or two letters.

    Args:
        texts: n key texts.
        cancelled: Asked every few thousand texts.

    Returns:
        (a, b) with a < b, ordered, none repeated. Templates filled in more than a few thousand ways
        are passed over: their pairs are other words far more often than typos.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    words: dict[int, list[str]] = {}
    codes: list[int] = []
    owners: list[int] = []
    for at, text in enumerate(texts):
        if at % _STEP == 0 and cancelled is not None and cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
        split = text.split(" ", MOST_WORDS)
        if 2 <= len(split) <= MOST_WORDS:
            words[at] = split
            codes.extend(
                hash((place, *split[:place], "", *split[place + 1 :])) for place in range(len(split))
            )
            owners.extend(at << 8 | place for place in range(len(split)))
    found: set[tuple[int, int]] = set()
    for bucket in _buckets(np.array(codes, np.int64), np.array(owners, np.int64)):
        found.update(_near_in(bucket, words))
    pairs = np.array(sorted(found), np.int32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _buckets(codes: npt.NDArray[np.int64], owners: npt.NDArray[np.int64]) -> Iterator[list[int]]:
    order = np.lexsort((owners, codes))
    codes, owners = codes[order], owners[order]
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else order
    ends = np.r_[starts[1:], len(codes)]
    several = (ends - starts > 1) & (ends - starts <= _LARGEST)
    for start, end in zip(starts[several], ends[several], strict=True):
        yield owners[start:end].tolist()


def _near_in(bucket: list[int], words: dict[int, list[str]]) -> Iterator[tuple[int, int]]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    place = bucket[0] & 0xFF
    members = [owner >> 8 for owner in bucket]
    slot = [words[member][place] for member in members]
    edits = cdist(slot, slot, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    left, right = np.nonzero(np.triu(edits <= 2, 1))
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        # Hashes can collide: the rests are compared in full.
        a, b = words[members[i]], words[members[j]]
        if members[i] != members[j] and a[:place] == b[:place] and a[place + 1 :] == b[place + 1 :]:
            yield min(members[i], members[j]), max(members[i], members[j])
