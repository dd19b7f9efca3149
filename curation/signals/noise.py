"""How much of an answer is no text: remains of decoding, control characters, rows of symbols."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import above, control, leads
from curation.signals.scan import Counts, count_at

# Rules, tables and fill-in lines are drawn with - = _ * ~ # . | + and are no noise.
_BROKEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{2060}\x{feff}\x{fffc}-\x{ffff}\x{fdd0}-\x{fdef}"
    r"\x{e000}-\x{f8ff}\x{f0000}-\x{10ffff}]+|[!\"$%&'(),/:;<>?@\[\]\\^`{}]{12,}"
)
_SYMBOLS = np.isin(np.arange(256), np.frombuffer(b"!\"$%&'(),/:;<>?@[]\\^`{}", np.uint8))
# UTF-8 that was read as Windows-1252: "Ã©" for "é", "â€™" for "’".
_MISREAD = r"(?:Ã[\x{a0}-\x{bf}‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|Â[\x{a0}-\x{bf}]|â€[\x{a0}-\x{bf}™œ“”¦˜¢])+"


def noise(batch: Batch) -> Column:
    """Share of characters that no one would write as text."""
    texts = batch.texts
    maybe = batch.seen(control) | (batch.seen(_unwritten) + batch.seen(_symbols) > 0)
    covered = texts.covered(_BROKEN, maybe) + texts.covered(_MISREAD, above(batch.seen(leads), 0xC3, 0xC3))
    return np.minimum(covered / np.maximum(texts.chars, 1), 1.0)


def _unwritten(block: Batch) -> Counts:
    """Characters that are broken, private or have no width, and a few others."""
    bytes_ = block.texts.bytes
    at = np.flatnonzero(bytes_ >= 0xC2)
    lead, after = bytes_[at], bytes_[np.minimum(at + 1, len(bytes_) - 1)]
    # U+0080 to U+009F, U+2000 to U+207F, and from U+E000 on what is not in planes 1 and 2.
    odd = (lead == 0xC2) & (after < 0xA0)
    odd |= (lead == 0xE2) & (after < 0x82)
    odd |= (lead >= 0xEE) & (lead != 0xF0)
    at, last = at[odd], bytes_[np.minimum(at[odd] + 2, len(bytes_) - 1)]
    # Of those from U+2000 on two have no width; the others are quotes and dashes.
    return count_at(at[(bytes_[at] != 0xE2) | (last == 0x8B) | (last == 0xA0)], block.texts.offsets)


def _symbols(block: Batch) -> Counts:
    """Where of every sixth byte two in a row are symbols: any twelve symbols hold two such."""
    sixth = _SYMBOLS.take(block.texts.bytes[::6])
    return count_at(6 * np.flatnonzero(sixth[:-1] & sixth[1:]), block.texts.offsets)


NOISE = Signal(
    "noise",
    "Noise",
    "Share (0 to 1) of characters that are no text: control, replacement, private-use and zero-width "
    "characters, UTF-8 read as Windows-1252, and runs of 12 and more mixed symbols",
    noise,
    kind="share",
    looks=(control, leads, _unwritten, _symbols),
)
