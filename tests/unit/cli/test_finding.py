"""find and topics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from curation.jobs import opened, prompt_map
from curation.similarity.vectors import StoredVectors
from tests.unit.cli.conftest import Cli
from tests.unit.similarity.fakes import FakeEncoder


@pytest.fixture
def name(cli: Cli) -> str:
    return str(cli("load", "sample:pairs", "--json").json["dataset"])


def test_find_by_words_gives_prompts_that_hold_them(cli: Cli, name: str) -> None:
    text = opened(name).prompts["text"][0].as_py()
    told = cli("find", name, text, "--by", "words", "--top", 3, "--json").json
    assert {"query", "like", "by", "missing", "hits", "seconds"} == told.keys()
    assert told["hits"][0]["text"] == text
    assert told["hits"][0]["words"] > 0
    assert len(told["hits"]) <= 3


def test_find_like_a_prompt_leaves_it_out(cli: Cli, name: str) -> None:
    key = opened(name).prompts["key"][0].as_py()
    told = cli("find", name, "--like", key, "--by", "words", "--json").json
    assert key not in [hit["key"] for hit in told["hits"]]


def test_find_says_what_is_not_embedded(cli: Cli, name: str) -> None:
    ran = cli("find", name, "how")
    assert ran.code == 0
    assert "are not embedded" in ran.err


def test_find_by_meaning_without_embeddings_says_how_to_get_them(cli: Cli, name: str) -> None:
    assert f"curation embed {name}" in cli("find", name, "how", "--by", "meaning").complaint


@pytest.mark.parametrize("arguments", [(), ("how", "--like", "00"), ("--like", "00")])
def test_find_wants_one_thing_to_look_for(cli: Cli, name: str, arguments: tuple[str, ...]) -> None:
    assert cli("find", name, *arguments).complaint


def test_topics_count_every_prompt_and_write_their_places(
    cli: Cli, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = opened(name).prompts["text"].to_pylist()
    known = StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))
    monkeypatch.setattr(prompt_map, "stored_vectors", lambda texts, model: known)
    out = tmp_path / "places.jsonl"
    told = cli("topics", name, "--out", out, "--json").json
    assert told["drawn"] == told["prompts"] == sum(topic["size"] for topic in told["topics"])
    assert len(out.read_bytes().splitlines()) == told["drawn"]
    assert orjson.loads(out.read_bytes().splitlines()[0]).keys() == {"key", "x", "y", "topic"}


def test_topics_never_overwrite_the_source(cli: Cli, tmp_path: Path, pairs_file: Path) -> None:
    loaded = cli("load", pairs_file, "--json").json["dataset"]
    assert "source" in cli("topics", loaded, "--out", pairs_file).complaint
