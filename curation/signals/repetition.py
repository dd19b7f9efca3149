"""How much of an answer repeats itself.

Of the two published measures, open-instruct's rule (the same sentence four times in a row or forty in
all, a paragraph ten times) says yes or no; this one, of Gopher's filters, says how much.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch, Texts
from curation.signals.grams import seen_before, share_within


def repetition(batch: Batch) -> Column:
    """Share of words within runs of eight that stood in the answer before."""
    return np.concatenate([_repeated(block) for block in batch.texts.blocks])


def _repeated(texts: Texts) -> NDArray[np.float64]:
    seen = seen_before(texts.runs.bound(np.arange(len(texts))))
    return share_within(texts.units, texts.runs.first[seen])


REPETITION = Signal(
    "repetition",
    "Repetition",
    "Share (0 to 1) of the answer's words that stand in a run of 8 words which occurred earlier in it; "
    "a Chinese character counts as a word",
    repetition,
    kind="share",
    source="Gopher (arXiv 2112.11446), table A1, duplicate 8-grams (removed above 0.12 of the characters)",
)
