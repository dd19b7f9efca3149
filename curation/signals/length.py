"""How long an answer is: characters and words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.base import Signal


def characters(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Unicode code points of each text."""
    return pc.utf8_length(texts)


def words(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Runs of characters that are not ASCII white space."""
    with ThreadPoolExecutor() as pool:
        counts = pool.map(_words, texts.chunks)
        return pa.chunked_array([pa.array(chunk) for chunk in counts], pa.int64())


def _words(texts: pa.LargeStringArray) -> NDArray[np.int64]:
    """Word starts between the texts' offsets, counted over the bytes of all texts at once."""
    offsets = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, last = (int(offsets[0]), int(offsets[-1])) if len(offsets) else (0, 0)
    if last == first:
        return np.zeros(len(texts), np.int64)
    space = _is_space(np.frombuffer(texts.buffers()[2], np.uint8)[first:last])
    begins = ~space
    begins[1:] &= space[:-1]
    starts = offsets[:-1][np.diff(offsets) > 0] - first
    begins[starts] = ~space[starts]
    # Searching the words' positions is many times faster than a running sum over every byte.
    counts: NDArray[np.int64] = np.diff(np.searchsorted(np.flatnonzero(begins), offsets - first))
    return counts


def _is_space(bytes_: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """White space as RE2 has it (tab to carriage return, and space).

    UTF-8 keeps these bytes out of every longer character.
    """
    found: NDArray[np.bool_] = bytes_ - np.uint8(9) < 5
    found |= bytes_ == 32
    return found


CHARS = Signal("chars", "Characters", "Unicode code points of the answer, white space included", characters)
WORDS = Signal("words", "Words", "Runs of characters that are not ASCII white space", words)
