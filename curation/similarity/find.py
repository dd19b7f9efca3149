"""Find the neighbours of a set of prompts, by one stage or by all three."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled
from curation.similarity.bounds import WHOLE, Bounds, pair_limit
from curation.similarity.cache import embed_texts
from curation.similarity.cells import near_pairs_in_cells
from curation.similarity.difference import differences
from curation.similarity.edges import UNDECIDED, Edges, edges_of, merged, no_edges, settled
from curation.similarity.encoder import Encoder, load_encoder
from curation.similarity.exact import classes, key_texts, normalise, plain, representatives, star_edges
from curation.similarity.indistinct import indistinct
from curation.similarity.lexical import jaccards, lexical_pairs
from curation.similarity.neighbours import (
    DIFFERENCES,
    EXACT,
    LEXICAL,
    LEXICAL_THRESHOLD,
    METHODS,
    SEARCHES,
    SEMANTIC,
    Index,
    Keys,
    Neighbours,
)
from curation.similarity.products import Pairs, Vectors
from curation.similarity.recall import Recall
from curation.similarity.semantic import near_pairs
from curation.similarity.slips import slip_pairs
from curation.similarity.spelling import vocabulary_of
from curation.similarity.wrapper import unwrap

Progress = Callable[[str, int, int], None]
Poll = Callable[[], bool]

# Beyond this the exact search takes over a minute on two cores, and four times that at each doubling.
EXACT_UP_TO = 300_000
_VOCABULARY_TEXTS = 100_000
_LEXICALLY = frozenset({"lexical", "staged"})
_SEMANTICALLY = frozenset({"semantic", "staged"})
_STEP = 4_096


def content_keys(keys: Sequence[str]) -> Keys:
    """Keys of 16 hex digits as uint64 [n]."""
    return np.frombuffer(bytes.fromhex("".join(keys)), ">u8").astype(np.uint64)


def model_identity(encoder: Encoder) -> str:
    """Name, revision and precision: what the cosines depend on."""
    return f"{encoder.name}-{encoder.revision[:8]}-{encoder.precision}"


def find_neighbours(
    texts: Sequence[str],
    keys: Sequence[str] | Keys,
    *,
    method: str = "staged",
    floor: float = 0.8,
    model: str | Encoder | None = None,
    search: str = "auto",
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Neighbours:
    """All pairs of prompts at or above ``floor``, each with what differs.

    Args:
        texts: n prompt texts.
        keys: n content keys, as 16 hex digits or uint64.
        method: One of ``METHODS``. In ``staged`` the lexical stage has its own fixed floor,
            ``LEXICAL_THRESHOLD``; ``floor`` is that of the cosine.
        floor: Lowest similarity, above 0 up to 1.
        model: A model's name or folder, an encoder, or None for the default.
        search: How pairs are found by cosine: ``exact`` loses none; ``fast`` finds nearly all and says in
            ``Neighbours.recall`` how many; ``auto`` is exact up to ``EXACT_UP_TO`` distinct texts.
        progress: Called with (stage, done, total); stages are ``"normalising"``, ``"matching"``,
            ``"loading the model"``, ``"embedding"``, ``"sampling"``, ``"partitioning"``, ``"comparing"``
            and ``"reading differences"``, those that are needed.
        cancelled: Asked at least about once a second.

    Raises:
        Cancelled: When ``cancelled()`` turns true; embeddings made so far are kept.
        EncoderError: When the model is not to be had or the embeddings cannot be written.
        ValueError: For an unknown method or search, or a floor outside (0, 1].
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {METHODS}, not {method!r}")
    if search not in SEARCHES:
        raise ValueError(f"search must be one of {SEARCHES}, not {search!r}")
    if not 0 < floor <= 1:
        raise ValueError(f"floor must be above 0 and at most 1, not {floor}")
    number = keys if isinstance(keys, np.ndarray) else content_keys(keys)
    watch = _Watch(progress, cancelled)
    stars, centres, folded = _equal_texts(texts, number, method, watch)
    distinct = [texts[at] for at in centres]
    asked = _Asked(method, floor, model, search)
    found, slips, met = no_edges(), no_edges(), _Met(floor)
    if method in _LEXICALLY:
        found, slips, met = _by_characters(folded, asked, watch)
    del folded
    if method in _SEMANTICALLY:
        near, met = _by_meaning(distinct, number[centres], met, asked, watch)
        found = merged(merged(found, near, len(distinct)), slips, len(distinct))
    a, b = centres[found.a], centres[found.b]
    found = replace(found, a=np.minimum(a, b), b=np.maximum(a, b))
    if len(found.a):
        words = vocabulary_of(_sample(distinct, number[centres]))
        told = watch.stage("reading differences")
        kind = differences(texts, found.a, found.b, words, progress=told, cancelled=cancelled)
        found = settled(replace(found, difference=kind), method)
    order = np.lexsort((np.concatenate([stars.b, found.b]), np.concatenate([stars.a, found.a])))

    def joined(name: str) -> npt.NDArray[np.generic]:
        return np.concatenate([getattr(stars, name), getattr(found, name)])[order]

    columns: dict[str, Any] = {name: joined(name) for name in ("a", "b", "similarity", "stage", "difference")}
    equal = np.concatenate([np.ones(len(stars.a), bool), np.zeros(len(found.a), bool)])[order]
    return Neighbours(keys=number, equal=equal, method=method, **vars(met), **columns)


@dataclass(frozen=True)
class _Asked:
    method: str
    floor: float
    model: str | Encoder | None
    search: str


@dataclass(frozen=True)
class _Met:
    """The floor that was reached, the model that was used, the recall and what was left out."""

    floor: float
    model: str | None = None
    recall: Recall | None = None
    bounds: Bounds = WHOLE


@dataclass(frozen=True)
class _Watch:
    progress: Progress | None
    cancelled: Poll | None

    def poll(self) -> None:
        """Raise ``Cancelled`` when that is asked for."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")

    def stage(self, name: str) -> Callable[[int, int], None] | None:
        """A (done, total) callback that adds the stage's name."""
        told = self.progress
        if told is None:
            return None
        return lambda done, total: told(name, done, total)


def _equal_texts(
    texts: Sequence[str], keys: Keys, method: str, watch: _Watch
) -> tuple[Edges, Index, list[str]]:
    """Star edges between equal texts, one text of each class, and what the lexical stage compares of it."""
    told, folded = watch.stage("normalising"), list[str]()
    if method in _LEXICALLY:
        labels, folded = key_texts(texts, progress=told, cancelled=watch.cancelled)
        for at, text in enumerate(folded):
            if at % _STEP == 0:
                watch.poll()
            folded[at] = unwrap(text)
    else:
        fold = plain if method == "semantic" else normalise
        labels = classes(texts, fold=fold, progress=told, cancelled=watch.cancelled)
    centres = representatives(labels, keys)
    a, b = star_edges(labels, centres)
    kind = np.zeros(len(a), np.uint8)
    if method != "semantic":
        pairs = zip(a.tolist(), b.tolist(), strict=True)
        differ = [texts[i] != texts[j] and plain(texts[i]) != plain(texts[j]) for i, j in pairs]
        kind[np.array(differ, bool)] = DIFFERENCES.index("case/punctuation")
    stage = {"lexical": LEXICAL, "semantic": SEMANTIC}.get(method, EXACT)
    return edges_of(a, b, np.ones(len(a), np.float32), stage, kind), centres, folded


def _by_characters(folded: list[str], asked: _Asked, watch: _Watch) -> tuple[Edges, Edges, _Met]:
    """Edges of the lexical stage, those of short texts with one odd word, and what was met."""
    least = LEXICAL_THRESHOLD if asked.method == "staged" else asked.floor
    told, limit = watch.stage("matching"), pair_limit(len(folded))
    alike = lexical_pairs(folded, least, limit=limit, progress=told, cancelled=watch.cancelled)
    edges = edges_of(alike.a, alike.b, alike.jaccard, LEXICAL)
    bounds = Bounds(jaccard=alike.floor if alike.floor > least else None)
    if asked.method == "lexical":
        return edges, no_edges(), _Met(alike.floor, bounds=bounds)
    a, b = slip_pairs(folded, cancelled=watch.cancelled)
    slips = replace(edges_of(a, b, jaccards(folded, a, b), UNDECIDED), slip=np.ones(len(a), bool))
    return edges, slips, _Met(asked.floor, bounds=bounds)


def _by_meaning(texts: list[str], keys: Keys, met: _Met, asked: _Asked, watch: _Watch) -> tuple[Edges, _Met]:
    """Edges of the semantic stage, and what was met with what had been met before."""
    encoder = _loaded(asked.model, watch)
    # What a fast search finds hangs on the order of its rows: by their keys it is always the same.
    order: Index = np.argsort(keys, kind="stable").astype(np.int32)
    told = watch.stage("embedding")
    vectors = embed_texts([texts[at] for at in order], encoder, told, watch.cancelled)
    near = _by_cosine(vectors, asked, watch)
    a, b = order[near.a], order[near.b]
    edges = edges_of(np.minimum(a, b), np.maximum(a, b), near.cosine, SEMANTIC)
    raised = near.floor if near.floor > asked.floor else None
    bounds = replace(met.bounds, cosine=raised, indistinct=near.indistinct)
    return edges, _Met(near.floor, model_identity(encoder), near.recall, bounds)


@dataclass(frozen=True)
class _Near(Pairs):
    recall: Recall | None
    indistinct: int


def _by_cosine(vectors: Vectors, asked: _Asked, watch: _Watch) -> _Near:
    """Pairs at or above the floor, their recall where the search may lose some, and how many rows it left."""
    lost, limit = indistinct(vectors), pair_limit(len(vectors))
    rows: Index = np.flatnonzero(~lost).astype(np.int32)
    some = vectors[rows] if lost.any() else vectors
    recall = None
    if asked.search == "exact" or (asked.search == "auto" and len(vectors) <= EXACT_UP_TO):
        told = watch.stage("comparing")
        pairs = near_pairs(some, asked.floor, limit=limit, progress=told, cancelled=watch.cancelled)
    else:
        pairs, recall = near_pairs_in_cells(
            some, asked.floor, limit=limit, progress=watch.progress, cancelled=watch.cancelled
        )
    return _Near(rows[pairs.a], rows[pairs.b], pairs.cosine, pairs.floor, recall, int(lost.sum()))


def _loaded(model: str | Encoder | None, watch: _Watch) -> Encoder:
    if model is not None and not isinstance(model, str):
        return model
    # Seconds pass here; without a stage of its own the last one would seem to hang.
    told = watch.stage("loading the model")
    if told is not None:
        told(0, 0)
    return load_encoder(model)


def _sample(texts: list[str], keys: Keys) -> list[str]:
    """Enough texts to know the words by, the same ones whatever their order."""
    if len(texts) <= _VOCABULARY_TEXTS:
        return texts
    chosen: npt.NDArray[np.int64] = np.argpartition(keys, _VOCABULARY_TEXTS)[:_VOCABULARY_TEXTS]
    return [texts[at] for at in chosen]
