"""How long an answer is: characters and words."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from curation.signals.base import Signal


def characters(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Unicode code points of each text."""
    return pc.utf8_length(texts)


def words(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Runs of characters that are not white space."""
    return pc.count_substring_regex(texts, r"\S+")


CHARS = Signal("chars", "Characters", "Unicode code points of the answer, white space included", characters)
WORDS = Signal("words", "Words", "Runs of characters that are not white space", words)
