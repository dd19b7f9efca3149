"""Another data set of the workspace beside the open one: waited for, compared with, removed, merged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.errors import DatasetError
from curation.jobs import find_neighbours
from curation.jobs.work import merge_datasets
from curation.recipe import ExcludeStep, Recipe
from curation.recipe.session import Session
from curation.store import list_datasets, open_dataset
from tests.app.conftest import Show
from tests.app.test_duplicates import GROUPED, LOOKALIKES, metric, pair, press, text_in
from ui.jobs import jobs

Load = Callable[..., str]
OTHERS = [
    pair("Name a river in Frances.", "The Seine.", "The Rhine."),
    pair("How many legs does a spider have?", "Eight legs.", "Six legs."),
    pair("What is the boiling point of water?", "100 °C.", "90 °C."),
]


def ended(app: AppTest, kind: str) -> AppTest:
    """The app after the job of that kind, which ended as it should."""
    job = next(job for name, job in jobs()._jobs.items() if name.startswith(kind))
    job.wait(60)
    assert job.state == "done", job.error
    app.run()
    assert not app.exception, app.exception
    return app


def warnings(app: AppTest) -> str:
    return " ".join(warning.value for warning in app.warning)


def with_step(dataset: str, step: ExcludeStep) -> None:
    Session.open(dataset).change(Recipe(steps=(step,)), "imported")


@pytest.fixture
def two(loaded: Load) -> tuple[str, str]:
    """Two data sets, the second of which holds two prompts of the first, one of them with a typo."""
    return loaded(GROUPED, "ours"), loaded(OTHERS, "theirs")


def test_an_imported_exclude_step_waits_until_its_search_is_done(
    show: Show, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, _ = two
    with_step(ours, ExcludeStep(dataset="theirs", method="lexical", threshold=0.8))
    searched: list[str] = []
    monkeypatch.setattr("curation.similarity.shelf.find_neighbours", lambda *_, **__: searched.append("here"))
    app = show("browse", ours)
    assert "An exclude step waits until the prompts of the two data sets are compared." in warnings(app)
    assert "<b>5</b> of 5" in text_in(app)
    press(app, "Compare with theirs")
    ended(app, "shared")
    assert searched == []
    assert "exclude" not in warnings(app)
    assert "<b>3</b> of 5" in text_in(app)


@pytest.mark.parametrize("method", ["exact", "lexical"])
def test_a_step_whose_data_set_is_gone_waits_and_the_app_stands(
    show: Show, loaded: Load, method: str
) -> None:
    ours = loaded(GROUPED, "ours")
    with_step(ours, ExcludeStep.model_validate({"dataset": "elsewhere", "method": method}))
    app = show("browse", ours)
    assert "An exclude step waits. There is no data set 'elsewhere'" in warnings(app)
    assert "<b>5</b> of 5" in text_in(app)


def test_an_exact_exclude_step_is_applied_at_once(show: Show, two: tuple[str, str]) -> None:
    ours, _ = two
    with_step(ours, ExcludeStep(dataset="theirs"))
    app = show("browse", ours)
    assert not app.warning
    assert "<b>4</b> of 5" in text_in(app)


def opened(show: Show, ours: str, method: str) -> AppTest:
    find_neighbours(open_dataset(ours), method=method)
    return show("duplicates", ours, method=method, **{"duplicates-tab": "Another data set"})


def test_what_another_data_set_holds_can_be_removed_here(show: Show, two: tuple[str, str]) -> None:
    ours, theirs = two
    app = opened(show, ours, "exact")
    assert "1 prompt of 5 with 1 pair" in text_in(app)
    assert "How many legs does a spider have?" in text_in(app)
    press(app, "Remove them here: add the exclude step")
    [step] = Session.open(ours).recipe.steps
    assert step == ExcludeStep(dataset=theirs, threshold=1.0)
    assert metric(app, "Pairs left") == "3"
    press(app, "Undo")
    assert Session.open(ours).recipe.steps == ()


def test_near_prompts_of_another_are_looked_for_beside_the_app(show: Show, two: tuple[str, str]) -> None:
    ours, _ = two
    app = opened(show, ours, "lexical")
    app.slider(key="threshold").set_value(0.8).run()
    press(app, "Compare the two")
    ended(app, "shared")
    assert "2 prompts of 5 with 2 pairs" in text_in(app)
    press(app, "Remove them here: add the exclude step")
    [step] = Session.open(ours).recipe.steps
    assert isinstance(step, ExcludeStep)
    assert (step.method, step.threshold) == ("lexical", 0.8)


def test_two_data_sets_are_merged_and_the_new_one_is_opened(show: Show, two: tuple[str, str]) -> None:
    ours, theirs = two
    app = opened(show, ours, "exact")
    press(app, "Merge both into a new data set")
    ended(app, "merge")
    merged = list_datasets()[0]
    assert merged.source.parts == (ours, theirs)
    assert app.selectbox(key="dataset").value == merged.id
    assert "<b>8</b> of 8" in text_in(app)
    assert Session.open(ours).recipe.steps == ()


def test_a_merge_that_cannot_be_says_why(show: Show, two: tuple[str, str]) -> None:
    ours, theirs = two
    whole = merge_datasets(ours, theirs).id
    app = opened(show, whole, "exact")
    app.selectbox(key="other-set").set_value(ours).run()
    press(app, "Merge both into a new data set")
    job = next(job for name, job in jobs()._jobs.items() if name.startswith("merge"))
    job.wait(60)
    app.run()
    assert isinstance(job.error, DatasetError)
    assert "both hold the pairs of" in text_in(app)


def test_without_another_data_set_there_is_nothing_to_compare_with(show: Show, loaded: Load) -> None:
    app = opened(show, loaded(LOOKALIKES, "alone"), "exact")
    assert "No other data set in the workspace yet" in text_in(app)


def test_a_merged_data_set_offers_nothing_that_needs_a_source(show: Show, two: tuple[str, str]) -> None:
    app = show("datasets", merge_datasets(*two).id)
    assert "change-mapping" not in {button.key for button in app.button}
    assert "Read as" in text_in(app)
