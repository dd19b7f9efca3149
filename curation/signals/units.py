"""Words as numbers: every word of many texts hashed at once, straight from their bytes.

A word is a run of characters that are not ASCII white space; a Han character stands alone, since
Chinese and Japanese put no spaces between theirs.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import xxhash
from numpy.typing import NDArray

from curation.signals.scan import Bytes, Counts, Places, is_space

Hashes = NDArray[np.uint64]
# Hashed eight bytes at a time for all words together; the few longer ones, by themselves.
_LONG = 64
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


class Units:
    """The words of some texts that lie one behind the other.

    Each of its parts is made when it is first asked for.
    """

    def __init__(self, bytes_: Bytes, offsets: Places) -> None:
        """Words of these texts.

        Args:
            bytes_: Their UTF-8, shape (bytes,).
            offsets: Where each begins, and where the last one ends, shape (texts + 1,).
        """
        self._bytes, self._offsets = bytes_, offsets
        self.space = is_space(bytes_)

    @cached_property
    def han(self) -> Places:
        """Where characters from U+4E00 to U+9FFF begin, shape (characters,)."""
        lead = np.flatnonzero(self._bytes - np.uint8(0xE4) <= 5)
        behind = self._bytes[np.minimum(lead + 1, len(self._bytes) - 1)]
        return lead[(self._bytes[lead] > 0xE4) | (behind >= 0xB8)]

    @cached_property
    def starts(self) -> Places:
        """First byte of each word, ascending, shape (words,)."""
        begins = ~self.space
        begins[1:] &= self.space[:-1]
        inner = self._inner
        begins[inner] = ~self.space[inner]
        begins[self.han] = True
        after = self.han + 3
        after = after[after < len(self._bytes)]
        begins[after] = ~self.space[after]
        return np.flatnonzero(begins)

    @cached_property
    def ends(self) -> Places:
        """The byte after the last of each word, shape (words,)."""
        ends = ~self.space
        ends[:-1] &= self.space[1:]
        inner = self._inner
        ends[inner - 1] = ~self.space[inner - 1]
        ends[self.han + 2] = True
        before = self.han[self.han > 0] - 1
        ends[before] = ~self.space[before]
        return np.flatnonzero(ends) + 1

    @cached_property
    def first(self) -> Places:
        """Index of each text's first word, and the number of all words, shape (texts + 1,)."""
        return np.searchsorted(self.starts, self._offsets)

    @cached_property
    def hashes(self) -> Hashes:
        """64 bits of each word, shape (words,)."""
        return _hashed(self._bytes, self.starts, self.ends)

    @cached_property
    def counts(self) -> Counts:
        """Words of each text."""
        counts: Counts = np.diff(self.first)
        return counts

    @property
    def _inner(self) -> Places:
        """Where texts border on each other."""
        return self._offsets[(self._offsets > 0) & (self._offsets < len(self._bytes))]


def _hashed(bytes_: Bytes, starts: Places, ends: Places) -> Hashes:
    padded = np.concatenate([bytes_, np.zeros(8, np.uint8)])
    # Eight bytes from every byte on, overlapping.
    window: Hashes = np.ndarray((len(bytes_),), "<u8", buffer=padded, strides=(1,))
    lengths = ends - starts
    hashes = window[starts]
    hashes &= _MASKS.take(lengths, mode="clip")
    hashes ^= lengths.view(np.uint64) << np.uint64(56)
    stir(hashes)
    rest = np.flatnonzero((lengths > 8) & (lengths <= _LONG))
    for at in range(8, _LONG, 8):
        rest = rest[lengths[rest] > at]
        if not len(rest):
            break
        piece = window[starts[rest] + at] & _MASKS.take(lengths[rest] - at, mode="clip")
        piece ^= hashes[rest] * _ODD
        hashes[rest] = stir(piece)
    for word in np.flatnonzero(lengths > _LONG):
        hashes[word] = xxhash.xxh3_64_intdigest(bytes_[starts[word] : ends[word]].tobytes())
    return hashes


def stir(values: Hashes) -> Hashes:
    """Spread each value over its 64 bits, in place, so that different ones stay different."""
    values *= _ODD
    values ^= values >> _HALF
    return values
