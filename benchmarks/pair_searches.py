"""Ways to find the pairs of near vectors: Winnow's and its peers', each as one function.

Each takes float32 unit rows and a floor and returns (a, b), rows of the pairs at or above it, in any
order. A peer that is not installed raises ``ImportError``; see requirements-bench.txt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Found = tuple[npt.NDArray[Any], npt.NDArray[Any]]
Search = Callable[[Vectors, float], Found]

_BLOCK = 2_048
_CHECK = 50_000
_HNSW_NEIGHBOURS = 32
_CELL = 250


@dataclass(frozen=True)
class Contender:
    """A way to find pairs.

    Attributes:
        name: As shown.
        search: The function.
        needs: A package that need not be there.
        most: Most rows it is sensibly given; the dense ways take n², some take memory.
        finds: Whether it finds pairs; if not it only marks a limit.
    """

    name: str
    search: Search
    needs: str = ""
    most: int = 1_000_000
    finds: bool = True


def winnow(vectors: Vectors, floor: float) -> Found:
    """Winnow's exact search."""
    from curation.similarity import near_pairs

    pairs = near_pairs(vectors, floor)
    return pairs.a, pairs.b


def winnow_fast(vectors: Vectors, floor: float) -> Found:
    """Winnow's search in cells, the check of its own recall included."""
    from curation.similarity import near_pairs_in_cells

    pairs, _ = near_pairs_in_cells(vectors, floor)
    return pairs.a, pairs.b


def products(vectors: Vectors, floor: float) -> Found:
    """The dense products alone, nothing read from them: the limit of any search that makes them all."""
    for i in range(0, len(vectors), _BLOCK):
        for j in range(i, len(vectors), _BLOCK):
            np.matmul(vectors[i : i + _BLOCK], vectors[j : j + _BLOCK].T)
    return _joined([])


def brute_force(vectors: Vectors, floor: float) -> Found:
    """Every pair, read off the dense products."""
    return _joined(_dense(vectors, range(0, len(vectors), _BLOCK), floor))


def _dense(vectors: Vectors, starts: range, floor: float) -> Iterator[Found]:
    for i in starts:
        for j in range(i, len(vectors), _BLOCK):
            rows, cols = np.nonzero(vectors[i : i + _BLOCK] @ vectors[j : j + _BLOCK].T >= floor)
            upper = cols + j > rows + i
            yield rows[upper] + i, cols[upper] + j


def of_rows(vectors: Vectors, rows: npt.NDArray[np.int64], floor: float) -> Found:
    """Every pair that some rows have with any other: the truth where all pairs would take too long."""
    found = []
    for at in range(0, len(rows), _BLOCK):
        some = rows[at : at + _BLOCK]
        for j in range(0, len(vectors), _BLOCK):
            row, col = np.nonzero(vectors[some] @ vectors[j : j + _BLOCK].T >= floor)
            other = some[row] != col + j
            found.append((some[row][other], (col + j)[other]))
    return _joined(found)


def paraphrase_mining(vectors: Vectors, floor: float) -> Found:
    """sentence-transformers' own, with its 100 nearest a row."""
    import torch
    from sentence_transformers.util import paraphrase_mining_embeddings

    mined = paraphrase_mining_embeddings(torch.from_numpy(vectors), max_pairs=20_000_000)
    table = np.array([(a, b) for score, a, b in mined if score >= floor], np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def semhash(vectors: Vectors, floor: float) -> Found:
    """SemHash's index and self_deduplicate; its pairs are those its index gave it."""
    from semhash import SemHash

    answers: list[Any] = []
    hasher = SemHash.from_embeddings(vectors, [str(at) for at in range(len(vectors))], model=None)
    asked = hasher.index.query_threshold

    def listened(queries: Vectors, threshold: float) -> Any:
        answers.extend(asked(queries, threshold))
        return answers

    hasher.index.query_threshold = listened
    hasher.self_deduplicate(floor)
    near = [others for others, _ in answers]
    rows = np.repeat(np.arange(len(near)), [len(others) for others in near])
    return _checked(vectors, rows, np.concatenate(near).astype(np.int64), floor)


def faiss_flat(vectors: Vectors, floor: float) -> Found:
    """faiss, all products, by range."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    return _ranged(index, vectors, floor)


def faiss_ivf(vectors: Vectors, floor: float) -> Found:
    """faiss, inverted lists of which 16 are looked at, by range."""
    import faiss

    lists = int(4 * len(vectors) ** 0.5)
    index = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(vectors.shape[1]), vectors.shape[1], lists, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors[np.random.default_rng(0).permutation(len(vectors))[: 40 * lists]])
    index.nprobe = 16
    return _ranged(index, vectors, floor)


def _ranged(index: Any, vectors: Vectors, floor: float) -> Found:
    index.add(vectors)
    found = []
    for at in range(0, len(vectors), _BLOCK):
        limits, _, others = index.range_search(vectors[at : at + _BLOCK], floor - 1e-6)
        found.append((np.repeat(np.arange(len(limits) - 1) + at, np.diff(limits).astype(np.int64)), others))
    return _checked(vectors, *_joined(found), floor)


def faiss_hnsw(vectors: Vectors, floor: float) -> Found:
    """faiss, a graph of neighbours, 32 nearest a row."""
    import faiss

    index = faiss.IndexHNSWFlat(vectors.shape[1], 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = index.hnsw.efSearch = 64
    index.add(vectors)
    scores, others = index.search(vectors, _HNSW_NEIGHBOURS)
    rows, ranks = np.nonzero((scores >= floor - 1e-6) & (others >= 0))
    return _checked(vectors, rows, others[rows, ranks], floor)


def one_cell(vectors: Vectors, floor: float) -> Found:
    """K-means cells and the pairs inside each: how NeMo Curator partitions (SemDeDup)."""
    return _cells(vectors, floor, 1)


def three_cells(vectors: Vectors, floor: float) -> Found:
    """The same with each row in its three nearest cells."""
    return _cells(vectors, floor, 3)


def _cells(vectors: Vectors, floor: float, nearest: int) -> Found:
    cells = max(len(vectors) // _CELL, 8)
    centres = _centres(vectors, cells)
    members: list[list[npt.NDArray[Any]]] = [[] for _ in range(cells)]
    for at in range(0, len(vectors), _BLOCK):
        closeness = vectors[at : at + _BLOCK] @ centres.T
        chosen = np.argpartition(-closeness, nearest - 1, axis=1)[:, :nearest]
        order = np.argsort(chosen, axis=None, kind="stable")
        cell = chosen.ravel()[order]
        rows = order // nearest + at
        starts = np.r_[0, np.flatnonzero(np.diff(cell)) + 1, len(cell)]
        for start, end in pairwise(starts.tolist()):
            members[cell[start]].append(rows[start:end])
    found = []
    for parts in members:
        if parts:
            rows = np.concatenate(parts)
            a, b = np.nonzero(np.triu(vectors[rows] @ vectors[rows].T >= floor, 1))
            found.append((rows[a], rows[b]))
    return _joined(found)


def _centres(vectors: Vectors, cells: int, rounds: int = 10) -> Vectors:
    """K-means of unit vectors, on as many rows as do."""
    from scipy.sparse import csr_array

    drawn = np.random.default_rng(0).permutation(len(vectors))[: 50 * cells]
    rows = vectors[drawn]
    centres = rows[:cells]
    for _ in range(rounds):
        nearest = np.concatenate(
            [(rows[at : at + _BLOCK] @ centres.T).argmax(axis=1) for at in range(0, len(rows), _BLOCK)]
        )
        members = csr_array(
            (np.ones(len(rows), np.float32), (nearest, np.arange(len(rows)))), (cells, len(rows))
        )
        sums = members @ rows
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.maximum(norms, 1e-9), centres).astype(np.float32)
    return centres


def _checked(vectors: Vectors, a: npt.NDArray[Any], b: npt.NDArray[Any], floor: float) -> Found:
    """Without rows paired with themselves and pairs whose exact cosine is below the floor."""
    near = a != b
    for at in range(0, len(a), _CHECK):
        part = slice(at, at + _CHECK)
        near[part] &= np.einsum("ij,ij->i", vectors[a[part]], vectors[b[part]]) >= floor
    return a[near], b[near]


def _joined(parts: Any) -> Found:
    listed = list(parts)
    if not listed:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([a for a, _ in listed]), np.concatenate([b for _, b in listed])


CONTENDERS = (
    Contender("Winnow, exact", winnow),
    Contender("Winnow, fast", winnow_fast),
    Contender("dense products alone", products, most=200_000, finds=False),
    Contender("brute force", brute_force, most=200_000),
    Contender("SemHash", semhash, needs="semhash"),
    Contender("paraphrase_mining", paraphrase_mining),
    Contender("faiss Flat, range", faiss_flat, needs="faiss", most=200_000),
    Contender("faiss IVF, 16 lists", faiss_ivf, needs="faiss"),
    Contender("faiss HNSW, 32 nearest", faiss_hnsw, needs="faiss"),
    Contender("k-means, one cell", one_cell),
    Contender("k-means, three cells", three_cells),
)
