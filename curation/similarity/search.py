"""Search over a data set's prompts, by meaning and by words at once.

By meaning: cosine of embeddings, exact over all prompts. By words: BM25. The two are fused by
reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009): a hit's score is the sum of
1 / (60 + rank) over the lists it stands in, so that neither scale outweighs the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.similarity.lexical_search import WordIndex
from curation.similarity.nearest import top_of_rows
from curation.similarity.vectors import StoredVectors

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

RANK_OFFSET = 60
_LEAST_DEEP = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One prompt found.

    Attributes:
        prompt: Its position.
        score: What the list is ordered by.
        cosine: Similarity in meaning, None where its embedding is not known or not asked for.
        words: BM25, None where it holds none of the words or they were not asked for.
    """

    prompt: int
    score: float
    cosine: float | None
    words: float | None


def by_meaning(stored: StoredVectors, query: Floats, among: Mask | None = None) -> Floats:
    """Cosine of every prompt with a unit vector; -inf where it is not known or not among those asked for."""
    cosines = np.minimum(stored.rows @ query, np.float32(1))
    return np.where(_eligible(stored.known, among), cosines, np.float32(-np.inf))


def by_words(index: WordIndex, query: str, among: Mask | None = None) -> Floats:
    """BM25 of every prompt; -inf where it holds none of the words or is not among those asked for."""
    scores = index.scores(query)
    return np.where(_eligible(scores > 0, among), scores, np.float32(-np.inf))


def _eligible(possible: Mask, among: Mask | None) -> Mask:
    return possible if among is None else possible & among


def hits(meaning: Floats | None, words: Floats | None, top: int) -> tuple[Hit, ...]:
    """The best ``top`` prompts by the scores given, fused where both are.

    Args:
        meaning: What ``by_meaning`` gave, None where it was not asked.
        words: What ``by_words`` gave, likewise.
        top: How many at most.
    """
    lists = [scores for scores in (meaning, words) if scores is not None]
    if not lists or not len(lists[0]):
        return ()
    # Deeper than asked for: what stands middling in both lists may come first in the fused one.
    ranked = [_ranked(scores, top if len(lists) == 1 else max(_LEAST_DEEP, 4 * top)) for scores in lists]
    if len(lists) == 1:
        scored = {prompt: float(lists[0][prompt]) for prompt in ranked[0]}
    else:
        scored = {}
        for order in ranked:
            for rank, prompt in enumerate(order, 1):
                scored[prompt] = scored.get(prompt, 0.0) + 1 / (RANK_OFFSET + rank)
    best = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:top]
    return tuple(Hit(prompt, score, _at(meaning, prompt), _at(words, prompt)) for prompt, score in best)


def _ranked(scores: Floats, top: int) -> list[int]:
    columns, values = top_of_rows(scores[None, :], min(top, len(scores)))
    found: list[int] = columns[0][np.isfinite(values[0])].tolist()
    return found


def _at(scores: Floats | None, prompt: int) -> float | None:
    return float(scores[prompt]) if scores is not None and np.isfinite(scores[prompt]) else None
