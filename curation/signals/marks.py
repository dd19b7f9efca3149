"""Which rare bytes each text of a block holds: what most patterns need one of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.signals.batch import Batch
from curation.signals.scan import Counts, Mask, any_of, count_at
from curation.signals.texts import Texts

Bits = NDArray[np.uint16]
_SIGNS = "`#*_|<[@"
# Lead bytes of UTF-8 in classes, by their first: of accented letters (C3), of quotes and dashes (E2),
# of scripts, of private and broken characters.
_CLASSES = (0xC2, 0xC3, 0xC4, 0xD4, 0xE1, 0xE2, 0xE3, 0xEE, 0xEF, 0xF1, 0x100)
_BIT = np.array([0] * 0xC2 + [1 << np.searchsorted(_CLASSES, lead, "right") - 1 for lead in range(0xC2, 256)])
_BIT = _BIT.astype(np.uint16)
_CONTROL = np.isin(np.arange(256), [*range(9), 11, 12, *range(14, 32), 127])


def signs(block: Batch) -> NDArray[np.uint8]:
    """A bit for each of some ASCII signs that stands in a text."""
    bytes_, offsets = block.texts.bytes, block.texts.offsets
    found = np.zeros(len(block.texts), np.uint8)
    for at, sign in enumerate(_SIGNS):
        found |= any_of(bytes_ == ord(sign), offsets).view(np.uint8) << np.uint8(at)
    return found


def holding(batch: Batch, chars: str) -> Mask:
    """Texts in which any of these signs stands."""
    asked = np.uint8(sum(1 << _SIGNS.index(char) for char in chars))
    held: Mask = batch.seen(signs) & asked > 0
    return held


def leads(block: Batch) -> Bits:
    """A bit for each class of lead bytes in a text; 0 for plain ASCII."""
    return leads_of(block.texts)


def leads_of(texts: Texts) -> Bits:
    """The same of texts that are no batch's own."""
    at = np.flatnonzero(texts.bytes >= _CLASSES[0])
    return any_of(_BIT[texts.bytes[at]], np.searchsorted(at, texts.offsets))


def above(found: Bits, low: int, high: int = 0xFF) -> Mask:
    """Texts with a lead byte from ``low`` to ``high``, which are the edges of classes."""
    first, after = _CLASSES.index(low), _CLASSES.index(high + 1)
    held: Mask = found & np.uint16((1 << after) - (1 << first)) > 0
    return held


def control(block: Batch) -> Mask:
    """Texts with a control character other than tabs and ends of lines."""
    bytes_ = block.texts.bytes
    at = np.flatnonzero((bytes_ < 32) | (bytes_ == 127))
    return count_at(at[_CONTROL[bytes_[at]]], block.texts.offsets) > 0


def digits(block: Batch) -> Counts:
    """Decimal digits (0 to 9) of each text."""
    return count_at(np.flatnonzero(block.texts.bytes - np.uint8(48) < 10), block.texts.offsets)
