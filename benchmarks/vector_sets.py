"""Unit vectors to search: synthetic ones of any number, or real ones from an embedding cache."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


def synthetic(n: int, dim: int = 384) -> Vectors:
    """float32 [n, dim] unit rows: noise around cluster centres, with 8 % near copies.

    It falls off over the axes as sentence embeddings do. Not real embeddings: they serve to compare
    methods on equal work.
    """
    rng = np.random.default_rng(1)
    scale = ((1 + np.arange(dim)) ** -0.35).astype(np.float32)

    def noise(rows: int) -> Vectors:
        return rng.standard_normal((rows, dim), np.float32) * scale

    centres = noise(max(n // 50, 1))
    rows = centres[rng.integers(0, len(centres), n)]
    rows += np.float32(0.9) * noise(n)
    copies = rng.choice(n, n // 12, replace=False)
    spread = rng.uniform(0.05, 0.6, (len(copies), 1)).astype(np.float32)
    rows[copies] = rows[rng.integers(0, n, len(copies))] + spread * noise(len(copies))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def cached(folder: Path, most: int) -> Vectors:
    """Up to ``most`` vectors of an embedding cache: a folder of Arrow files with key and vector."""
    import pyarrow as pa

    known: dict[bytes, Vectors] = {}
    for path in sorted(folder.rglob("*.arrow")):
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        if {"key", "vector"} <= set(table.column_names) and table.num_rows:
            rows = table["vector"].combine_chunks().flatten().to_numpy().reshape(table.num_rows, -1)
            known.update(zip(table["key"].to_pylist(), rows, strict=True))
    if not known:
        raise SystemExit(f"no embeddings in {folder}; give the embeddings folder of a workspace")
    return np.ascontiguousarray([known[key] for key in sorted(known)[:most]], np.float32)
