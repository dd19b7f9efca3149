"""Prompts with vectors of the test's own, and a team."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import orjson
import pytest

from curation.analysis.diversity import prompts
from curation.analysis.team import Team, team
from curation.similarity.vectors import StoredVectors
from curation.sources import open_source
from curation.store import Dataset, build_dataset
from tests.unit.similarity.fakes import FakeEncoder

Build = Callable[..., Dataset]


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one, float32."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def clouds(n: int, dim: int = 16, seed: int = 0, centres: int = 6) -> np.ndarray:
    """Unit rows around a few centres."""
    rng = np.random.default_rng(seed)
    middle = rng.standard_normal((centres, dim))
    return unit(middle[rng.integers(0, centres, n)] + 0.4 * rng.standard_normal((n, dim)))


@pytest.fixture
def workers() -> Iterator[Team]:
    with team() as workers:
        yield workers


@pytest.fixture
def build(winnow_home: Path, tmp_path: Path) -> Build:
    """Rows → data set."""

    def built(rows: Sequence[dict], name: str = "tiny") -> Dataset:
        path = tmp_path / "sources" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return build_dataset(open_source(path))

    return built


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text has a vector, made of its character 3-grams."""

    def known(texts: Sequence[str], model: str | None = None) -> StoredVectors:
        return StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))

    monkeypatch.setattr(prompts, "stored_vectors", known)


def asks(*texts: str) -> list[dict[str, str]]:
    """A pair for each prompt."""
    return [{"prompt": text, "chosen": f"yes {at}", "rejected": "no"} for at, text in enumerate(texts)]
