"""The contamination page: a search's findings, the step they make, and prompts that stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from curation.analysis.contamination import Rule, find_contamination, named
from curation.recipe.session import Session
from curation.store import open_dataset
from tests.app.conftest import Show

ASKED = "How many bolts of blue and of white fiber does a robe take in all, then?"


@pytest.fixture
def quiz(tmp_path: Path) -> Path:
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(orjson.dumps({"question": ASKED}) + b"\n")
    return path


@pytest.fixture
def searched(loaded: Callable[..., str], quiz: Path) -> str:
    """Three pairs, two of them with prompts that hold the question, looked through already."""
    prompts = (f"<b>So</b>: {ASKED}", "Write a poem.", f"{ASKED} Be quick.")
    dataset = loaded([{"prompt": p, "chosen": "Yes.", "rejected": "No."} for p in prompts])
    find_contamination(open_dataset(dataset), [named(str(quiz))], Rule())
    return dataset


def html(app: AppTest) -> str:
    return " ".join(str(element.value) for element in app.get("html"))


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_what_was_found_is_shown_with_the_shared_stretch_marked(show: Show, searched: str) -> None:
    app = show("contamination", searched)
    assert metrics(app) == {"Prompts found": "2", "Pairs found": "2", "Pairs that go": "2", "Pairs left": "1"}
    assert f"<mark>{ASKED.removesuffix('?')}</mark>" in html(app)
    app.button(key="hit-next").click().run()
    assert "&lt;b&gt;So&lt;/b&gt;: <mark>" in html(app) or "Be quick." in html(app)
    assert "<b>So</b>" not in html(app)


def test_dropping_makes_a_step_and_undo_takes_it_back(show: Show, searched: str) -> None:
    app = show("contamination", searched)
    app.button(key="drop-contaminated").click().run()
    (step,) = Session.open(searched).recipe.steps
    assert step.kind == "contamination"
    assert "<b>1</b> of 3" in html(app)
    app.button(key="undo").click().run()
    assert "<b>3</b> of 3" in html(app)


def test_a_prompt_let_stay_stays_before_and_after_the_step_is_made(show: Show, searched: str) -> None:
    app = show("contamination", searched)
    app.button(key="hit-stay").click().run()
    assert metrics(app)["Pairs that go"] == "1"
    app.button(key="drop-contaminated").click().run()
    assert "<b>2</b> of 3" in html(app)
    app.button(key="hit-stay").click().run()
    assert "<b>1</b> of 3" in html(app)


def test_a_step_whose_benchmark_changed_waits_and_the_app_stands(
    show: Show, searched: str, quiz: Path
) -> None:
    show("contamination", searched).button(key="drop-contaminated").click().run()
    quiz.write_bytes(orjson.dumps({"question": "Another one?"}) + b"\n")
    st.cache_resource.clear()
    app = show("contamination", searched)
    assert any("A contamination step waits" in warning.value for warning in app.warning)
    assert any("The benchmark quiz has changed" in text.value for text in app.text)
    assert "<b>3</b> of 3" in html(show("overview", searched))


def test_nothing_chosen_is_one_sentence(show: Show, loaded: Callable[..., str]) -> None:
    app = show("contamination", loaded("sample:pairs"))
    app.button(key="look").click().run()
    assert any("No benchmark is chosen" in text.value for text in app.text)
