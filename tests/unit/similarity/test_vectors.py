from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curation.similarity import vectors
from curation.similarity.cache import embed_texts
from curation.similarity.encoder import Model
from curation.similarity.vectors import cache_state, stored_vectors
from tests.unit.similarity.fakes import FakeEncoder

TEXTS = ["one", "two", "three", "two"]


@pytest.fixture(autouse=True)
def _home(winnow_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    model = Model(FakeEncoder.name, winnow_home, FakeEncoder.revision)
    monkeypatch.setattr(vectors, "resolve_model", lambda name: model)
    return winnow_home


def test_known_vectors_are_read_without_the_model() -> None:
    embed_texts(TEXTS, FakeEncoder())
    stored = stored_vectors([*TEXTS, "four"])
    assert stored.known.tolist() == [True] * 4 + [False]
    assert stored.missing == 1
    assert np.array_equal(stored.rows[:4], FakeEncoder().encode(TEXTS))
    assert not stored.rows[4].any()


def test_where_nothing_is_embedded_everything_is_missing() -> None:
    stored = stored_vectors(TEXTS)
    assert stored.missing == 4
    assert stored.rows.shape == (4, 0)


def test_no_texts_miss_nothing() -> None:
    assert stored_vectors([]).missing == 0


def test_of_two_precisions_the_one_that_knows_more_is_read() -> None:
    other = FakeEncoder()
    other.precision = "bf16"
    embed_texts(TEXTS[:1], other)
    embed_texts(TEXTS, FakeEncoder())
    assert stored_vectors(TEXTS).missing == 0


def test_a_damaged_cache_file_is_passed_over() -> None:
    embed_texts(TEXTS, FakeEncoder())
    for path in (vectors.settings().home / "embeddings").rglob("*.arrow"):
        path.write_bytes(b"not arrow")
    assert stored_vectors(TEXTS).missing == 4


def test_the_state_of_the_cache_changes_when_a_text_is_embedded() -> None:
    before = cache_state()
    embed_texts(TEXTS, FakeEncoder())
    assert cache_state() != before
