"""How much of an answer is no text: remains of decoding, control characters, rows of symbols."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch

# Rules, tables and fill-in lines are drawn with - = _ * ~ # . | + and are no noise.
_BROKEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{2060}\x{feff}\x{fffc}-\x{ffff}\x{fdd0}-\x{fdef}"
    r"\x{e000}-\x{f8ff}\x{f0000}-\x{10ffff}]+|[!\"$%&'(),/:;<>?@\[\]\\^`{}]{12,}"
)
# UTF-8 that was read as Windows-1252: "Ã©" for "é", "â€™" for "’".
_MISREAD = r"(?:Ã[\x{a0}-\x{bf}‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|Â[\x{a0}-\x{bf}]|â€[\x{a0}-\x{bf}™œ“”¦˜¢])+"


def noise(batch: Batch) -> Column:
    """Share of characters that no one would write as text."""
    texts = batch.texts
    covered = texts.covered(_BROKEN) + texts.covered(_MISREAD, texts.above(0xC2, 0xC3))
    return np.minimum(covered / np.maximum(texts.chars, 1), 1.0)


NOISE = Signal(
    "noise",
    "Noise",
    "Share (0 to 1) of characters that are no text: control, replacement, private-use and zero-width "
    "characters, UTF-8 read as Windows-1252, and runs of 12 and more mixed symbols",
    noise,
    kind="share",
)
