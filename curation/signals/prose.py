"""What of a text is no code."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from curation.signals.batch import Batch
from curation.signals.marks import holding
from curation.signals.texts import Texts

_FENCED = r"(?s)```.*?(?:```|\z)"


def prose_of(batch: Batch) -> Texts:
    """Each text without its fenced code; a fence left open reaches to the end."""
    if prose_of not in batch.made:
        batch.made[prose_of] = _without_code(batch)
    prose: Texts = batch.made[prose_of]
    return prose


def _without_code(batch: Batch) -> Texts:
    fenced = holding(batch, "`")
    if not fenced.any():
        return batch.texts
    some = pc.replace_substring_regex(batch.texts.among(fenced).array, _FENCED, "")
    return Texts(pc.replace_with_mask(batch.texts.array, pa.array(fenced), some))
