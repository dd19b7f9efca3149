"""How much of an answer repeats itself.

Of the two published measures, open-instruct's rule (the same sentence four times in a row or forty in
all, a paragraph ten times) says yes or no; this one, of Gopher's filters, says how much.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.grams import runs_of, seen_before, share_within, whole


def repetition(batch: Batch) -> Column:
    """Share of words within runs of eight that stood in the answer before."""
    return batch.seen(_repeated)


def _repeated(block: Batch) -> NDArray[np.float64]:
    units = block.texts.units
    seen = seen_before(runs_of(units, np.arange(len(block.texts))))
    return share_within(units, whole(units, seen))


REPETITION = Signal(
    "repetition",
    "Repetition",
    "Share (0 to 1) of the answer's words that stand in a run of 8 words which occurred earlier in it; "
    "a Chinese character counts as a word",
    repetition,
    kind="share",
    source="Gopher (arXiv 2112.11446), table A1, duplicate 8-grams (removed above 0.12 of the characters)",
    looks=(_repeated,),
)
