"""The duplicates page without a browser: what each button writes into the recipe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs import find_neighbours
from curation.recipe import DeduplicateStep, DropStep, LeakStep, Recipe, apply
from curation.recipe.session import Session
from curation.similarity import find
from curation.store import open_dataset
from tests.app.conftest import Show

Load = Callable[..., str]
CAPITALS = "WHAT IS THE TALLEST MOUNTAIN ON EARTH?"
PLAIN = "What is the tallest mountain on earth?"
TYPO = "What is the talest mountain on earth?"


def pair(prompt: str, chosen: str, rejected: str, split: str | None = None) -> dict[str, object]:
    row: dict[str, object] = {"prompt": prompt, "chosen": chosen, "rejected": rejected}
    return row if split is None else row | {"split": split}


GROUPED = [
    pair(PLAIN, "Everest, by far the tallest.", "No idea."),
    pair(CAPITALS, "Mount Everest.", "K2."),
    pair(TYPO, "Everest it is.", "The Alps."),
    pair("Name a river in France.", "The Loire.", "The Nile."),
    pair("How many legs does a spider have?", "Eight.", "Six."),
]
LOOKALIKES = [
    pair("Write a poem of 12 lines about the autumn rain in London.", "Rain.", "Sun."),
    pair("Write a poem of 14 lines about the autumn rain in London.", "Drops.", "Snow."),
]
OPPOSED = [
    pair(PLAIN, "Everest.", "K2."),
    pair(CAPITALS, "K2.", "Everest."),
    pair("Name a river.", "Rhine", "Elbe"),
    pair("Name a river.", "Elbe", "Oder"),
    pair("Name a river.", "Oder", "Rhine"),
]


@pytest.fixture
def open_on(show: Show, loaded: Load) -> Callable[..., tuple[AppTest, str]]:
    """The page on some rows whose neighbours are known, on one of its tabs."""

    def opened(
        rows: list[dict[str, object]] | str, tab: str = "Groups", method: str = "lexical", **state: object
    ) -> tuple[AppTest, str]:
        dataset = loaded(rows)
        find_neighbours(open_dataset(dataset), method=method)
        return show("duplicates", dataset, method=method, **{"duplicates-tab": tab}, **state), dataset

    return opened


def step_of(dataset: str) -> DeduplicateStep:
    return next(step for step in Session.open(dataset).recipe.steps if isinstance(step, DeduplicateStep))


def press(app: AppTest, label: str, at: int = 0) -> AppTest:
    [*found] = [button for button in app.button if button.label == label]
    found[at].click()
    app.run()
    assert not app.exception, app.exception
    return app


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def text_in(app: AppTest) -> str:
    return " ".join(
        str(element.value) for kind in ("html", "markdown", "caption", "text") for element in app.get(kind)
    )


def metric(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


def open_group(app: AppTest) -> AppTest:
    return press(app, "Open group")


def test_a_group_shows_what_differs_the_pairs_and_how_near_each_is(open_on) -> None:
    app, _ = open_on(GROUPED, keep="first")
    assert (metric(app, "Groups"), metric(app, "Prompts that go")) == ("1", "2")
    told = text_in(open_group(app))
    assert "<del>tallest</del><ins>talest</ins>" in told
    assert "duplicate of the kept one at 1.00" in told
    assert "Everest, by far the tallest." in told
    assert "The Alps." in told


def test_what_a_crowded_set_leaves_out_is_said(open_on, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "pair_limit", lambda n: 1)
    app, _ = open_on(LOOKALIKES + GROUPED)
    assert "pairs with a Jaccard below" in text_in(app)


def test_adding_makes_it_a_step_that_does_what_was_shown(open_on) -> None:
    app, dataset = open_on(GROUPED)
    going = metric(app, "Pairs that go")
    press(app, "Add to recipe")
    assert step_of(dataset).enabled
    outcome = apply(open_dataset(dataset), Session.open(dataset).recipe)
    assert f"{outcome.steps[0].removed:,}" == going == "2"
    assert [shown.value for shown in app.success] == ["This is a step of the recipe."]


def test_a_decision_before_the_step_is_added_waits_in_it_switched_off(open_on) -> None:
    app, dataset = open_on(GROUPED, keep="first")
    press(open_group(app), "Not a duplicate")
    step = step_of(dataset)
    assert not step.enabled
    assert len(step.apart) == 1
    assert metric(app, "Prompts that go") == "1"
    press(app, "Add to recipe")
    assert step_of(dataset) == step.model_copy(update={"enabled": True})


def test_a_decision_leaves_the_settings_of_a_step_in_the_recipe_alone(open_on) -> None:
    app, dataset = open_on(GROUPED)
    press(app, "Add to recipe")
    before = step_of(dataset)
    app.slider(key="threshold").set_value(0.85).run()
    press(open_group(app), "Not a duplicate")
    assert step_of(dataset).threshold == before.threshold
    assert len(step_of(dataset).apart) == 1
    press(app, "Update the step")
    assert step_of(dataset).threshold == 0.85
    assert len(step_of(dataset).apart) == 1


def test_another_prompt_can_be_kept_and_undo_takes_that_back(open_on) -> None:
    app, dataset = open_on(GROUPED, keep="first")
    press(open_group(app), "Keep this one instead")
    keys = open_dataset(dataset).prompts["key"].to_pylist()
    assert step_of(dataset).stay in {(keys[1],), (keys[2],)}
    assert "by your choice" in text_in(app)
    press(app, "Undo")
    assert Session.open(dataset).recipe.steps == ()
    assert "by your choice" not in text_in(app)


def test_all_of_a_group_can_be_kept(open_on) -> None:
    app, dataset = open_on(GROUPED)
    press(open_group(app), "Keep all")
    assert len(step_of(dataset).stay) == 3
    assert metric(app, "Prompts that go") == "0"


def test_all_but_the_kept_one_can_be_dropped_at_any_threshold(open_on) -> None:
    app, dataset = open_on(GROUPED, keep="first")
    press(open_group(app), "Drop all but kept")
    assert len(step_of(dataset).together) == 2
    app.slider(key="threshold").set_value(1.0).run()
    assert metric(app, "Prompts that go") == "2"


def test_lookalikes_are_apart_until_merged_one_by_one(open_on) -> None:
    app, dataset = open_on(LOOKALIKES, "Look-alikes", threshold=0.8)
    assert (metric(app, "Look-alikes"), metric(app, "Prompts that go")) == ("1", "0")
    assert "<ins>12</ins>" in text_in(app)
    assert "number" in text_in(app)
    press(app, "Merge these")
    assert len(step_of(dataset).together) == 1
    assert (metric(app, "Look-alikes"), metric(app, "Prompts that go")) == ("0", "1")


def test_pairs_at_the_threshold_can_be_judged_and_the_judgement_taken_back(open_on) -> None:
    app, dataset = open_on(GROUPED, "At the threshold", threshold=0.8)
    going = metric(app, "Prompts that go")
    press(app, "Not a duplicate")
    assert len(step_of(dataset).apart) == 1
    assert "you: not a duplicate" in text_in(app)
    press(app, "Take back")
    assert step_of(dataset).apart == ()
    assert metric(app, "Prompts that go") == going
    press(app, "Merge")
    assert len(step_of(dataset).together) == 1


def test_every_decision_is_listed_with_its_way_back(open_on) -> None:
    app, dataset = open_on(GROUPED)
    press(open_group(app), "Keep all")
    app.session_state["duplicates-tab"] = "Your decisions"
    app.run()
    assert text_in(app).count("stays") == 3
    press(app, "Take back")
    assert len(step_of(dataset).stay) == 2


def test_a_wanted_number_of_prompts_sets_the_threshold(open_on) -> None:
    app, _ = open_on("sample:ratings", threshold=0.9)
    at_lowest = int(
        metric(app.slider(key="threshold").set_value(0.8).run(), "Prompts that go").replace(",", "")
    )
    living = int(app.number_input(key="target").placeholder.split()[1].replace(",", ""))
    app.number_input(key="target").set_value(living - at_lowest).run()
    assert int(metric(app, "Prompts that go").replace(",", "")) == at_lowest
    assert f"leaves {living - at_lowest:,} of {living:,}, as wanted." in text_in(app)
    app.number_input(key="target").set_value(1).run()
    assert "1 is out of reach" in text_in(app)


def test_a_wanted_share_sets_the_threshold(open_on) -> None:
    app, _ = open_on("sample:ratings", **{"target-way": "share"})
    app.number_input(key="target").set_value(100).run()
    assert "is out of reach" in text_in(app) or "as wanted" in text_in(app)
    assert app.slider(key="threshold").value == 1.0


@pytest.mark.parametrize(("choice", "left"), [("Keep first", [0]), ("Keep second", [1]), ("Drop both", [])])
def test_opposite_verdicts_are_settled_by_dropping_pairs(open_on, choice: str, left: list[int]) -> None:
    app, dataset = open_on(OPPOSED, "Conflicts", method="exact")
    told = text_in(app)
    assert "two near-duplicate prompts" in told
    assert "goes as a duplicate" in told
    press(app, choice)
    recipe = Session.open(dataset).recipe
    assert isinstance(recipe.steps[0], DropStep)
    kept = apply(open_dataset(dataset), recipe).kept_ids.tolist()
    assert [row for row in kept if row < 2] == left
    press(app, "Undo")
    assert Session.open(dataset).recipe == Recipe()
    assert choice in labels(app)


def test_a_cycle_is_broken_by_dropping_one_verdict(open_on) -> None:
    app, dataset = open_on(OPPOSED, "Conflicts", method="exact", **{"conflict-kind": "cycles"})
    assert "C is better than A" in text_in(app)
    press(app, "Drop this verdict", 1)
    step = Session.open(dataset).recipe.steps[0]
    assert isinstance(step, DropStep)
    assert len(step.keys) == 1
    assert "Drop this verdict" not in labels(app)


def test_what_is_dropped_by_hand_goes_before_duplicates_are_looked_for(open_on) -> None:
    app, dataset = open_on(OPPOSED, "Conflicts", method="exact", keep="first")
    press(app, "Add to recipe")
    press(app, "Keep second")
    assert [step.kind for step in Session.open(dataset).recipe.steps] == ["drop", "deduplicate"]
    kept = apply(open_dataset(dataset), Session.open(dataset).recipe).kept_ids.tolist()
    assert 1 in kept


def test_groups_that_straddle_splits_are_repaired_by_a_step(open_on) -> None:
    rows = [
        pair(PLAIN, "Everest.", "K2.", "train"),
        pair(CAPITALS, "Mount Everest.", "Elbrus.", "test"),
        pair("Name a river in France.", "The Loire.", "The Nile.", "train"),
    ]
    app, dataset = open_on(rows, "Leaks", method="exact")
    assert "Drops 1 pair of 1 group." in text_in(app)
    press(app, "Repair: add the leak step")
    recipe = Session.open(dataset).recipe
    assert isinstance(recipe.steps[0], LeakStep)
    kept = apply(open_dataset(dataset), recipe).kept_ids.tolist()
    assert kept == [1, 2]
    assert "the recipe's leak step sees to that" in text_in(app)
    press(app, "Undo")
    assert "Repair: add the leak step" in labels(app)


def test_without_splits_nothing_can_leak(open_on) -> None:
    app, _ = open_on(GROUPED, "Leaks", method="exact")
    assert "one split" in text_in(app)


def test_the_settings_follow_the_step_of_the_recipe(show: Show, loaded: Load) -> None:
    dataset = loaded(GROUPED)
    find_neighbours(open_dataset(dataset), method="lexical")
    step = DeduplicateStep(method="lexical", threshold=0.93, keep="longest", grouping="connected")
    Session.open(dataset).change(Recipe(steps=(step,)), "made elsewhere")
    app = show("duplicates", dataset)
    assert (app.slider(key="threshold").value, app.selectbox(key="keep").value) == (0.93, "longest")
    assert [shown.value for shown in app.success] == ["This is a step of the recipe."]
    app.slider(key="threshold").set_value(0.8).run()
    press(app, "Update the step")
    press(app, "Undo")
    assert app.slider(key="threshold").value == 0.93


def test_what_is_compared_is_found_and_grouped_by_itself(show: Show, loaded: Load) -> None:
    rows = [
        pair("Name the tallest mountain.", "It is Mount Everest, on the border of Nepal.", "No."),
        pair("Which summit do climbers fear most?", "It is Mount Everest, on the border of Nepal.", "K2."),
    ]
    dataset = loaded(rows)
    for unit, groups in (("user", "0"), ("answers", "1")):
        find_neighbours(open_dataset(dataset), method="exact", unit=unit)
        app = show("duplicates", dataset, method="exact", unit=unit)
        assert metric(app, "Groups") == groups
    assert "It is Mount Everest" in text_in(app)


def test_one_row_has_no_duplicate_on_any_tab(open_on) -> None:
    for tab in ("Groups", "At the threshold", "Look-alikes", "Conflicts", "Leaks", "Your decisions"):
        app, _ = open_on(GROUPED[:1], tab)
        assert metric(app, "Groups") == "0"
        assert not app.error
        assert next(button for button in app.button if button.label == "Add to recipe").disabled


def test_without_a_model_the_page_says_what_to_do(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from curation.errors import EncoderError

    def missing(*_: object, **__: object) -> None:
        raise EncoderError("No embedding model is installed", next="Install one")

    dataset = loaded(GROUPED)
    monkeypatch.setattr("curation.similarity.shelf.resolve_model", missing)
    app = show("duplicates", dataset, method="staged")
    assert [error.value for error in app.error] == ["That did not work."]
    assert "No embedding model is installed" in text_in(app)


def test_a_staged_step_on_a_machine_without_a_model_waits(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    from curation.errors import EncoderError

    def missing(*_: object, **__: object) -> None:
        raise EncoderError("No embedding model is installed", next="Install one")

    dataset = loaded(GROUPED)
    Session.open(dataset).change(Recipe(steps=(DeduplicateStep(),)), "made elsewhere")
    monkeypatch.setattr("curation.similarity.shelf.resolve_model", missing)
    app = show("browse", dataset)
    assert not app.error
    assert any("waits" in warning.value for warning in app.warning)
