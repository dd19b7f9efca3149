"""How much of an answer is written in Chinese, Japanese or Korean."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import above, leads

_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]+"


def cjk(batch: Batch) -> Column:
    """Share of characters in these scripts."""
    texts = batch.texts
    # All of them are three bytes from U+3000 on, or four.
    found = batch.seen(leads)
    maybe = above(found, 0xE1, 0xE1) | above(found, 0xE3, 0xED) | above(found, 0xEF, 0xF0)
    shares: Column = texts.covered(_CJK, maybe) / np.maximum(texts.chars, 1)
    return shares


CJK = Signal(
    "cjk",
    "Chinese, Japanese, Korean",
    "Share (0 to 1) of the answer's characters in the Han, Hiragana, Katakana and Hangul scripts",
    cjk,
    kind="share",
    source="open-instruct, scripts/data/filtering_and_updates/filter_chinese.py (removed from 0.05 on)",
    looks=(leads,),
)
