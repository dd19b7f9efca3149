"""Topics of a map: clusters of vectors, each named by the words that set it apart.

The clusters are k-means' on unit vectors. A word's weight in a topic is class-based TF-IDF
(Grootendorst, BERTopic, 2022), over prompts that hold the word rather than over its occurrences,
so that one long prompt names nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int16]

MOST = 40
TERMS = 3
_SAMPLE = 20_000
_CHARS = 2_000
_VOCABULARY = 50_000
_WORD = r"(?u)\b[^\W\d_][\w'+#-]*"


@dataclass(frozen=True, eq=False)
class Topics:
    """A topic for each of n prompts.

    Attributes:
        of: int16 [n], the largest topic is 0.
        terms: For each topic the words that set it apart, the strongest first; none where nothing does.
    """

    of: Labels
    terms: tuple[tuple[str, ...], ...]


def find_topics(texts: Sequence[str], vectors: Vectors, *, seed: int = 0) -> Topics:
    """Cluster prompts and name the clusters.

    Args:
        texts: n texts.
        vectors: float32 [n, d], their unit vectors.
        seed: Decides where k-means starts.
    """
    of = _by_size(_clusters(vectors, how_many(len(texts)), seed))
    return Topics(of, _named(texts, of))


def how_many(prompts: int) -> int:
    """How many topics a map of so many prompts is divided into: about a third of their root."""
    return int(np.clip(round(prompts**0.5 / 3), 1, MOST))


def _clusters(vectors: Vectors, k: int, seed: int) -> npt.NDArray[np.int64]:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    rng = np.random.default_rng(seed)
    some = vectors
    if len(vectors) > _SAMPLE:
        some = vectors[np.sort(rng.choice(len(vectors), _SAMPLE, replace=False))]
    if k == 1 or not len(vectors):
        return np.zeros(len(vectors), np.int64)
    # One thread: k-means' own wait for each other at every step, for minutes on a busy machine.
    with threadpool_limits(1), warnings.catch_warnings():
        # Fewer distinct prompts than topics: there are then fewer topics, and that is all.
        warnings.simplefilter("ignore", ConvergenceWarning)
        means = KMeans(k, n_init=2, max_iter=100, random_state=seed).fit(some)
    return np.asarray(means.predict(vectors), np.int64)


def _by_size(of: npt.NDArray[np.int64]) -> Labels:
    """Topics numbered by size, the largest first, empty ones left out."""
    names, inverse, sizes = np.unique(of, return_inverse=True, return_counts=True)
    rank = np.empty(len(names), np.int16)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(names), dtype=np.int16)
    return np.asarray(rank[inverse], np.int16)


def _named(texts: Sequence[str], of: Labels) -> tuple[tuple[str, ...], ...]:
    from sklearn.feature_extraction.text import CountVectorizer

    topics = int(of.max()) + 1 if len(of) else 0
    reader = CountVectorizer(
        binary=True,
        stop_words="english",
        ngram_range=(1, 2),
        token_pattern=_WORD,
        min_df=min(3, max(1, len(texts) // 100)),
        max_features=_VOCABULARY,
        dtype=np.float32,
    )
    try:
        with warnings.catch_warnings():
            # It would have "don't" in its stop list as two words; ours are one.
            warnings.simplefilter("ignore", UserWarning)
            holds = reader.fit_transform([text[:_CHARS] for text in texts])
    except ValueError:
        # Nothing but stop words, or no words at all.
        return tuple(() for _ in range(topics))
    words = reader.get_feature_names_out()
    inside = np.vstack([np.asarray(holds[of == topic].sum(axis=0)) for topic in range(topics)])
    sizes = np.bincount(of, minlength=topics)
    weight = inside / sizes[:, None] * np.log1p(sizes.mean() / inside.sum(axis=0))
    return tuple(_distinct(words[np.argsort(-row, kind="stable")], row) for row in weight)


def _distinct(ranked: Sequence[str], weights: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """The strongest terms that share no word: ``neural network`` says what ``neural`` would."""
    best = np.sort(weights)[::-1]
    chosen: list[str] = []
    taken: set[str] = set()
    for term, weight in zip(ranked[: 10 * TERMS], best, strict=False):
        parts = {_stem(word) for word in term.split()}
        if weight > 0 and not parts & taken:
            chosen.append(str(term))
            taken |= parts
        if len(chosen) == TERMS:
            break
    return tuple(chosen)


def _stem(word: str) -> str:
    """Enough to see that ``drive`` and ``driving`` are one word."""
    for ending in ("ing", "es", "ed", "e", "s"):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            return word.removesuffix(ending)
    return word
