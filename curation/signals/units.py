"""Words as numbers: every word of many texts hashed at once, straight from their bytes.

A word is a run of characters that are not ASCII white space; a Han character stands alone, since
Chinese and Japanese put no spaces between theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
# Hashed eight bytes at a time for all words together; the few longer ones, by themselves.
_LONG = 64
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(9)], np.uint64)


@dataclass(frozen=True, eq=False)
class Units:
    """The words of some texts.

    Attributes:
        starts: First byte of each word, ascending, shape (words,).
        ends: The byte after its last, shape (words,).
        first: Index of each text's first word, and the number of all words, shape (texts + 1,).
        hashes: 64 bits of each word, shape (words,).
    """

    starts: Places
    ends: Places
    first: Places
    hashes: Hashes

    @property
    def counts(self) -> Places:
        """Words of each text."""
        counts: Places = np.diff(self.first)
        return counts

    @property
    def text(self) -> Places:
        """Which text each word stands in."""
        return np.repeat(np.arange(len(self.first) - 1), self.counts)


def units_of(bytes_: NDArray[np.uint8], offsets: Places) -> Units:
    """Cut and hash the words of texts that lie one behind the other.

    Args:
        bytes_: Their UTF-8, shape (bytes,).
        offsets: Where each begins, and where the last one ends, shape (texts + 1,).
    """
    if not len(bytes_):
        none = np.empty(0, np.int64)
        return Units(none, none, np.zeros(len(offsets), np.int64), np.empty(0, np.uint64))
    space = is_space(bytes_)
    begins, ends = ~space, ~space
    begins[1:] &= space[:-1]
    ends[:-1] &= space[1:]
    inner = offsets[(offsets > 0) & (offsets < len(bytes_))]
    begins[inner] = ~space[inner]
    ends[inner - 1] = ~space[inner - 1]
    _part_han(bytes_, space, begins, ends)
    starts, after = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    return Units(starts, after, np.searchsorted(starts, offsets), _hashed(bytes_, starts, after))


def is_space(bytes_: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """White space as RE2 has it (tab to carriage return, and space).

    UTF-8 keeps these bytes out of every longer character.
    """
    found: NDArray[np.bool_] = bytes_ - np.uint8(9) < 5
    found |= bytes_ == 32
    return found


def _part_han(
    bytes_: NDArray[np.uint8],
    space: NDArray[np.bool_],
    begins: NDArray[np.bool_],
    ends: NDArray[np.bool_],
) -> None:
    """Let every character from U+4E00 to U+9FFF begin and end a word."""
    lead = np.flatnonzero(bytes_ - np.uint8(0xE4) <= 5)
    lead = lead[(bytes_[lead] > 0xE4) | (bytes_[np.minimum(lead + 1, len(bytes_) - 1)] >= 0xB8)]
    if not len(lead):
        return
    begins[lead] = True
    ends[lead + 2] = True
    after = lead + 3
    after = after[after < len(bytes_)]
    begins[after] = ~space[after]
    before = lead[lead > 0] - 1
    ends[before] = ~space[before]


def _hashed(bytes_: NDArray[np.uint8], starts: Places, ends: Places) -> Hashes:
    padded = np.concatenate([bytes_, np.zeros(8, np.uint8)])
    # Eight bytes from every byte on, overlapping.
    window: Hashes = np.ndarray((len(bytes_),), "<u8", buffer=padded, strides=(1,))
    lengths = ends - starts
    hashes = window[starts]
    hashes &= _MASKS[np.minimum(lengths, 8)]
    hashes ^= lengths.astype(np.uint64) << np.uint64(56)
    hashes = mixed(hashes)
    rest = np.flatnonzero((lengths > 8) & (lengths <= _LONG))
    for at in range(8, _LONG, 8):
        rest = rest[lengths[rest] > at]
        if not len(rest):
            break
        piece = window[starts[rest] + at] & _MASKS[np.minimum(lengths[rest] - at, 8)]
        hashes[rest] = mixed(hashes[rest] * _ODD ^ piece)
    for word in np.flatnonzero(lengths > _LONG):
        hashes[word] = xxhash.xxh3_64_intdigest(bytes_[starts[word] : ends[word]].tobytes())
    return hashes


def mixed(values: Hashes) -> Hashes:
    """Bits of each value spread over all 64."""
    spread: Hashes = values ^ values >> _HALF
    spread *= _ODD
    spread ^= spread >> np.uint64(29)
    spread *= _MIX
    spread ^= spread >> _HALF
    return spread
