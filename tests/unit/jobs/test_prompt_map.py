"""The map as a piece of work, and search over one data set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from curation.errors import DatasetError, EncoderError
from curation.jobs import load, opened, query_encoder, searching
from curation.jobs.prompt_map import known_map, lines, map_prompts
from curation.jobs.query_encoder import QueryEncoder
from curation.jobs.searching import Finder
from curation.similarity.cache import embed_texts
from curation.similarity.vectors import stored_vectors
from curation.store import Dataset
from tests.unit.similarity.fakes import FakeEncoder


@pytest.fixture
def dataset(winnow_home: Path) -> Dataset:
    return opened(load("sample:pairs").id)


@pytest.fixture
def embedded(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    embed_texts(dataset.prompts["text"].to_pylist(), FakeEncoder())
    monkeypatch.setattr(
        searching, "stored_vectors", lambda texts, model: stored_vectors(texts, FakeEncoder())
    )
    return dataset


def encode(text: str) -> np.ndarray:
    return FakeEncoder().encode([text])[0]


def unasked(text: str) -> np.ndarray:
    raise AssertionError("the model was asked")


def test_a_map_is_drawn_once_and_found_from_then_on(dataset: Dataset) -> None:
    assert known_map(dataset, model=FakeEncoder()) is None
    stages: list[str] = []
    drawn = map_prompts(dataset, model=FakeEncoder(), progress=lambda stage, *_: stages.append(stage))
    assert list(dict.fromkeys(stages)) == [
        "loading the model",
        "embedding",
        "comparing",
        "laying out",
        "naming topics",
    ]
    known = known_map(dataset, model=FakeEncoder())
    assert known is not None
    assert np.array_equal(known.x, drawn.x)
    again = FakeEncoder()
    map_prompts(dataset, model=again)
    assert again.seen == []


def test_the_maps_lines_name_every_prompt_by_its_key(dataset: Dataset) -> None:
    drawn = map_prompts(dataset, model=FakeEncoder())
    told = [orjson.loads(line) for line in lines(dataset, drawn)]
    assert [line["key"] for line in told] == dataset.prompts["key"].to_pylist()
    assert {"key", "x", "y", "topic"} == told[0].keys()


def test_a_data_set_without_prompts_has_no_map(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "prompts", dataset.prompts.slice(0, 0))
    with pytest.raises(DatasetError, match="no prompt"):
        map_prompts(dataset, model=FakeEncoder())


def test_a_prompt_of_the_set_is_found_by_its_own_text_first(embedded: Dataset) -> None:
    text = embedded.prompts["text"][5].as_py()
    best = Finder.of(embedded).like_text(text, encode)[0]
    assert embedded.prompts["text"][best.prompt].as_py() == text
    assert best.cosine == pytest.approx(1, abs=1e-5)


def test_prompts_like_a_prompt_leave_itself_out_and_load_no_model(embedded: Dataset) -> None:
    found = Finder.of(embedded).like_prompt(5, top=len(embedded.prompts))
    assert found
    assert 5 not in [hit.prompt for hit in found]


def test_without_embeddings_both_makes_do_with_words(dataset: Dataset) -> None:
    finder = Finder.of(dataset)
    text = dataset.prompts["text"][0].as_py()
    found = finder.like_text(text, unasked)
    assert found[0].words is not None
    assert found[0].cosine is None
    assert finder.stored.missing == len(dataset.prompts)
    for ask in (
        lambda: finder.like_text(text, unasked, by="meaning"),
        lambda: finder.like_prompt(0, by="meaning"),
    ):
        with pytest.raises(EncoderError, match="embed"):
            ask()


def test_an_empty_query_finds_nothing_and_asks_no_model(embedded: Dataset) -> None:
    assert Finder.of(embedded).like_text("  \n", unasked) == ()


def test_an_unknown_model_is_one_sentence_from_the_process_that_would_hold_it(winnow_home: Path) -> None:
    encoder = QueryEncoder("/no/such/model")
    try:
        with pytest.raises(EncoderError, match="No model folder at /no/such/model"):
            encoder.vector("hello")
        assert encoder.warm
    finally:
        encoder.close()
    assert not encoder.warm


def test_a_process_that_ended_is_started_again(winnow_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_encoder.sys, "executable", "/bin/true")
    encoder = QueryEncoder()
    with pytest.raises(EncoderError, match="without an answer"):
        encoder.vector("hello")
    encoder.close()
