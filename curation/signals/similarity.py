"""How alike the two answers of a pair are, letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch

if TYPE_CHECKING:
    from curation.signals.batch import Texts

# Time grows with the product of both lengths; of longer answers both ends are compared.
MOST = 1_000
_HALF = MOST // 2


def similarity(batch: Batch) -> Column:
    """1 − edits ÷ the lengths' sum, edits being letters put in or left out."""
    from rapidfuzz import fuzz, process

    chosen, rejected = batch.texts, batch.partners
    ratios = process.cpdist(_ends(chosen), _ends(rejected), scorer=fuzz.ratio, dtype=np.float64)
    shares: Column = np.where(batch.alone, np.nan, ratios / 100)
    return shares


def _ends(texts: Texts) -> list[str]:
    """The texts, the middle of long ones left out."""
    long = texts.chars > MOST
    if not long.any():
        whole: list[str] = texts.array.to_pylist()
        return whole
    some = texts.array.filter(pa.array(long))
    cut = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(some, 0, _HALF),
        pc.utf8_slice_codeunits(some, -_HALF),
        pa.scalar("", texts.array.type),
    )
    ends: list[str] = pc.replace_with_mask(texts.array, pa.array(long), cut).to_pylist()
    return ends


SIMILARITY = Signal(
    "similarity",
    "Likeness of the two answers",
    f"1 for equal answers, 0 for nothing in common: 1 − insertions and deletions ÷ the sum of both lengths; "
    f"of an "
    f"answer over {MOST:,} characters its first and last {_HALF} are compared",
    similarity,
    kind="share",
    scope="pair",
    source="rapidfuzz, fuzz.ratio (normalized Indel similarity)",
)
