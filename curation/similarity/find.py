"""Find the neighbours of a set of prompts, by one stage or by all three."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from curation.similarity.cache import embed_texts
from curation.similarity.difference import differences
from curation.similarity.encoder import Encoder, load_encoder
from curation.similarity.exact import classes, normalise, plain, representatives, star_edges
from curation.similarity.lexical import jaccards, lexical_pairs
from curation.similarity.neighbours import (
    DIFFERENCES,
    EXACT,
    LEXICAL,
    LEXICAL_THRESHOLD,
    METHODS,
    SEMANTIC,
    Codes,
    Floats,
    Index,
    Keys,
    Mask,
    Neighbours,
)
from curation.similarity.semantic import near_pairs
from curation.similarity.slips import slip_pairs
from curation.similarity.spelling import vocabulary_of
from curation.similarity.wrapper import unwrap

Progress = Callable[[str, int, int], None]
Poll = Callable[[], bool]

_VOCABULARY_TEXTS = 100_000
_UNDECIDED = 255


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
        progress: Called with (stage, done, total); stages are ``"normalising"``, ``"matching"``,
            ``"loading the model"``, ``"embedding"``, ``"comparing"`` and ``"reading differences"``,
            those the method needs.
        cancelled: Asked at least about once a second.

    Raises:
        Cancelled: When ``cancelled()`` turns true; embeddings made so far are kept.
        EncoderError: When the model is not to be had or the embeddings cannot be written.
        ValueError: For an unknown method or a floor outside (0, 1].
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {METHODS}, not {method!r}")
    if not 0 < floor <= 1:
        raise ValueError(f"floor must be above 0 and at most 1, not {floor}")
    number = keys if isinstance(keys, np.ndarray) else content_keys(keys)
    watch = _Watch(progress, cancelled)
    stars, centres = _equal_texts(texts, number, method, watch)
    distinct = [texts[at] for at in centres]
    found, reached, identity = _near(distinct, method, floor, model, watch)
    a, b = centres[found.a], centres[found.b]
    found = replace(found, a=np.minimum(a, b), b=np.maximum(a, b))
    if len(found.a):
        words = vocabulary_of(_sample(distinct, number[centres]))
        told = watch.stage("reading differences")
        kind = differences(texts, found.a, found.b, words, progress=told, cancelled=cancelled)
        found = _settled(replace(found, difference=kind), method)
    order = np.lexsort((np.concatenate([stars.b, found.b]), np.concatenate([stars.a, found.a])))

    def joined(name: str) -> npt.NDArray[np.generic]:
        return np.concatenate([getattr(stars, name), getattr(found, name)])[order]

    columns: dict[str, Any] = {name: joined(name) for name in ("a", "b", "similarity", "stage", "difference")}
    equal = np.concatenate([np.ones(len(stars.a), bool), np.zeros(len(found.a), bool)])[order]
    return Neighbours(keys=number, equal=equal, method=method, floor=reached, model=identity, **columns)


@dataclass(frozen=True)
class _Watch:
    progress: Progress | None
    cancelled: Poll | None

    def stage(self, name: str) -> Callable[[int, int], None] | None:
        """A (done, total) callback that adds the stage's name."""
        told = self.progress
        if told is None:
            return None
        return lambda done, total: told(name, done, total)


@dataclass(frozen=True)
class _Edges:
    a: Index
    b: Index
    similarity: Floats
    stage: Codes
    difference: Codes
    slip: Mask  # equal but for one word that is near in spelling


def _edges(a: Index, b: Index, similarity: Floats, stage: int, difference: Codes | None = None) -> _Edges:
    kind = np.zeros(len(a), np.uint8) if difference is None else difference
    return _Edges(a, b, similarity, np.full(len(a), stage, np.uint8), kind, np.zeros(len(a), bool))


def _settled(found: _Edges, method: str) -> _Edges:
    """One odd word makes a lexical edge where it is a misspelling; else only the figures count."""
    if method != "staged":
        return found
    misspelt = found.slip & (found.difference == DIFFERENCES.index("typo"))
    stage = np.where(misspelt, np.uint8(LEXICAL), found.stage)
    stays = misspelt | (found.stage != _UNDECIDED)
    return _Edges(
        found.a[stays],
        found.b[stays],
        found.similarity[stays],
        stage[stays],
        found.difference[stays],
        found.slip[stays],
    )


def _equal_texts(texts: Sequence[str], keys: Keys, method: str, watch: _Watch) -> tuple[_Edges, Index]:
    """Star edges between equal texts, and one text of each class."""
    fold = plain if method == "semantic" else normalise
    labels = classes(texts, fold=fold, progress=watch.stage("normalising"), cancelled=watch.cancelled)
    centres = representatives(labels, keys)
    a, b = star_edges(labels, centres)
    kind = np.zeros(len(a), np.uint8)
    if fold is normalise:
        pairs = zip(a.tolist(), b.tolist(), strict=True)
        folded = [texts[i] != texts[j] and plain(texts[i]) != plain(texts[j]) for i, j in pairs]
        kind[np.array(folded, bool)] = DIFFERENCES.index("case/punctuation")
    stage = {"lexical": LEXICAL, "semantic": SEMANTIC}.get(method, EXACT)
    return _edges(a, b, np.ones(len(a), np.float32), stage, kind), centres


def _near(
    texts: list[str], method: str, floor: float, model: str | Encoder | None, watch: _Watch
) -> tuple[_Edges, float, str | None]:
    """Edges between distinct texts, the floor that was reached and the model used."""
    none = np.empty(0, np.int32)
    edges, identity = _edges(none, none, np.empty(0, np.float32), EXACT), None
    asked = [unwrap(normalise(text)) for text in texts] if method in {"lexical", "staged"} else []
    if asked:
        a, b, similarity = lexical_pairs(
            asked,
            LEXICAL_THRESHOLD if method == "staged" else floor,
            progress=watch.stage("matching"),
            cancelled=watch.cancelled,
        )
        edges = _edges(a, b, similarity, LEXICAL)
    if method in {"semantic", "staged"}:
        encoder = _loaded(model, watch)
        identity = model_identity(encoder)
        vectors = embed_texts(texts, encoder, watch.stage("embedding"), watch.cancelled)
        pairs = near_pairs(vectors, floor, progress=watch.stage("comparing"), cancelled=watch.cancelled)
        edges = _merged(edges, _edges(pairs.a, pairs.b, pairs.cosine, SEMANTIC), len(texts))
        floor = pairs.floor
    if method == "staged":
        a, b = slip_pairs(asked, cancelled=watch.cancelled)
        slips = replace(_edges(a, b, jaccards(asked, a, b), _UNDECIDED), slip=np.ones(len(a), bool))
        edges = _merged(edges, slips, len(texts))
    return edges, floor, identity


def _loaded(model: str | Encoder | None, watch: _Watch) -> Encoder:
    if model is not None and not isinstance(model, str):
        return model
    # Seconds pass here; without a stage of its own the last one would seem to hang.
    told = watch.stage("loading the model")
    if told is not None:
        told(0, 0)
    return load_encoder(model)


def _merged(first: _Edges, second: _Edges, n: int) -> _Edges:
    """One edge a pair: the stage of ``first`` where both have it, the larger similarity."""
    codes = np.concatenate([side.a.astype(np.int64) * n + side.b for side in (first, second)])
    distinct, lead, place = np.unique(codes, return_index=True, return_inverse=True)
    similarity = np.zeros(len(distinct), np.float32)
    np.maximum.at(similarity, place, np.concatenate([first.similarity, second.similarity]))
    slip = np.zeros(len(distinct), bool)
    np.logical_or.at(slip, place, np.concatenate([first.slip, second.slip]))
    return _Edges(
        (distinct // max(n, 1)).astype(np.int32),
        (distinct % max(n, 1)).astype(np.int32),
        similarity,
        np.concatenate([first.stage, second.stage])[lead],
        np.zeros(len(distinct), np.uint8),
        slip,
    )


def _sample(texts: list[str], keys: Keys) -> list[str]:
    """Enough texts to know the words by, the same ones whatever their order."""
    if len(texts) <= _VOCABULARY_TEXTS:
        return texts
    chosen: npt.NDArray[np.int64] = np.argpartition(keys, _VOCABULARY_TEXTS)[:_VOCABULARY_TEXTS]
    return [texts[at] for at in chosen]
