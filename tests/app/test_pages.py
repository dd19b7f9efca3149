"""Every page stands on every kind of data set."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs import find_neighbours
from curation.recipe import CapStep, Compare, DeduplicateStep, FilterStep, Recipe
from curation.recipe.session import Session
from curation.store import open_dataset
from tests.app.conftest import PAGES, Show

SETS: dict[str, list[dict[str, object]] | str] = {
    "the rated sample": "sample:ratings",
    "the paired sample": "sample:pairs",
    "labels alone": [
        {"prompt": f"Question {n}?", "completion": f"Answer {n}.", "label": n % 3 == 0} for n in range(30)
    ],
    "no numbers but lengths": [
        {"prompt": f"Question {n}?", "chosen": f"Yes, {n}.", "rejected": "No."} for n in range(12)
    ],
    "one row": [{"prompt": "Why?", "chosen": "Because of the rain.", "rejected": "No."}],
    "empty texts": [
        {"prompt": "Why?", "chosen": "", "rejected": ""},
        {"prompt": "Who?", "chosen": "I", "rejected": ""},
    ],
    "ties alone": [
        {"prompt": f"Question {n}?", "response": f"Answer {side}.", "helpfulness": 2, "correctness": 3}
        for n in range(5)
        for side in "ab"
    ],
}


def test_every_page_has_an_empty_state(show: Show) -> None:
    for page in PAGES:
        app = show(page)
        assert any(button.label == "Open sample: Rated answers" for button in app.button)


@pytest.mark.parametrize("kind", SETS)
def test_every_page_stands_on(kind: str, show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(SETS[kind])
    find_neighbours(open_dataset(dataset), method="exact")
    for page in PAGES:
        app = show(page, dataset, method="exact")
        assert app.title[0].value.lower() == page
        assert not _complaints(app)


@pytest.mark.parametrize("kind", SETS)
def test_the_other_tabs_stand_on(kind: str, show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(SETS[kind])
    find_neighbours(open_dataset(dataset), method="exact")
    tabs = {
        "overview": (
            "overview-tab",
            ("Any field", "Two fields", "Means and correlations", "Splits and sources"),
        ),
        "datasets": ("dataset-tab", ("Quarantine (0)", "Workspace")),
        "history": ("history-tab", ("Recipe", "Story")),
        "duplicates": (
            "duplicates-tab",
            ("Look-alikes", "At the threshold", "Conflicts", "Leaks", "Your decisions"),
        ),
    }
    for page, (key, titles) in tabs.items():
        for title in titles:
            assert not _complaints(show(page, dataset, **{key: title, "method": "exact"}))


@pytest.mark.parametrize("page", PAGES)
def test_where_every_pair_is_filtered_away_the_way_back_is_there(
    page: str, show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    nothing = FilterStep(where=Compare(field="chosen.helpfulness", op=">", value=4))
    Session.open(dataset).change(Recipe(steps=(nothing,)), "nothing")
    app = show(page, dataset)
    # These speak of the whole set or of the steps themselves, whatever the recipe removes.
    whole = page in {"datasets", "quality", "history"}
    assert whole or any(button.label == "Undo the last step" for button in app.button)


@pytest.mark.parametrize("format", ["trl-dpo", "trl-reward", "trl-kto", "jsonl", "parquet", "csv", "source"])
@pytest.mark.parametrize("kind", ["the rated sample", "labels alone", "ties alone"])
def test_the_export_page_previews_or_says_why_not(
    format: str, kind: str, show: Show, loaded: Callable[..., str]
) -> None:
    app = show("export", loaded(SETS[kind]), format=format)
    assert app.metric or app.error


def test_steps_made_elsewhere_show_as_pills(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    Session.open(dataset).change(Recipe(steps=(CapStep(pairs=1),)), "cap")
    assert "at most 1 a prompt" in _html(show("overview", dataset))


def _complaints(app: AppTest) -> list[str]:
    return [element.value for element in app.error]


def _html(app: AppTest) -> str:
    return " ".join(str(element.value) for element in app.get("html"))


def test_neighbours_found_later_are_seen_by_every_tab(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    before = show("duplicates", dataset, method="exact")
    assert [button.key for button in before.button if button.key == "find"]
    find_neighbours(open_dataset(dataset), method="exact")
    for app in (before.run(), show("duplicates", dataset, method="exact")):
        assert "Groups" in [metric.label for metric in app.metric]


def test_a_changed_duplicates_step_stays_where_it_stood(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    find_neighbours(open_dataset(dataset), method="exact")
    filtered = FilterStep(where=Compare(field="chosen.helpfulness", op=">=", value=3))
    first = DeduplicateStep(method="exact", threshold=1.0, keep="first")
    Session.open(dataset).change(Recipe(steps=(first, filtered)), "both")
    app = show("duplicates", dataset)
    app.selectbox(key="keep").set_value("longest").run()
    app.button(key="deduplicate").click().run()
    steps = Session.open(dataset).recipe.steps
    assert [step.kind for step in steps] == ["deduplicate", "filter"]
    left = next(metric.value for metric in app.metric if metric.label == "Pairs left")
    assert f"<b>{left}</b> of 215" in _html(app)
