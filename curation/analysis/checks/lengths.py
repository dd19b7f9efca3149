"""How many tokens a pair needs, and which pairs need more than a trainer takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curation.analysis.masks import Mask
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


def prompt_tokens(dataset: Dataset) -> NDArray[np.float64]:
    """Tokens of all turns of every prompt, shape (prompts,)."""
    counts: NDArray[np.float64] = np.nan_to_num(dataset.prompts["tokens"].to_numpy().astype(float))
    return counts


def counted(dataset: Dataset) -> bool:
    """Whether answers were counted in tokens; without a tokenizer they are not."""
    columns = dataset.pairs.column_names
    return "chosen.tokens" in columns and any(
        dataset.pairs[f"{side}.tokens"].null_count < len(dataset.pairs) for side in ("chosen", "rejected")
    )
