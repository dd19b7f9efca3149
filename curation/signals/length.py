"""How long an answer is: characters and words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.base import Signal

# White space as RE2 has it; UTF-8 keeps these bytes out of every longer character.
SPACE = np.zeros(256, bool)
SPACE[[*b" \t\n\r\f\v"]] = True


def characters(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Unicode code points of each text."""
    return pc.utf8_length(texts)


def words(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Runs of characters that are not ASCII white space."""
    return pa.chunked_array([pa.array(_words(chunk)) for chunk in texts.chunks], pa.int64())


def _words(texts: pa.LargeStringArray) -> NDArray[np.int64]:
    """Word starts between the texts' offsets, counted over the bytes of all texts at once."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, last = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
    if last == first:
        return np.zeros(len(texts), np.int64)
    space = SPACE[np.frombuffer(texts.buffers()[2], np.uint8)[first:last]]
    begins = ~space
    begins[1:] &= space[:-1]
    starts = offsets[:-1][np.diff(offsets) > 0] - first
    begins[starts] = ~space[starts]
    total = np.concatenate([[0], np.cumsum(begins, dtype=np.int64)])
    counts: NDArray[np.int64] = np.diff(total[offsets - first])
    return counts


CHARS = Signal("chars", "Characters", "Unicode code points of the answer, white space included", characters)
WORDS = Signal("words", "Words", "Runs of characters that are not ASCII white space", words)
