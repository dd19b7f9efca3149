"""How long a text is: characters, words, sentences; of an answer and of its prompt."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.markdown import LISTS
from curation.signals.marks import above, holding, leads
from curation.signals.prose import prose_of
from curation.signals.scan import Bytes, Counts, Places, count_at, is_space

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
    return batch.seen(_words)


def _words(block: Batch) -> Counts:
    units, offsets = block.texts.units, block.texts.offsets
    if not len(units.han):
        return units.counts
    # Here a Han character is no word of its own.
    begins = ~units.space
    begins[1:] &= units.space[:-1]
    starts = offsets[:-1][np.diff(offsets) > 0]
    begins[starts] = ~units.space[starts]
    return count_at(np.flatnonzero(begins), offsets)


def sentences(batch: Batch) -> Column:
    """Sentence ends, the numbers of list items left out; a text that says anything has one sentence."""
    prose = prose_of(batch)
    held = batch.seen(leads)
    foreign = prose.counting(_FOREIGN_ENDS, above(held, 0xD4, 0xE1) | above(held, 0xE3, 0xF0))
    numbers = prose.counting(_ORDINALS, np.asarray(LISTS.of(batch)) > 0)
    return np.maximum(_ends_in_prose(batch) + foreign - numbers, batch.seen(last) > 0)


def _ends_in_prose(batch: Batch) -> Counts:
    fenced = holding(batch, "`")
    if not fenced.any():
        return batch.seen(_ends)
    ends = batch.seen(_ends).copy()
    ends[fenced] = Batch(prose_of(batch).among(fenced)).seen(_ends)
    return ends


def last(block: Batch) -> Bytes:
    """The last byte of each text that is no ASCII white space, 0 where there is none."""
    units = block.texts.units
    ends = np.zeros(len(block.texts), np.uint8)
    some = np.flatnonzero(units.counts)
    ends[some] = block.texts.bytes[units.ends[units.first[some + 1] - 1] - 1]
    return ends


def _ends(block: Batch) -> Counts:
    """Runs of ``.``, ``!`` and ``?`` that closing marks may follow, and then white space or the end."""
    texts, bytes_ = block.texts, block.texts.bytes
    stops = np.sort(np.concatenate([texts.dots, np.flatnonzero((bytes_ == 33) | (bytes_ == 63))]))
    end = texts.offsets[np.searchsorted(texts.offsets, stops, side="right")]
    padded = np.concatenate([bytes_, np.zeros(16, np.uint8)])
    at = stops + 1
    closing = np.flatnonzero(at < end)
    for _ in range(_MOST_CLOSING):
        here = padded[at[closing]]
        closing = closing[(_CLOSING[here] > 0) | (here == 0xE2)]
        at[closing] = _closed(padded, at[closing], end[closing])
    over = (at == end) | is_space(padded[at])
    # Of a run the last mark alone is followed so.
    return count_at(stops[over], texts.offsets)


def _closed(bytes_: Bytes, at: Places, end: Places) -> Places:
    """The places behind closing marks that stand at these places."""
    here = bytes_[at]
    curly = (here == 0xE2) & (bytes_[at + 1] == 0x80) & (bytes_[at + 2] - np.uint8(0x98) < 6)
    behind: Places = np.minimum(at + _CLOSING[here] + 3 * curly, end)
    return behind


CHARS = Signal("chars", "Characters", "Unicode code points of the answer, white space included", characters)
WORDS = Signal("words", "Words", "Runs of characters that are not ASCII white space", words, looks=(_words,))
SENTENCES = Signal(
    "sentences",
    "Sentences",
    "Runs of . ! ? and their like in other scripts at the end of a word, outside of fenced code; list "
    "numbers left out, one at least where there is any word",
    sentences,
    looks=(*LISTS.looks, leads, last, _ends),
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
    looks=(_words,),
)
