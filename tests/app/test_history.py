"""The history page: the recipe's steps, the builder of filters, the story, and links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from curation.errors import RecipeError
from curation.recipe import (
    All,
    Any_,
    CapStep,
    CheckStep,
    Compare,
    DropStep,
    FilterStep,
    Not,
    Recipe,
    Verdict,
)
from curation.recipe.session import Session, sessions_of
from curation.store import open_dataset
from tests.app.conftest import PAGES, REPO, Show
from ui import state
from ui.linking import written_steps

Load = Callable[..., str]
HELPFUL = FilterStep(where=Compare(field="chosen.helpfulness", op=">=", value=3))
POEM = Compare(field="prompt", op="matches", value="(?i)poem|rain")
CAP = CapStep(pairs=1)


@pytest.fixture
def dataset(loaded: Load) -> str:
    """The rated sample with a filter and a cap in its recipe."""
    found = loaded("sample:ratings")
    session = Session.open(found)
    session.change(Recipe(steps=(HELPFUL,)), "filter: helpful")
    session.change(Recipe(steps=(HELPFUL, CAP)), "cap")
    return found


def recipe_of(dataset: str) -> Recipe:
    return Session.open(dataset).recipe


def text_of(app: AppTest) -> str:
    return " ".join(str(element.value) for kind in ("html", "text", "caption") for element in app.get(kind))


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def built(app: AppTest) -> str:
    """What the keys of the builder's widgets begin with."""
    return str(app.session_state["_building"].tree.token)


def test_every_step_tells_what_it_hits_removes_and_leaves(show: Show, dataset: str) -> None:
    app = show("history", dataset)
    said = text_of(app)
    kept = int(said.split("<b>")[1].split("</b>")[0])
    assert f"· {kept} left" in said
    assert f"215 in = {kept} kept + {215 - kept} removed" in said
    frame = app.dataframe[0].value
    assert frame["left"].tolist()[-1] == kept
    assert frame["removed"].sum() == 215 - kept


def test_a_step_is_switched_moved_named_commented_and_removed_and_all_is_undone(
    show: Show, dataset: str
) -> None:
    app = show("history", dataset)
    next(toggle for toggle in app.toggle if toggle.key.startswith("on-step-0")).set_value(False).run()
    assert [step.enabled for step in recipe_of(dataset).steps] == [False, True]
    press(app, "move1-0")
    assert [step.kind for step in recipe_of(dataset).steps] == ["cap", "filter"]
    press(app, "edit-0")
    for name, given in (("name", "one a prompt"), ("note", "as DPO wants it")):
        next(box for box in app.text_input if box.key.startswith(f"{name}-step-0")).set_value(given).run()
    assert (recipe_of(dataset).steps[0].name, recipe_of(dataset).steps[0].note) == (
        "one a prompt",
        "as DPO wants it",
    )
    press(app, "delete-0")
    assert [step.kind for step in recipe_of(dataset).steps] == ["filter"]
    for _ in range(5):
        press(app, "undo")
    assert recipe_of(dataset).steps == (HELPFUL, CAP)


def test_a_nested_filter_is_built_counted_and_added(show: Show, dataset: str) -> None:
    app = press(show("history", dataset), "build")
    token = built(app)
    app.selectbox(key=f"{token}-0-how").set_value("any").run()
    press(app, f"group-{token}-0")
    app.selectbox(key=f"{token}-2-how").set_value("none").run()
    app.selectbox(key=f"{token}-3-field").set_value("prompt").run()
    app.selectbox(key=f"{token}-3-op-text").set_value("matches").run()
    app.text_input(key=f"{token}-3-value-prompt-matches").set_value("(?i)poem|rain").run()
    press(app, f"leaf-{token}-2")
    app.selectbox(key=f"{token}-4-field").set_value("tie").run()
    app.number_input(key=f"{token}-1-value-chosen.helpfulness->=").set_value(4.0).run()
    assert "would stay" in text_of(app)
    press(app, "build-add")
    tie = Compare(field="tie", op="==", value=True)
    expected = Any_(
        any=(
            Compare(field="chosen.helpfulness", op=">=", value=4),
            Not(**{"not": Any_(any=(POEM, tie))}),
        )
    )
    assert recipe_of(dataset).steps[-1] == FilterStep(where=expected)
    assert "_building" not in app.session_state


def test_a_broken_pattern_is_said_where_it_stands_and_nothing_is_added(show: Show, dataset: str) -> None:
    app = press(show("history", dataset), "build")
    token = built(app)
    app.selectbox(key=f"{token}-1-field").set_value("prompt").run()
    app.selectbox(key=f"{token}-1-op-text").set_value("matches").run()
    app.text_input(key=f"{token}-1-value-prompt-matches").set_value("(oops").run()
    assert "The pattern &#x27;(oops&#x27; is no regular expression" in text_of(app)
    press(app, "build-add")
    assert len(recipe_of(dataset).steps) == 2


def test_a_filter_opens_in_the_builder_and_is_saved_in_its_place(show: Show, dataset: str) -> None:
    app = press(show("history", dataset), "edit-0")
    token = built(app)
    app.number_input(key=f"{token}-1-value-chosen.helpfulness->=").set_value(2.0).run()
    press(app, "build-add")
    steps = recipe_of(dataset).steps
    assert steps == (FilterStep(where=Compare(field="chosen.helpfulness", op=">=", value=2)), CAP)


def test_what_is_built_survives_a_visit_to_another_page(show: Show, dataset: str) -> None:
    app = press(show("history", dataset), "build")
    token = built(app)
    app.selectbox(key=f"{token}-1-field").set_value("turns").run()
    app.number_input(key=f"{token}-1-value-turns->=").set_value(2.0).run()
    app.switch_page(str(REPO / "pages" / "browse.py")).run()
    app.switch_page(str(REPO / "pages" / "history.py")).run()
    assert not app.exception
    assert app.number_input(key=f"{token}-1-value-turns->=").value == 2


def test_a_step_changed_in_another_tab_is_not_written_over(show: Show, dataset: str) -> None:
    app = press(show("history", dataset), "edit-0")
    Session.open(dataset).change(Recipe(steps=(CAP,)), "another tab")
    press(app, "build-add")
    assert recipe_of(dataset).steps == (CAP,)


def pasted(app: AppTest, text: str) -> AppTest:
    app.text_area(key="yaml-text").set_value(text).run()
    assert not app.exception, app.exception
    return app


def test_a_pasted_recipe_with_mistakes_gets_each_with_its_line(show: Show, dataset: str) -> None:
    app = show("history", dataset, **{"yaml-panel": True})
    pasted(app, "steps:\n  - kind: cap\n    pears: 1\n  - kind: chek\n")
    said = text_of(app)
    assert "3 mistakes in the text" in said
    assert "<b>Line 3</b> steps[1].pears" in said
    assert "did you mean &#x27;pairs&#x27;" in said
    assert not [button for button in app.button if button.key == "yaml-replace"]


def test_a_recipe_from_elsewhere_says_what_it_could_not_match(show: Show, dataset: str) -> None:
    other = Recipe(
        steps=(
            FilterStep(where=Compare(field="chosen.honesty", op=">", value=1)),
            DropStep(keys=("0" * 16,)),
            CheckStep(check="tie"),
        )
    )
    app = pasted(show("history", dataset, **{"yaml-panel": True}), other.to_yaml())
    said = text_of(app)
    assert "chosen.honesty &gt; 1</b> — switched off" in said
    assert "1 of the 1 pairs that it names is not in this data set" in said
    press(app, "yaml-append")
    steps = recipe_of(dataset).steps
    assert [step.kind for step in steps] == ["filter", "cap", "filter", "drop", "check"]
    assert [step.enabled for step in steps] == [True, True, False, True, True]
    # What does not fit says so in the list too, and cannot be switched on.
    assert "Off: The data set has no field &#x27;chosen.honesty&#x27;" in text_of(app)
    assert next(toggle for toggle in app.toggle if toggle.key.startswith("on-step-2")).disabled


def story(show: Show, dataset: str) -> AppTest:
    return show("history", dataset, **{"history-tab": "Story"})


def test_the_story_tells_each_change_with_what_it_left(show: Show, dataset: str) -> None:
    session = Session.open(dataset)
    session.undo()
    session.decide_all(
        [Verdict(pair=f"{n:016x}", decision="drop") for n in range(3)], [f"event {n}" for n in range(3)]
    )
    said = text_of(story(show, dataset))
    assert "You kept only: chosen.helpfulness ≥ 3" in said
    assert "You judged 3 pairs: 3 dropped" in said
    assert "wn-told undone" in said
    assert "The data set as it was loaded" in said


def test_any_point_is_reached_and_undo_comes_back(show: Show, dataset: str) -> None:
    app = press(story(show, dataset), "go-here-1")
    assert recipe_of(dataset).steps == (HELPFUL,)
    press(app, "undo")
    assert recipe_of(dataset).steps == (HELPFUL, CAP)
    press(app, "go-here-0")
    assert recipe_of(dataset).steps == ()


def test_two_points_are_compared_side_by_side(show: Show, dataset: str) -> None:
    app = press(story(show, dataset), "compare-1")
    said = text_of(app)
    assert said.count('data-testid="wn-point"') == 2
    assert "only here" in said
    press(app, "points-close")
    assert "wn-point" not in text_of(app)


def test_a_branch_is_a_session_of_its_own(show: Show, dataset: str) -> None:
    first = Session.open(dataset).id
    app = press(story(show, dataset), "branch-1")
    assert len(sessions_of(dataset)) == 2
    branch = app.session_state[f"session-{dataset}"]
    assert branch != first
    assert Session.open(dataset, branch).recipe.steps == (HELPFUL,)
    assert Session.open(dataset, first).recipe.steps == (HELPFUL, CAP)
    app.selectbox(key="choose-session-side").set_value(first).run()
    assert app.session_state[f"session-{dataset}"] == first


def test_sessions_are_named_and_started(show: Show, dataset: str) -> None:
    app = story(show, dataset)
    session = Session.open(dataset)
    app.text_input(key=f"session-name-{session.id}").set_value("first look").run()
    assert session.name == "first look"
    press(app, "new-session")
    assert "<b>215</b> of 215" in text_of(app)
    assert len(sessions_of(dataset)) == 2


def test_undo_and_redo_say_what_they_would_do(show: Show, dataset: str) -> None:
    Session.open(dataset).change(Recipe(steps=(CAP,)), "removed: [a](http://b.c) **x**")
    app = show("overview", dataset)
    assert app.button(key="undo").help == r"Take back: removed\: \[a\]\(http\://b\.c\) \*\*x\*\*"
    press(app, "undo")
    assert str(app.button(key="redo").help).startswith("Do again: removed")
    assert app.button(key="undo").help == "Take back: cap"


def test_a_link_opens_session_and_steps_in_another_browser(show: Show, dataset: str) -> None:
    first = Session.open(dataset)
    Session.new(dataset, "newer").change(Recipe(steps=(CAP,)), "cap")
    app = linked(dataset, session=first.id, steps=written_steps(first.recipe))
    assert app.session_state[f"session-{dataset}"] == first.id
    assert app.query_params["session"] == first.id
    assert "changed since this link was made" not in text_of(app)


def test_a_link_to_steps_that_have_changed_since_offers_them(show: Show, dataset: str) -> None:
    old = written_steps(Recipe(steps=(HELPFUL,)))
    app = linked(dataset, session=Session.open(dataset).id, steps=old)
    assert "changed since this link was made" in text_of(app)
    press(app, "link-take")
    assert recipe_of(dataset).steps == (HELPFUL,)
    assert "changed since" not in text_of(app)


def test_a_link_from_another_machine_begins_a_session_with_its_steps(show: Show, dataset: str) -> None:
    app = linked(dataset, session="elsewhere", steps=written_steps(Recipe(steps=(CAP,))))
    here = app.session_state[f"session-{dataset}"]
    assert Session.open(dataset, here).recipe.steps == (CAP,)
    assert len(sessions_of(dataset)) == 2


def test_a_link_of_nonsense_opens_the_latest_session_and_says_so(show: Show, dataset: str) -> None:
    latest = Session.open(dataset).id
    app = linked(dataset, session="elsewhere", steps="nonsense")
    assert app.session_state[f"session-{dataset}"] == latest
    assert [warning.value for warning in app.warning] == [
        "The link's session is not on this machine; the latest one is shown."
    ]


def linked(dataset: str, **params: str) -> AppTest:
    """The app opened by a link."""
    st.cache_resource.clear()
    app = AppTest.from_file(str(REPO / "ui" / "router.py"), default_timeout=60)
    app.session_state["dataset"] = dataset
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def test_conditions_of_all_groups_are_kept_when_one_is_removed(show: Show, loaded: Load) -> None:
    found = loaded("sample:ratings")
    both = All(all=(HELPFUL.where, Any_(any=(POEM, Compare(field="tie", op="==", value=False)))))
    Session.open(found).change(Recipe(steps=(FilterStep(where=both),)), "filter")
    app = press(show("history", found), "edit-0")
    token = built(app)
    press(app, f"less-{token}-5")
    press(app, "build-add")
    assert recipe_of(found).steps == (FilterStep(where=All(all=(HELPFUL.where, POEM))),)


STRANGE = FilterStep(where=Compare(field="chosen.elegance", op=">=", value=3))


@pytest.mark.parametrize("page", PAGES)
def test_a_step_that_does_not_fit_keeps_no_page_from_opening(page: str, show: Show, dataset: str) -> None:
    Session.open(dataset).change(Recipe(steps=(STRANGE, HELPFUL)), "from elsewhere")
    app = show(page, dataset)
    assert not app.error
    assert any("A step does not fit this data set" in html.proto.body for html in app.get("html"))
    assert any("chosen.elegance" in text.value for text in app.sidebar.text)


def test_a_step_that_does_not_fit_is_left_out_told_and_switched_off(show: Show, dataset: str) -> None:
    Session.open(dataset).change(Recipe(steps=(STRANGE, CheckStep(check="nonsense"), CAP)), "from elsewhere")
    app = show("history", dataset)
    assert "Left out, for it does not fit: " in text_of(app)
    assert app.dataframe[0].value["step"].str.endswith("(does not fit)").sum() == 2
    press(press(app, "unfit-off-0"), "unfit-off-0")
    assert [step.enabled for step in recipe_of(dataset).steps] == [False, False, True]
    assert "does not fit this data set" not in text_of(app)
    press(app, "undo")
    assert [step.enabled for step in recipe_of(dataset).steps] == [False, True, True]


def test_a_step_found_not_to_fit_only_as_it_runs_is_left_out_too(
    show: Show, dataset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from curation.recipe import removal

    def run(data: object, step: FilterStep) -> object:
        if step == STRANGE:
            raise RecipeError("The filter cannot be run", why="out of memory")
        return filtered(data, step)

    filtered = removal.filtered
    monkeypatch.setattr(removal, "filtered", run)
    monkeypatch.setattr(state, "check_step", lambda data, step: None)
    Session.open(dataset).change(Recipe(steps=(STRANGE, HELPFUL)), "from elsewhere")
    assert "out of memory" in " ".join(text.value for text in show("review", dataset).sidebar.text)


@pytest.mark.parametrize(("where", "removes"), [("side", "drop-2"), ("page", "delete-2")])
def test_setting_verdicts_aside_says_first_whose_they_are_and_undo_brings_them_back(
    where: str, removes: str, show: Show, dataset: str
) -> None:
    pairs = open_dataset(dataset).pairs["key"].to_pylist()
    for who, keys in (("Ana", pairs[:3]), ("Ben", pairs[2:4])):
        for pair in keys:
            Session.open(dataset, who=who).decide(Verdict(pair=pair, decision="drop"))
    before = recipe_of(dataset)
    app = press(show("history", dataset), removes)
    asked = "This sets aside 5 verdicts of 2 reviewers. Undo brings them back."
    assert asked in [text.value for text in app.text]
    assert recipe_of(dataset) == before
    press(app, f"set-aside-no-{where}")
    assert asked not in [text.value for text in app.text]
    press(press(app, removes), f"set-aside-yes-{where}")
    assert recipe_of(dataset).steps == (HELPFUL, CAP)
    press(app, "undo")
    assert recipe_of(dataset) == before
