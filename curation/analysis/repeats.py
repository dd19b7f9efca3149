"""Prompts that stand in the data set more than once, after folding."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.masks import Mask
from curation.similarity.exact import classes, normalise
from curation.store import Dataset

_OTHERS = bytes(byte for byte in range(128) if not chr(byte).isalnum())


@lru_cache(maxsize=4)
def prompt_codes(dataset: Dataset) -> NDArray[np.int32]:
    """A number a prompt, equal where the folded texts are equal, shape (prompts,)."""
    return codes_of(dataset.prompts["text"])


def codes_of(texts: pa.ChunkedArray) -> NDArray[np.int32]:
    """A number a text, equal where the folded texts are equal.

    Folding takes long: of most texts, letters and digits alone tell that they stand once. Of those a hash
    is kept, as two that share one by chance are folded like any that are doubtful.
    """
    rough = (hash(_letters(text)) for chunk in texts.chunks for text in chunk.to_pylist())
    hashes = np.fromiter(rough, np.int64, len(texts))
    _, where, often = np.unique(hashes, return_inverse=True, return_counts=True)
    doubtful = often[where] > 1
    codes = np.arange(len(texts), dtype=np.int32)
    codes[doubtful] = classes(texts.filter(pa.array(doubtful)).to_pylist()) + np.int32(len(texts))
    return codes


def _letters(text: str) -> bytes:
    """The ASCII letters and digits of the folded text, which folding an ASCII text does not touch."""
    plain = text if text.isascii() else normalise(text)
    return plain.lower().encode("ascii", "ignore").translate(None, _OTHERS)


def duplicate_prompt(dataset: Dataset) -> Mask:
    """Pairs of every prompt but the first of its folded text."""
    codes = prompt_codes(dataset)
    later = np.ones(len(codes), bool)
    later[np.unique(codes, return_index=True)[1]] = False
    hit: Mask = later[dataset.pairs["prompt_id"].to_numpy()]
    return hit


def split_leak(dataset: Dataset) -> Mask:
    """Pairs whose prompt stands in another split too."""
    prompt = dataset.pairs["prompt_id"].to_numpy()
    code = prompt_codes(dataset)[prompt]
    split = dataset.pairs["split"].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
    seen = np.unique(np.stack([code, split], axis=1), axis=0)
    codes, counts = np.unique(seen[:, 0], return_counts=True)
    leaking: Mask = np.isin(code, codes[counts > 1])
    return leaking
