"""How long a text is: characters, words, sentences; of an answer and of its prompt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch, Texts
from curation.signals.markdown import LISTS
from curation.signals.units import is_space

# Sentence ends of other scripts; Thai and its neighbours write none.
_FOREIGN_ENDS = r"[。！？｡]+|[؟۔।॥։።]+(?:\s|\z)"
_CLOSING = np.isin(np.arange(256), np.frombuffer(b"\"')]*_", np.uint8)).astype(np.int64)
_MOST_CLOSING = 4
_ORDINALS = r"(?m)^\s*\d+\.\s"


def characters(batch: Batch) -> Column:
    """Unicode code points of each text."""
    return batch.texts.chars


def words(batch: Batch) -> Column:
    """Runs of characters that are not ASCII white space."""
    texts = batch.texts
    begins = ~is_space(texts.bytes)
    before = begins[:-1].copy()
    begins[1:] &= ~before
    # A text's first byte begins a word, whatever the text before it ended with.
    starts = texts.offsets[:-1][np.diff(texts.offsets) > 0]
    begins[starts] = ~is_space(texts.bytes[starts])
    return texts.between(np.flatnonzero(begins))


def sentences(batch: Batch) -> Column:
    """Sentence ends, the numbers of list items left out; a text that says anything has one sentence."""
    prose = batch.texts.prose
    ends = np.concatenate([_ascii_ends(block) for block in prose.blocks])
    foreign = prose.above(0xD4, 0xE1) | prose.above(0xE3, 0xEF)
    ends += prose.counting(_FOREIGN_ENDS, foreign)
    ends -= prose.counting(_ORDINALS, np.asarray(LISTS.of(batch)) > 0)
    return np.maximum(ends, batch.texts.last > 0)


def _ascii_ends(texts: Texts) -> NDArray[np.int64]:
    """Runs of ``.``, ``!`` and ``?`` that closing marks may follow, and then white space or the end."""
    bytes_ = texts.bytes
    stops = np.flatnonzero((bytes_ == 46) | (bytes_ == 33) | (bytes_ == 63))
    end = texts.offsets[np.searchsorted(texts.offsets, stops, side="right")]
    padded = np.concatenate([bytes_, np.zeros(16, np.uint8)])
    at = stops + 1
    for _ in range(_MOST_CLOSING):
        here = padded[at]
        curly = (here == 0xE2) & (padded[at + 1] == 0x80) & (padded[at + 2] - np.uint8(0x98) < 6)
        at = np.minimum(at + _CLOSING[here] + 3 * curly, end)
    over = (at == end) | is_space(padded[at])
    # Of a run the last mark alone is followed so.
    return texts.between(stops[over])


CHARS = Signal("chars", "Characters", "Unicode code points of the answer, white space included", characters)
WORDS = Signal("words", "Words", "Runs of characters that are not ASCII white space", words)
SENTENCES = Signal(
    "sentences",
    "Sentences",
    "Runs of . ! ? and their like in other scripts at the end of a word, outside of fenced code; list "
    "numbers left out, one at least where there is any word",
    sentences,
)
PROMPT_CHARS = Signal(
    "prompt.chars",
    "Characters of the prompt",
    "Unicode code points of the prompt's user turns, white space included",
    characters,
    scope="prompt",
)
PROMPT_WORDS = Signal(
    "prompt.words",
    "Words of the prompt",
    "Runs of characters that are not ASCII white space in the prompt's user turns",
    words,
    scope="prompt",
)
