"""The map page: search, the map, and what is picked on it becoming a pill."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs.prompt_map import map_prompts
from curation.jobs.query_encoder import QueryEncoder
from curation.recipe import FilterStep
from curation.recipe.session import Session
from curation.similarity import resolve_model
from curation.store import open_dataset
from tests.app.conftest import Show
from tests.unit.similarity.fakes import FakeEncoder

FEW = {
    "one prompt": [{"prompt": "Why?", "chosen": "Because of the rain.", "rejected": "No."}],
    "two prompts": [
        {"prompt": "Why?", "chosen": "Because of the rain.", "rejected": "No."},
        {"prompt": "<b>Who</b>?", "chosen": "I.", "rejected": "No."},
    ],
    "five prompts": [
        {"prompt": f"Question {n}?", "chosen": f"Yes, {n}.", "rejected": "No."} for n in range(5)
    ],
    "one prompt over and over": [
        {"prompt": "Why?", "chosen": f"Because of {n}.", "rejected": "No."} for n in range(20)
    ],
    "an empty prompt": [
        {"prompt": "", "chosen": "Hm.", "rejected": "No."},
        {"prompt": "Who?", "chosen": "I", "rejected": ""},
    ],
}


class Encoder(FakeEncoder):
    """Stands in for the default model, in whose name its vectors are kept."""

    def __init__(self) -> None:
        super().__init__()
        model = resolve_model()
        self.name, self.revision = model.name, model.revision


@pytest.fixture
def mapped(loaded: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Load rows and draw their map; queries are answered without the model."""
    monkeypatch.setattr(QueryEncoder, "vector", lambda self, text: FakeEncoder().encode([text])[0])

    def load(rows: list[dict[str, object]] | str) -> str:
        dataset = loaded(rows)
        map_prompts(open_dataset(dataset), model=Encoder())
        return dataset

    return load


def chart(app: AppTest) -> list[object]:
    return list(app.get("plotly_chart"))


def button(app: AppTest, key: str) -> object:
    return next(one for one in app.button if one.key == key)


def test_without_a_map_the_page_offers_to_draw_it(show: Show, loaded: Callable[..., str]) -> None:
    app = show("map", loaded("sample:pairs"))
    assert [one.key for one in app.button if one.key == "draw-map"]
    assert not chart(app)


@pytest.mark.parametrize("kind", FEW)
def test_the_map_stands_on(kind: str, show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped(FEW[kind])
    colours = ("topic", "prompt length", "margin.chars", "kept or removed", "check: Empty prompt")
    for colour in colours:
        app = show("map", dataset, **{"map-colour": colour})
        assert len(chart(app)) == 1
        assert not app.error


def test_a_search_lists_prompts_and_makes_a_pill(show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped("sample:pairs")
    text = open_dataset(dataset).prompts["text"][3].as_py()
    app = show("map", dataset, find=text, **{"find-top": 10})
    assert any(text[:40] in str(frame.value) for frame in app.dataframe)
    app.button(key="found-in").click().run()
    (step,) = Session.open(dataset).recipe.steps
    assert isinstance(step, FilterStep)
    assert step.title.startswith("10 prompts like")
    assert len(step.where.value) == 10


def test_words_alone_are_searched_where_nothing_is_embedded(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:pairs")
    text = open_dataset(dataset).prompts["text"][3].as_py()
    app = show("map", dataset, find=text)
    assert any(one.key == "embed" for one in app.button)
    assert any("not embedded yet" in caption.value for caption in app.caption)
    assert app.dataframe


def test_meaning_without_embeddings_is_a_sentence(show: Show, loaded: Callable[..., str]) -> None:
    app = show("map", loaded("sample:pairs"), find="bread", **{"find-by": "meaning"})
    assert app.error


def test_a_query_that_finds_nothing_says_so(show: Show, mapped: Callable[..., str]) -> None:
    app = show("map", mapped("sample:pairs"), find="zzyzx", **{"find-by": "words"})
    assert any("No kept prompt" in info.value for info in app.info)


def test_what_a_lasso_holds_becomes_a_pill_and_can_be_undone(show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped("sample:pairs")
    everything = {"x": [-9, 9, 9, -9], "y": [-9, -9, 0, 0]}
    selection = {"selection": {"points": [], "point_indices": [], "box": [], "lasso": [everything]}}
    app = show("map", dataset, **{f"map-{dataset}-0": selection})
    app.button(key="picked-not in").click().run()
    session = Session.open(dataset)
    (step,) = session.recipe.steps
    assert step.title.startswith("without ")
    assert 0 < len(step.where.value) < len(open_dataset(dataset).prompts)
    session.undo()
    assert not Session.open(dataset).recipe.steps


def test_a_topic_becomes_a_pill(show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped("sample:pairs")
    chosen = {"selection": {"rows": [0], "columns": [], "cells": []}}
    app = show("map", dataset, **{f"topics-{dataset}-0": chosen})
    app.button(key="topic-in").click().run()
    assert [step.kind for step in Session.open(dataset).recipe.steps] == ["filter"]


def test_an_open_prompt_shows_its_pair_and_what_is_like_it(show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped("sample:pairs")
    app = show("map", dataset, **{"opened-prompt": 2})
    app.button(key="find-like-this").click().run()
    assert any(one.key == "unlike" for one in app.button)
    assert app.dataframe
    app.button(key="close-prompt").click().run()
    assert not [one for one in app.button if one.key == "close-prompt"]


def test_no_more_hover_text_is_sent_than_the_budget(
    show: Show, mapped: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import map as prompt_map

    rows = [{"prompt": f"<i>{n}</i> " + "long " * 99, "chosen": "a", "rejected": "b"} for n in range(6)]
    dataset = mapped(rows)
    figure = chart(show("map", dataset))[0].proto.spec
    assert "&lt;i&gt;" in figure
    assert "<i>" not in figure
    assert "long " * 20 not in figure
    monkeypatch.setattr(prompt_map, "TEXTS_UP_TO", 5)
    assert "&lt;i&gt;" not in chart(show("map", dataset))[0].proto.spec


def test_the_rings_stand_where_the_found_prompts_lie(show: Show, mapped: Callable[..., str]) -> None:
    dataset = mapped(FEW["five prompts"])
    app = show("map", dataset, find="Question 3?", **{"find-by": "words", "find-top": 10})
    assert '"name":"found"' in chart(app)[0].proto.spec.replace(" ", "")
    assert np.all([frame is not None for frame in app.dataframe])
