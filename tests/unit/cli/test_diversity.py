"""``diversity``: what it prints with and without embeddings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from curation.analysis.diversity import prompts
from curation.similarity.vectors import StoredVectors
from tests.unit.cli.conftest import Cli
from tests.unit.similarity.fakes import FakeEncoder


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(texts: Sequence[str], model: str | None = None) -> StoredVectors:
        return StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))

    monkeypatch.setattr(prompts, "stored_vectors", known)


@pytest.fixture
def loaded(cli: Cli, jsonl: Callable[..., Path]) -> str:
    asks = ["What is a cat?", "Write 50 words about the sea.", "Name a river.", "Why is the sky blue?"]
    rows = [{"prompt": ask, "chosen": "Yes.", "rejected": "No."} for ask in asks]
    name: str = cli("load", jsonl(rows), "--json").json["dataset"]
    return name


def test_without_embeddings_it_tells_what_it_can_and_asks_for_the_rest(cli: Cli, loaded: str) -> None:
    told = cli("diversity", loaded, "--json").json
    assert (told["prompts"], told["meaning"], told["constrained"]["count"]) == (4, None, 1)
    assert "embed" in told["unmet"]
    ran = cli("diversity", loaded)
    assert ran.code == 0
    assert "a number of words" in ran.out
    assert f"python -m curation embed {loaded}" in ran.err


@pytest.mark.usefixtures("embedded")
def test_with_embeddings_it_tells_all_and_a_subset_that_covers(cli: Cli, loaded: str) -> None:
    told = cli("diversity", loaded, "--sample", 3, "--subset", 2, "--json").json
    assert [score["size"] for score in told["meaning"]["vendi"]] == [1, 3]
    assert told["coverage"]["stops"][-1]["size"] == 2
    ran = cli("diversity", loaded, "--subset", 2, "--method", "facility_location")
    assert "Effective topics, order 2" in ran.out
    assert "facility location against 5 random subsets" in ran.out


def test_a_subset_without_embeddings_is_one_sentence(cli: Cli, loaded: str) -> None:
    assert "4 of 4 prompts are not embedded" in cli("diversity", loaded, "--subset", 2).complaint
