"""A tiny encoder and small graphs for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from curation.similarity.exact import digest
from curation.similarity.neighbours import DIFFERENCES, EXACT, SEMANTIC, Neighbours


class FakeEncoder:
    """Hashes character 3-grams into a vector; counts the texts it was asked to embed."""

    name = "fake"
    revision = "0123456789abcdef"
    precision = "fp32"
    dim = 64
    max_tokens = 256

    def __init__(self, stop_after: int | None = None) -> None:
        self.seen: list[str] = []
        self.stop_after = stop_after

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        out = np.zeros((len(texts), self.dim), np.float32)
        for row, text in enumerate(texts):
            if self.stop_after is not None and len(self.seen) >= self.stop_after:
                raise KeyboardInterrupt
            self.seen.append(text)
            padded = f" {text.lower()} "
            for at in range(len(padded) - 1):
                out[row, crc32(padded[at : at + 3].encode()) % self.dim] += 1
            out[row] /= max(np.linalg.norm(out[row]), 1e-6)
        return out


def keys_of(texts: Sequence[str]) -> list[str]:
    return [digest(text)[:8].hex() for text in texts]


def random_graph(n: int, edges: int, rng: np.random.Generator) -> Neighbours:
    """Reworded prompts at random, of which ``edges`` pairs or a few less are near."""
    drawn = np.sort(rng.integers(0, n, (edges, 2)), axis=1)
    a, b = np.unique(drawn[drawn[:, 0] < drawn[:, 1]], axis=0).T.astype(np.int32)
    return Neighbours(
        keys=np.arange(n, dtype=np.uint64),
        a=a,
        b=b,
        similarity=rng.uniform(0.8, 1, len(a)).astype(np.float32),
        stage=np.full(len(a), SEMANTIC, np.uint8),
        difference=np.full(len(a), DIFFERENCES.index("reworded"), np.uint8),
        equal=np.zeros(len(a), bool),
        method="semantic",
        floor=0.8,
    )


def graph(
    n: int, edges: Sequence[tuple], *, keys=None, method: str = "semantic", floor: float = 0.5
) -> Neighbours:
    """``edges`` are (a, b, similarity[, difference]); similarity None means equal texts."""
    rows = sorted((min(e[0], e[1]), max(e[0], e[1]), e[2], e[3] if len(e) > 3 else "reworded") for e in edges)
    equal = np.array([r[2] is None for r in rows], bool)
    return Neighbours(
        keys=np.arange(n, dtype=np.uint64) if keys is None else np.asarray(keys, np.uint64),
        a=np.array([r[0] for r in rows], np.int32),
        b=np.array([r[1] for r in rows], np.int32),
        similarity=np.array([1.0 if r[2] is None else r[2] for r in rows], np.float32),
        stage=np.where(equal, EXACT, SEMANTIC).astype(np.uint8),
        difference=np.array([DIFFERENCES.index("none" if r[2] is None else r[3]) for r in rows], np.uint8),
        equal=equal,
        method=method,
        floor=floor,
    )
