"""Whether an answer seems to break off.

Nothing here depends on other answers: that many end at exactly one length is for an analysis of the
whole set to see.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.length import last
from curation.signals.markdown import fences
from curation.signals.marks import signs
from curation.signals.scan import Mask
from curation.signals.texts import Texts

ENDING = 300
# ASCII that ends a sentence, a quotation, a list, a table, code or mark-up.
_ENDS = np.isin(np.arange(256), np.frombuffer(b".!?:;\"')]}*_~`>|=\\/%$#&@^+", np.uint8))
_STOPS = r"[。！？؟۔।։።…”»’）》」』】：；～。、\p{So}\p{Sk}\x{200d}\x{fe0f}]\s*\z"
# Scripts that write no full stop: Thai, Lao, Tibetan, Burmese, Khmer.
_UNSTOPPED = r"[\x{0E00}-\x{0EFF}\x{0F00}-\x{0FFF}\x{1000}-\x{109F}\x{1780}-\x{17FF}]\s*\z"
_SENTENCE = r"[.!?。！？؟۔।։።…][\"'”’»）)\]*_]*\s|[。！？]"
# What needs no full stop: an item of a list, a heading; an address or a tag at the end.
_ITEM = r"(?:\A|\n)[ \t]*(?:[-*+•#>|]|\d+[.)]|[A-Za-z][.)] )[^\n]*\z|(?:https?://|www\.|[#@])[^\s]*\z"
_PROSE = r"(?:\A|\n)[^\n|`<>=\\{}]{40,}[\p{L}\p{N}\-–—]\z|[\p{Han}\p{Hiragana}\p{Katakana}][^\n]{20}\z"
_DANGLING = (
    r"(?i)[^\n]{20}[ \n](?:the|a|an|and|or|but|of|to|with|from|which|is|are|was|were|because|your|their|our|"
    r"its|if|while|than|into)\z"
)
_COMMA = r"(?:[^\s]+[ \t]+){6}[^\n]*[,(]\z|[\p{Han}\p{Hiragana}\p{Katakana}][^\n]*[，（]\z"


def truncated(batch: Batch) -> Column:
    """1 where the answer seems to break off, else 0."""
    texts = batch.texts
    open_fence = fences(batch) % 2 == 1
    ends = batch.seen(last)
    unsaid = ~_ENDS[ends] & (ends > 0)
    broken = np.zeros(len(texts), bool)
    if unsaid.any():
        broken[unsaid] = _broken_off(texts.among(unsaid))
    return open_fence | broken


def _broken_off(texts: Texts) -> Mask:
    trimmed = pc.utf8_rtrim_whitespace(texts.array)
    ending = Texts(pc.utf8_slice_codeunits(trimmed, -ENDING))
    said = ending.matching(_STOPS) | ending.matching(_UNSTOPPED)
    # A list without full stops, or a poem, has no last sentence to break off.
    prose = ending.matching(_PROSE) & texts.matching(_SENTENCE) & ~ending.matching(_ITEM)
    return ~said & (prose | ending.matching(_DANGLING) | ending.matching(_COMMA))


TRUNCATED = Signal(
    "truncated",
    "Broken off",
    "1 where a code fence stays open or the answer ends inside a sentence: after a comma, a word such as "
    '"the", or without a full stop in running text that has others, else 0',
    truncated,
    kind="flag",
    looks=(signs, last),
)
