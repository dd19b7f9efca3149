"""The lexical stage: pairs of texts that share most of their character 3-grams.

MinHash signatures (rensa) cut into bands propose candidates; each one is then verified by its true
Jaccard similarity, so a reported figure is never an estimate. Texts are compared as key texts
(``exact.normalise``), padded with a space at both ends, so that even one letter has a 3-gram.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled

Grams = npt.NDArray[np.uint64]
Index = npt.NDArray[np.int64]

PERMUTATIONS = 128
SEED = 42
MISS = 1e-4
_SIGN = 4_096
_VERIFY = 20_000
_PAIRS = 2_000_000
_DOUBT = 0.17  # four and more standard deviations of a 128-permutation estimate at 0.8


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


def bands_for(floor: float) -> tuple[int, int]:
    """How many bands of how many rows: the widest bands that miss at most ``MISS`` of pairs at ``floor``.

    A pair of similarity s shares a band of r rows with probability s^r, so b bands miss it with
    (1 − s^r)^b (Leskovec, Rajaraman, Ullman: *Mining of Massive Datasets*, §3.4).
    """
    for rows in range(16, 1, -1):
        bands = PERMUTATIONS // rows
        if (1 - floor**rows) ** bands <= MISS:
            return bands, rows
    return PERMUTATIONS, 1


def lexical_pairs(
    texts: Sequence[str],
    floor: float = 0.8,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Pairs of texts with Jaccard ≥ ``floor`` over character 3-grams.

    Args:
        texts: n key texts; an empty one is near nothing.
        floor: Lowest similarity, above 0.
        progress: Called with (done, total) of unnamed units.
        cancelled: Asked every few thousand texts or candidate pairs.

    Returns:
        (a, b, similarity) with a < b, ordered by (a, b).

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    bands, rows = bands_for(floor)
    signs = -(-len(texts) // _SIGN)

    def tell(done: int) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
        if progress is not None:
            progress(done, signs + bands)

    signatures, sizes = _signatures(texts, tell)
    codes = np.empty(0, np.uint64)
    for band in range(bands):
        tell(signs + band)
        columns = signatures[:, band * rows : (band + 1) * rows]
        fresh = [
            _plausible(part, signatures, sizes, floor, len(texts)) for part in _colliding(columns, sizes)
        ]
        codes = np.unique(np.concatenate([codes, *fresh]))
    left, right = np.divmod(codes.astype(np.int64), max(len(texts), 1))
    similarity = _verified(texts, left, right, lambda: tell(signs + bands))
    kept = similarity >= np.float32(floor)
    return left[kept].astype(np.int32), right[kept].astype(np.int32), similarity[kept]


def _signatures(
    texts: Sequence[str], tell: Callable[[int], None]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
    """MinHash signatures uint32 [n, PERMUTATIONS] and the number of grams of each text."""
    from rensa import RMinHash

    signatures = np.zeros((len(texts), PERMUTATIONS), np.uint32)
    sizes = np.zeros(len(texts), np.int32)
    for step, start in enumerate(range(0, len(texts), _SIGN)):
        tell(step)
        sets = [grams(text) if text else np.empty(0, np.uint64) for text in texts[start : start + _SIGN]]
        lengths = np.array([len(s) for s in sets])
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            _mixed(np.concatenate(sets)), offsets, PERMUTATIONS, SEED
        )
        signatures[start : start + len(sets)] = np.array(matrix.to_rows(), np.uint32)
        sizes[start : start + len(sets)] = lengths
    return signatures, sizes


def _mixed(values: Grams) -> Grams:
    """SplitMix64's finisher: packed grams are far from uniform, MinHash wants them so."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def _colliding(
    columns: npt.NDArray[np.uint32], sizes: npt.NDArray[np.int32]
) -> Iterator[tuple[Index, Index]]:
    """Pairs of rows that are equal in every column, a bounded number at a time."""
    code = np.zeros(len(columns), np.uint64)
    for column in columns.T:
        code = _mixed(code ^ column) + np.uint64(0x9E3779B97F4A7C15)
    rows = np.flatnonzero(sizes > 0)
    rows = rows[np.argsort(code[rows], kind="stable")]
    starts = np.flatnonzero(np.r_[True, code[rows][1:] != code[rows][:-1]]) if len(rows) else rows
    ends = np.r_[starts[1:], len(rows)]
    waiting: list[tuple[Index, Index]] = []
    held = 0
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        members = rows[start:end]
        for at in range(len(members) - 1):
            others = members[at + 1 :]
            waiting.append((np.full(len(others), members[at]), others))
            held += len(others)
            if held >= _PAIRS:
                yield np.concatenate([w[0] for w in waiting]), np.concatenate([w[1] for w in waiting])
                waiting, held = [], 0
    if waiting:
        yield np.concatenate([w[0] for w in waiting]), np.concatenate([w[1] for w in waiting])


def _plausible(
    pair: tuple[Index, Index],
    signatures: npt.NDArray[np.uint32],
    sizes: npt.NDArray[np.int32],
    floor: float,
    n: int,
) -> npt.NDArray[np.uint64]:
    """Codes a·n + b of the pairs whose sizes and signatures leave the floor within reach."""
    a, b = np.minimum(*pair), np.maximum(*pair)
    small, large = np.minimum(sizes[a], sizes[b]), np.maximum(sizes[a], sizes[b])
    possible = small >= floor * large
    a, b = a[possible], b[possible]
    codes = []
    for at in range(0, len(a), 100_000):
        left, right = a[at : at + 100_000], b[at : at + 100_000]
        estimate = (signatures[left] == signatures[right]).mean(axis=1)
        near = estimate >= floor - _DOUBT
        codes.append((left[near] * n + right[near]).astype(np.uint64))
    return np.concatenate(codes) if codes else np.empty(0, np.uint64)


def _verified(
    texts: Sequence[str], left: Index, right: Index, tell: Callable[[], None]
) -> npt.NDArray[np.float32]:
    """The true Jaccard of each pair."""
    out = np.empty(len(left), np.float32)
    for at in range(0, len(left), _VERIFY):
        tell()
        out[at : at + _VERIFY] = jaccards(texts, left[at : at + _VERIFY], right[at : at + _VERIFY])
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
