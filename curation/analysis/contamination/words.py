"""Texts as words, all at once: what two texts must share to overlap, and where in each it stands.

A *word* is a run of letters, digits, marks and underscores, in small letters and without full or half
widths; an ideograph or kana is a word by itself. All other characters only part words, so that neither
punctuation nor line breaks hide a copy. Offsets are those of the text as it came.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_PLANES = 0x33480  # up to the last ideograph; beyond lie only marks that part words
_ALONE = np.uint32(1 << 31)
_BASE = 0x9E3779B97F4A7C15
_STEP = np.uint64(0xD6E8FEB86659FD93)
_WEIGHTS = 4_096


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several texts, one after the other.

    Attributes:
        hashes: A number a word, equal for equal words.
        text: Which text each is of, ascending.
        start: Where it begins in its text, in characters.
        end: Where it ends.
        counts: How many words each text has.
    """

    hashes: Hashes
    text: NDArray[np.int32]
    start: Places
    end: Places
    counts: Places


@dataclass(frozen=True, slots=True)
class Grams:
    """Every ``n`` words in a row: a number for each, and its first word's place in ``Words``."""

    hashes: Hashes
    first: Places


def words_of(texts: Sequence[str]) -> Words:
    """The words of ``texts``."""
    code = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    begin = np.cumsum(lengths + 1) - (lengths + 1)
    folded = _folding()[np.minimum(code, _PLANES)]
    first, last = _borders(folded)
    starts = np.flatnonzero(first)
    if not len(starts):
        nothing = np.empty(0, np.int64)
        counts = np.zeros(len(texts), np.int64)
        return Words(np.empty(0, np.uint64), nothing.astype(np.int32), nothing, nothing, counts)
    ends = np.flatnonzero(last) + 1
    until = np.append(np.searchsorted(starts, begin[1:]), len(starts))
    counts = np.diff(until, prepend=0)
    text = np.repeat(np.arange(len(texts), dtype=np.int32), counts)
    offset = np.repeat(begin, counts)
    return Words(_hashed(folded, starts), text, starts - offset, ends - offset, counts)


def grams_of(words: Words, n: int) -> Grams:
    """Every ``n`` words in a row that stand in one text."""
    many = len(words.hashes) - n + 1
    if many <= 0:
        return Grams(np.empty(0, np.uint64), np.empty(0, np.int64))
    whole = words.text[:many] == words.text[n - 1 :]
    hashes = words.hashes[:many].copy()
    for k in range(1, n):
        hashes *= _STEP
        hashes += words.hashes[k : k + many]
    first = np.flatnonzero(whole)
    return Grams(_mixed(hashes[first]), first)


def _borders(folded: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters begin a word, and which end one."""
    inside, alone = folded != 0, folded >= _ALONE
    first, last = inside.copy(), inside.copy()
    joined = inside[1:] & inside[:-1] & ~alone[1:] & ~alone[:-1]
    first[1:] &= ~joined
    last[:-1] &= ~joined
    return first, last


def _hashed(folded: NDArray[np.uint32], starts: Places) -> Hashes:
    """A number a word: its characters weighed by their place in it, then mixed."""
    since = np.arange(starts[0], len(folded))
    since -= np.repeat(starts, np.diff(starts, append=len(folded)))
    weighed = _weights()[since & (_WEIGHTS - 1)]
    # What stands between words is 0 and adds nothing.
    weighed *= folded[starts[0] :]
    return _mixed(np.add.reduceat(weighed, starts - starts[0]))


def _mixed(numbers: Hashes) -> Hashes:
    """SplitMix64's last steps: every bit of the result depends on every bit given."""
    numbers ^= numbers >> np.uint64(30)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= numbers >> np.uint64(27)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers


@cache
def _weights() -> Hashes:
    powers, power = [], 1
    for _ in range(_WEIGHTS):
        powers.append(power)
        power = power * _BASE & (1 << 64) - 1
    return np.array(powers, np.uint64)


@cache
def _folding() -> NDArray[np.uint32]:
    """Each character's small letter, marked where it is a word by itself; 0 for what parts words."""
    table = np.zeros(_PLANES + 1, np.uint32)
    for code in range(_PLANES):
        char = chr(code)
        if char == "_" or unicodedata.category(char)[0] in "LNM":
            table[code] = ord(_small(char)) | (int(_ALONE) if _stands_alone(code) else 0)
    return table


def _small(char: str) -> str:
    """One character for one, so that offsets stay those of the text."""
    plain = unicodedata.normalize("NFKC", char)
    small = (plain if len(plain) == 1 else char).lower()
    return small if len(small) == 1 else char


def _stands_alone(code: int) -> bool:
    """Scripts written without spaces: kana, ideographs."""
    return 0x3040 <= code < 0x3100 or 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or code >= 0x20000
