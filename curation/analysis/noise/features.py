"""What a pair looks like to the proxy: features of the chosen answer less those of the rejected one.

Texts come in, and nothing else. Turning a pair round only changes the sign, so no place of an answer can
leak in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.noise.pairs import JudgedPairs, Watch
from curation.analysis.noise.style import NAMES, style
from curation.similarity import Encoder, embed_texts

Floats = NDArray[np.float64]
NEAR_PROMPT = "similarity to the prompt"
READING = "reading answers"


@dataclass(frozen=True, eq=False)
class Features:
    """Differences between the two answers of each pair.

    Attributes:
        names: A name a column.
        differences: float64 [n, columns], chosen less rejected.
    """

    names: tuple[str, ...]
    differences: Floats


def features(pairs: JudgedPairs, watch: Watch, encoder: Encoder | None = None) -> Features:
    """The features of pairs.

    Args:
        pairs: The pairs.
        watch: Told of progress; may stop the work.
        encoder: Also compare embeddings of prompt and answers by this model; None for texts alone.

    Raises:
        Cancelled: The curator stopped it.
        EncoderError: The model failed.
    """
    answers = [text for both in zip(pairs.chosen, pairs.rejected, strict=True) for text in both]
    asked = [prompt for prompt in pairs.prompts for _ in range(2)]
    found = style(asked, answers, lambda done: watch.tell(READING, done // 2, len(pairs)))
    differences = found[::2] - found[1::2]
    if encoder is None:
        return Features(NAMES, differences)
    names, meant = _meaning(pairs, encoder, watch)
    return Features(NAMES + names, np.hstack([differences, meant]))


def _meaning(pairs: JudgedPairs, encoder: Encoder, watch: Watch) -> tuple[tuple[str, ...], Floats]:
    """How much nearer to the prompt the chosen answer is."""
    texts = [*pairs.prompts, *pairs.chosen, *pairs.rejected]
    vectors = embed_texts(
        texts, encoder, lambda done, total: watch.tell("embedding", done, total), watch.cancelled
    )
    prompt, chosen, rejected = np.split(vectors, 3)
    nearer = np.einsum("ij,ij->i", prompt, chosen - rejected)
    return (NEAR_PROMPT,), nearer[:, None].astype(np.float64)
