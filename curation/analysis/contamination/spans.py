"""Which stretches of two texts are the same, so that a page can mark them in both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.analysis.contamination.words import Words, grams_of, words_of

Span = tuple[int, int]


def shared_spans(text: str, question: str, n: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The stretches of both texts that lie in an n-gram they share, as (start, end) in characters.

    Texts too short for an n-gram share all of their words or none: nothing is marked where they differ.
    """
    words = words_of([text, question])
    n = max(1, min(n, *words.counts.tolist()))
    grams = grams_of(words, n)
    of = words.text[grams.first]
    both = np.intersect1d(grams.hashes[of == 0], grams.hashes[of == 1])
    covered = np.zeros(len(words.hashes) + n, bool)
    for at in grams.first[np.isin(grams.hashes, both)].tolist():
        covered[at : at + n] = True
    return _runs(words, covered, 0), _runs(words, covered, 1)


def holds(text: str, question: str) -> bool:
    """Whether all words of ``question`` stand in ``text`` in a row."""
    words = words_of([text, question])
    given, asked = (words.hashes[words.text == which] for which in (0, 1))
    if not len(asked) or len(given) < len(asked):
        return False
    begins = np.flatnonzero(given[: len(given) - len(asked) + 1] == asked[0])
    return any(np.array_equal(given[at : at + len(asked)], asked) for at in begins)


def whole_spans(text: str, question: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Where all of ``question`` stands in ``text``; all of both where only their spelling differs."""
    many = max(1, len(words_of([question]).hashes))
    found = shared_spans(text, question, many)
    return found if found[0] else (((0, len(text)),), ((0, len(question)),))


def _runs(words: Words, covered: NDArray[np.bool_], which: int) -> tuple[Span, ...]:
    """Runs of covered words of one text."""
    here = covered[: len(words.hashes)] & (words.text == which)
    edges = np.flatnonzero(np.diff(here.astype(np.int8), prepend=0, append=0))
    return tuple(
        (int(words.start[first]), int(words.end[after - 1]))
        for first, after in zip(edges[::2], edges[1::2], strict=True)
    )
