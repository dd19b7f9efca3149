"""Semantic pairs against a dense pass and against sentence-transformers, in one run.

Synthetic unit vectors: noise around cluster centres, falling off over the axes as sentence embeddings do,
and some near copies. Not real embeddings: they serve to compare methods on equal work.

    python benchmarks/neighbours.py [10000 50000] [--floor 0.9] [--no-peer]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from curation.similarity import near_pairs

T = TypeVar("T")
Vectors = npt.NDArray[np.float32]


def main() -> None:
    """Print one line a size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 50_000])
    parser.add_argument("--floor", type=float, default=0.9)
    parser.add_argument("--no-peer", action="store_true", help="leave paraphrase_mining out")
    args = parser.parse_args()
    for n in args.sizes:
        vectors = synthetic(n)
        near_pairs(vectors[:5_000], args.floor)
        seconds, pairs = timed(partial(near_pairs, vectors, args.floor))
        bare, _ = timed(partial(sgemm, vectors))
        dense, truth = timed(partial(brute_force, vectors, args.floor))
        found = set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
        recall = len(found & truth) / max(len(truth), 1)
        line = (
            f"synthetic n={n:,} floor={args.floor}: {len(found):,} pairs in {seconds:.2f} s"
            f" = {seconds / bare:.2f} of a dense sgemm pass ({bare:.2f} s),"
            f" {seconds / dense:.2f} of brute force ({dense:.2f} s);"
            f" recall {recall:.4f}, beyond brute force {len(found - truth)}"
        )
        if not args.no_peer:
            peer, mined = timed(partial(paraphrase_mining, vectors, args.floor))
            line += f"; paraphrase_mining {peer:.1f} s, recall {len(mined & truth) / max(len(truth), 1):.4f}"
        print(line, flush=True)


def synthetic(n: int, dim: int = 384) -> Vectors:
    """float32 [n, dim] unit rows: clustered noise with 8 % near copies."""
    rng = np.random.default_rng(1)
    scale = (1 + np.arange(dim)) ** -0.35
    centres = rng.standard_normal((max(n // 50, 1), dim)) * scale
    rows = centres[rng.integers(0, len(centres), n)] + 0.9 * rng.standard_normal((n, dim)) * scale
    copies = rng.choice(n, n // 12, replace=False)
    noise = rng.uniform(0.05, 0.6, (len(copies), 1))
    rows[copies] = (
        rows[rng.integers(0, n, len(copies))] + noise * rng.standard_normal((len(copies), dim)) * scale
    )
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def sgemm(vectors: Vectors, block: int = 2_048) -> None:
    """The products alone, upper triangle, nothing read from them: the limit of any dense search."""
    for i in range(0, len(vectors), block):
        for j in range(i, len(vectors), block):
            np.matmul(vectors[i : i + block], vectors[j : j + block].T)


def brute_force(vectors: Vectors, floor: float, block: int = 2_048) -> set[tuple[int, int]]:
    """Every pair at or above ``floor``, read off the dense products."""
    found: set[tuple[int, int]] = set()
    for i in range(0, len(vectors), block):
        for j in range(i, len(vectors), block):
            scores = vectors[i : i + block] @ vectors[j : j + block].T
            rows, cols = np.nonzero(scores >= floor)
            upper = cols + j > rows + i
            found.update(zip((rows[upper] + i).tolist(), (cols[upper] + j).tolist(), strict=True))
    return found


def paraphrase_mining(vectors: Vectors, floor: float) -> set[tuple[int, int]]:
    """The same by sentence-transformers."""
    import torch
    from sentence_transformers.util import paraphrase_mining_embeddings

    mined = paraphrase_mining_embeddings(torch.from_numpy(vectors), max_pairs=20_000_000)
    return {(int(min(a, b)), int(max(a, b))) for score, a, b in mined if score >= floor}


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds and result."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


if __name__ == "__main__":
    main()
