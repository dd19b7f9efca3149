"""How many tokens a pair needs, and which pairs need more than a trainer takes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.masks import Mask
from curation.signals.batch import Batch
from curation.signals.tokens import TOKENS
from curation.store import Dataset


def over(dataset: Dataset, limit: int) -> Mask:
    """Pairs whose prompt and longer answer have more tokens than ``limit``."""
    longest: Mask = tokens_needed(dataset) > limit
    return longest


def tokens_needed(dataset: Dataset) -> NDArray[np.float64]:
    """Tokens of the prompt and of the longer answer of every pair, shape (pairs rows,)."""
    pairs = dataset.pairs
    sides = [
        np.nan_to_num(pairs[f"{side}.tokens"].to_numpy().astype(float)) for side in ("chosen", "rejected")
    ]
    needed: NDArray[np.float64] = np.maximum(*sides) + prompt_tokens(dataset)[pairs["prompt_id"].to_numpy()]
    return needed


@lru_cache(maxsize=4)
def prompt_tokens(dataset: Dataset) -> NDArray[np.float64]:
    """Tokens of all turns of every prompt, shape (prompts,)."""
    messages = dataset.prompts["messages"].combine_chunks()
    texts = pc.struct_field(messages.flatten(), "content")
    counts = np.asarray(TOKENS.compute(Batch.of(texts)), np.float64)
    turns = np.asarray(pc.list_value_length(messages).to_numpy(), np.int64)
    of = np.repeat(np.arange(len(turns)), turns)
    return np.asarray(np.bincount(of, counts, minlength=len(turns)), np.float64)


def counted(dataset: Dataset) -> bool:
    """Whether answers were counted in tokens; without a tokenizer they are not."""
    columns = dataset.pairs.column_names
    return "chosen.tokens" in columns and any(
        dataset.pairs[f"{side}.tokens"].null_count < len(dataset.pairs) for side in ("chosen", "rejected")
    )
