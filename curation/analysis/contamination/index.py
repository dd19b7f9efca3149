"""An inverted index of benchmark questions by their n-grams, and which of them a text overlaps.

A word of a question matches if it lies in an n-gram that the question shares with one text; the
*share* of the question is its matching words over all its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.contamination.words import Hashes, Places, Words, grams_of, words_of

_CHUNK_CHARACTERS = 1 << 20
_MATCHES_AT_ONCE = 4_000_000
_NOTHING = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Which text overlaps which question, and by how much of the question.

    Attributes:
        text: Positions of texts, ascending.
        question: Positions of questions, ascending within a text.
        share: Share of the question's words that match, 0–1.
    """

    text: Places
    question: Places
    share: NDArray[np.float32]


class Index:
    """The n-grams of many questions, sorted; with a sieve that lets few others through."""

    def __init__(self, questions: Sequence[str], n: int) -> None:
        hashes, places, counts, before = [], [], [], 0
        for _, chunk in chunks(questions):
            words = words_of(chunk)
            grams = grams_of(words, n)
            hashes.append(grams.hashes)
            places.append(grams.first + before)
            counts.append(words.counts)
            before += len(words.hashes)
        self.n = n
        self.words: Places = np.concatenate(counts) if counts else _NOTHING
        self._begin: Places = np.cumsum(self.words) - self.words
        self._total = max(before, 1)
        grams_here = np.concatenate(hashes) if hashes else np.empty(0, np.uint64)
        order = np.argsort(grams_here, kind="stable")
        self._hashes: Hashes = grams_here[order]
        self._places: Places = np.concatenate(places)[order] if places else _NOTHING
        bits = int(np.clip(len(order).bit_length() + 5, 16, 27))
        self._shift = np.uint64(64 - bits)
        self._sieve = np.zeros(1 << bits, bool)
        self._sieve[self._hashes >> self._shift] = True

    @property
    def too_short(self) -> Places:
        """Questions of fewer words than an n-gram has, blank ones aside."""
        return np.flatnonzero((self.words > 0) & (self.words < self.n))

    def overlaps(self, words: Words) -> Overlaps:
        """Every text and question that share an n-gram."""
        grams = grams_of(words, self.n)
        passing = self._sieve[grams.hashes >> self._shift]
        hashes, texts = grams.hashes[passing], words.text[grams.first[passing]].astype(np.int64)
        low, high = (np.searchsorted(self._hashes, hashes, side) for side in ("left", "right"))
        known = low < high
        found = [
            self._shares(texts[part], low[part], high[part])
            for part in _parts(np.flatnonzero(known), texts, high - low)
        ]
        if not found:
            return Overlaps(_NOTHING, _NOTHING, np.empty(0, np.float32))
        return Overlaps(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _shares(self, texts: Places, low: Places, high: Places) -> tuple[Places, Places, NDArray[np.float32]]:
        """Matching n-grams of some whole texts → the share of each question they touch."""
        counts = high - low
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        place = self._places[np.repeat(low, counts) + within]
        # One number for text and place: sorting it brings a question's matches of one text together.
        both = np.unique(np.repeat(texts, counts) * self._total + place)
        text, place = np.divmod(both, self._total)
        question = np.searchsorted(self._begin, place, "right") - 1
        new = np.ones(len(both), bool)
        new[1:] = (text[1:] != text[:-1]) | (question[1:] != question[:-1])
        groups = np.flatnonzero(new)
        # Each match covers its own words, less those that the next one covers too.
        covered = np.full(len(both), self.n)
        covered[:-1] = np.where(new[1:], self.n, np.minimum(np.diff(place), self.n))
        matching = np.add.reduceat(covered, groups)
        share = matching / self.words[question[groups]]
        return text[groups], question[groups], share.astype(np.float32)


def chunks(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """The texts a stretch at a time, each with its first position, so that memory stays bounded."""
    start = size = 0
    for end, text in enumerate(texts, 1):
        size += len(text)
        if size >= _CHUNK_CHARACTERS or end == len(texts):
            yield start, texts[start:end]
            start, size = end, 0


def _parts(at: Places, texts: Places, counts: Places) -> Iterator[Places]:
    """``at`` in stretches of whole texts that make not too many matches; one text may make more."""
    while len(at):
        upto = int(np.searchsorted(np.cumsum(counts[at]), _MATCHES_AT_ONCE))
        if upto >= len(at):
            yield at
            return
        end = int(np.searchsorted(texts[at], texts[at[upto]], "left"))
        if not end:
            end = int(np.searchsorted(texts[at], texts[at[0]], "right"))
        yield at[:end]
        at = at[end:]
