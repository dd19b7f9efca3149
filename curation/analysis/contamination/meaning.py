"""Prompts and questions that mean the same: cosine of sentence embeddings, a block at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.contamination.rule import Rule
from curation.similarity import embed_texts, load_encoder

_ROWS = 2_048
_COLUMNS = 16_384


@dataclass(frozen=True, slots=True)
class Alike:
    """Which text is near which question, and the cosine."""

    text: NDArray[np.int64]
    question: NDArray[np.int64]
    share: NDArray[np.float32]


def alike(
    texts: Sequence[str], questions: Sequence[str], rule: Rule, tell: Callable[[str, int, int], None]
) -> Alike:
    """Every text and question whose cosine reaches the threshold.

    Args:
        texts: Prompts; embedded once for any data set, like the questions.
        questions: Questions.
        rule: The threshold and the model.
        tell: Called with (what, done, total); may raise to stop.

    Raises:
        EncoderError: The model cannot be had.
    """
    encoder = load_encoder(rule.model)
    asked = embed_texts(questions, encoder, lambda done, total: tell("embedding questions", done, total))
    given = embed_texts(texts, encoder, lambda done, total: tell("embedding", done, total))
    found = []
    for row in range(0, len(texts), _ROWS):
        for column in range(0, len(questions), _COLUMNS):
            cosine = given[row : row + _ROWS] @ asked[column : column + _COLUMNS].T
            near = np.nonzero(cosine >= rule.threshold)
            found.append((near[0] + row, near[1] + column, cosine[near]))
        tell("comparing prompts", min(row + _ROWS, len(texts)), len(texts))
    if not found:
        nothing = np.empty(0, np.int64)
        return Alike(nothing, nothing, np.empty(0, np.float32))
    text, question, share = (np.concatenate(column) for column in zip(*found, strict=True))
    return Alike(text, question, np.minimum(share, 1.0).astype(np.float32))
