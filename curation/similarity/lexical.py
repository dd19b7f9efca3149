"""The lexical stage: pairs of texts that share most of their character 3-grams.

MinHash signatures (rensa) propose candidates, see ``minhash``; each one is then verified by its true
Jaccard similarity, so a reported figure is never an estimate. Texts are compared as key texts
(``exact.normalise``), padded with a space at both ends, so that even one letter has a 3-gram.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled
from curation.similarity.bounds import MOST_PAIRS
from curation.similarity.candidates import Index, candidates
from curation.similarity.edges import connected
from curation.similarity.minhash import Grams, Signed, bands_for

_SIGN = 4_096
_VERIFY = 10_000


@dataclass(frozen=True)
class Alike:
    """Pairs a < b with their Jaccard, in order of (a, b).

    Attributes:
        a: int32 [m] rows.
        b: int32 [m] rows.
        jaccard: float32 [m].
        floor: The lowest Jaccard searched for; above the floor asked where there were too many pairs,
            and then some pairs just above it are lost too.
    """

    a: npt.NDArray[np.int32]
    b: npt.NDArray[np.int32]
    jaccard: npt.NDArray[np.float32]
    floor: float


def grams(text: str) -> Grams:
    """The sorted distinct character 3-grams of ``text``, each packed into 63 bits without loss."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    packed = codes[:-2] | codes[1:-1] << np.uint64(21) | codes[2:] << np.uint64(42)
    return np.unique(packed)


def jaccard(left: Grams, right: Grams) -> float:
    """|left ∩ right| / |left ∪ right| of two gram sets; 1.0 for two empty ones."""
    shared = len(np.intersect1d(left, right, assume_unique=True))
    union = len(left) + len(right) - shared
    return shared / union if union else 1.0


def lexical_pairs(
    texts: Sequence[str],
    floor: float = 0.8,
    *,
    limit: int = MOST_PAIRS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Alike:
    """Pairs of texts with Jaccard ≥ ``floor`` over character 3-grams.

    Args:
        texts: n key texts; an empty one is near nothing.
        floor: Lowest similarity, above 0.
        limit: Most pairs verified; where there are more, the floor rises and ``Alike.floor`` says so.
        progress: Called with (done, total) of unnamed units.
        cancelled: Asked about once a second.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    bands, rows = bands_for(floor)
    signs = -(-len(texts) // _SIGN)
    # Signing, looking through the bands and verifying take about as long as each other.
    total = 3 * max(signs, 1)

    def tell(third: int, share: float) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
        if progress is not None:
            progress(int((third + share) * total / 3), total)

    signed = Signed.room(len(texts), bands)
    for start in range(0, len(texts), _SIGN):
        tell(0, start / len(texts))
        some = texts[start : start + _SIGN]
        signed.sign(start, [grams(text) if text else np.empty(0, np.uint64) for text in some], rows)
    codes, reached = candidates(signed, floor, limit, lambda band: tell(1, band / bands))
    left, right = np.divmod(codes.astype(np.int64), max(len(texts), 1))
    similarity = _verified(texts, left, right, lambda share: tell(2, share))
    kept = similarity >= np.float32(reached)
    return Alike(left[kept].astype(np.int32), right[kept].astype(np.int32), similarity[kept], reached)


def _verified(
    texts: Sequence[str], left: Index, right: Index, tell: Callable[[float], None]
) -> npt.NDArray[np.float32]:
    """The true Jaccard of each pair."""
    out = np.empty(len(left), np.float32)
    # Texts that hang together follow each other, so that the grams of each are taken apart few times.
    order = np.argsort(connected(left, right, len(texts))[left], kind="stable")
    for at in range(0, len(order), _VERIFY):
        tell(at / len(order))
        some = order[at : at + _VERIFY]
        out[some] = jaccards(texts, left[some], right[some])
    return out


def jaccards(
    texts: Sequence[str], left: npt.NDArray[np.integer], right: npt.NDArray[np.integer]
) -> npt.NDArray[np.float32]:
    """The Jaccard similarity of each pair (left[i], right[i]) of texts, none of them empty."""
    from scipy.sparse import csr_array

    if not len(left):
        return np.empty(0, np.float32)
    nodes, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    sets = [grams(texts[node]) for node in nodes]
    sizes = np.array([len(s) for s in sets], np.int64)
    values, ids = np.unique(np.concatenate(sets), return_inverse=True)
    pointers = np.concatenate([[0], np.cumsum(sizes)])
    ones = np.ones(len(ids), np.int32)
    matrix = csr_array((ones, ids, pointers), shape=(len(nodes), len(values)))
    a, b = places[: len(left)], places[len(left) :]
    shared = np.asarray(matrix[a].multiply(matrix[b]).sum(axis=1)).ravel()
    return (shared / (sizes[a] + sizes[b] - shared)).astype(np.float32)
