"""The Hub's panel: what it asks and when, what it shows of strangers' text, what it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs import Job
from tests.app.conftest import Show
from tests.unit.sources.hub_stand_in import COMMIT, FILES, StandIn
from ui import hub_panel
from ui.jobs import Desktop

Started = list[dict[str, Any]]


@pytest.fixture
def server(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn("owner/set", dict(FILES), {"license": "mit"}).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The orders of the jobs that would have been started."""
    orders: Started = []

    def start(_: Desktop, name: str, title: str, order: dict[str, Any]) -> Job:
        orders.append(order)
        return Job(title, order)

    monkeypatch.setattr(Desktop, "start", start)
    return orders


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for kind in ("html", "text", "caption") for element in app.get(kind))


def named(app: AppTest, repo: str, button: str) -> AppTest:
    app.text_input(key=hub_panel.REPO).set_value(repo)
    app.button(key=button).click().run()
    assert not app.exception
    return app


def test_drawing_the_page_asks_nobody(show: Show, server: StandIn) -> None:
    app = show("datasets")
    app.text_input(key="hub-narrow").set_value("people").run()
    assert server.asked == []
    assert "Load, Look inside and Search ask the Hub" in texts(app)


def test_a_well_known_set_is_loaded_with_one_click(show: Show, server: StandIn, started: Started) -> None:
    app = show("datasets")
    assert "strong model vs weak model" in texts(app)
    app.button(key="hub-load-HuggingFaceH4/ultrafeedback_binarized-None").click().run()
    assert started == [
        {"work": "load", "spec": "HuggingFaceH4/ultrafeedback_binarized", "split": "train_prefs"}
    ]
    assert server.asked == []


def test_a_named_set_is_loaded(show: Show, server: StandIn, started: Started) -> None:
    app = show("datasets")
    app.text_input(key=hub_panel.REVISION).set_value("v1")
    named(app, " owner/set ", "hub-load")
    assert started == [{"work": "load", "spec": "owner/set", "revision": "v1"}]


def test_config_and_split_are_chosen_before_anything_is_fetched(
    show: Show, server: StandIn, started: Started
) -> None:
    app = named(show("datasets"), "owner/set", "hub-look")
    assert f"owner/set at commit {COMMIT[:12]}" in texts(app)
    assert "Licence: mit" in texts(app)
    config = app.selectbox(key=f"hub-config-{COMMIT}")
    assert config.options == ["Default · 2 files, 1 kB", "preference · 1 file, 1 kB"]
    split = app.selectbox(key=f"hub-split-{COMMIT}-None")
    assert split.options == [
        "Everything · 2 files, 1 kB",
        "train · 1 file, 1 kB",
        "validation · 1 file, 1 kB",
    ]
    split.select_index(2).run()
    app.button(key="hub-load-part").click().run()
    assert started == [{"work": "load", "spec": "owner/set", "split": "validation", "revision": COMMIT}]
    assert server.paths("/resolve/") == []


def test_a_search_shows_strangers_text_escaped_and_leads_inside(show: Show, server: StandIn) -> None:
    server.others = [{"id": "owner/set", "description": "<img src=x>", "tags": ["license:<b>mit"]}]
    app = show("datasets")
    app.text_input(key=hub_panel.WORDS).set_value("owner")
    app.button(key="hub-search").click().run()
    assert "&lt;img src=x&gt;" in texts(app)
    assert "<img" not in texts(app)
    app.button(key="hub-hit-owner/set").click().run()
    assert not app.exception
    assert app.text_input(key=hub_panel.REPO).value == "owner/set"
    assert f"owner/set at commit {COMMIT[:12]}" in texts(app)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda app: named(app, "owner/nothing", "hub-look"), "no data set 'owner/nothing'"),
        (lambda app: named(app, "nonsense", "hub-look"), "no name of a Hub data set"),
    ],
)
def test_what_cannot_be_looked_at_is_one_sentence(
    show: Show, server: StandIn, act: Callable[[AppTest], AppTest], sentence: str
) -> None:
    app = act(show("datasets"))
    assert [element.value for element in app.error] == ["That did not work."]
    assert sentence in texts(app)


def test_a_search_that_finds_nothing_or_fails_says_so(show: Show, server: StandIn) -> None:
    app = show("datasets")
    app.text_input(key=hub_panel.WORDS).set_value("x")
    app.button(key="hub-search").click().run()
    assert "The Hub finds no data set by these words." in texts(app)
    server.refuse, server.refuse_headers = (429, ""), {"Retry-After": "5"}
    app.button(key="hub-search").click().run()
    assert "Try again in 5 seconds" in texts(app)
