"""Filters and brushes: an event becomes a step of the recipe, a bad one a sentence."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from curation.recipe import FilterStep
from curation.recipe.session import Session
from tests.app.conftest import Show

BRUSH = {
    "selection": {"points": [], "point_indices": [], "lasso": [], "box": [{"x": [2.6, 4.4], "y": [0, 9]}]}
}


def _pills(dataset: str) -> list[str]:
    return [step.title for step in Session.open(dataset).recipe.steps]


def test_a_brush_adds_a_filter_once(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = show("overview", dataset, **{"side-helpfulness-0": BRUSH})
    assert _pills(dataset) == ["chosen.helpfulness between 3 and 4, ties aside"]
    app.run()
    assert len(_pills(dataset)) == 1


def test_a_brush_between_two_bars_adds_nothing(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    box = [{"x": [1.2, 1.8], "y": [0, 9]}]
    show("overview", dataset, **{"side-helpfulness-0": {"selection": BRUSH["selection"] | {"box": box}}})
    assert _pills(dataset) == []


def _added(app: AppTest, field: str, op: str, value: object) -> AppTest:
    app.selectbox(key="filter-field").set_value(field).run()
    kind = "text" if isinstance(value, str) else "number"
    app.selectbox(key=f"filter-op-{kind}").set_value(op).run()
    boxes = app.text_input if kind == "text" else app.number_input
    boxes(key=f"filter-value-{field}-{op}").set_value(value).run()
    app.button(key="filter-add").click().run()
    assert not app.exception
    return app


def test_a_filter_added_in_the_sidebar_is_a_step(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    _added(show("overview", dataset), "chosen.helpfulness", ">=", 3.0)
    assert _pills(dataset) == ["chosen.helpfulness ≥ 3"]
    assert isinstance(Session.open(dataset).recipe.steps[0], FilterStep)


def test_a_broken_regular_expression_gets_a_sentence(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = _added(show("overview", dataset), "prompt", "matches", "(oops")
    assert _pills(dataset) == []
    assert any("(oops" in element.value for element in app.sidebar.text)


def test_a_filter_without_a_value_gets_a_sentence(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    app = _added(show("overview", dataset), "prompt", "contains", "")
    assert _pills(dataset) == []
    assert [element.value for element in app.sidebar.text] == ["Give a value first."]


def test_two_tabs_undo_the_same_history(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    first, second = show("overview", dataset), show("browse", dataset)
    _added(first, "chosen.helpfulness", ">=", 3.0)
    second.run()
    second.button(key="undo").click().run()
    assert _pills(dataset) == []
    second.button(key="redo").click().run()
    assert len(_pills(dataset)) == 1


def test_a_data_set_that_vanished_leaves_the_app_standing(show: Show, loaded: Callable[..., str]) -> None:
    loaded("sample:ratings")
    assert show("overview", "gone-00000000").metric
