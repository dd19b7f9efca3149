"""The compare page: two sides, what differs in words and figures, and the rows behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.analysis.comparison import compare_splits
from curation.analysis.comparison.parts import Part
from curation.recipe import Compare, FilterStep, Recipe
from curation.recipe.session import Session
from curation.store import open_dataset
from tests.app.conftest import Show
from ui.compare.effects import effects_of
from ui.compare.table import rows_behind

SPLITS = [
    {
        "prompt": f"Question {n}?",
        "chosen": "Yes. " * (n % 5 + (9 if n % 2 else 2)),
        "rejected": f"No {n}.",
        "split": "train" if n % 2 else "test",
    }
    for n in range(80)
]


def texts(app: AppTest) -> str:
    return " ".join(str(element.value) for element in [*app.get("html"), *app.info])


def filtered(dataset: str, field: str, least: float) -> None:
    keep = FilterStep(where=Compare(field=field, op=">=", value=least))
    Session.open(dataset).change(Recipe(steps=(keep,)), "keep")


def test_before_and_after_the_recipe_is_told_in_sentences(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    filtered(dataset, "margin.helpfulness", 1)
    app = show("compare", dataset)
    told = texts(app)
    assert "After the recipe there are" in told
    assert "fewer pairs" in told
    assert "Ties fall from" in told
    assert "to 0 %" in told
    table = app.dataframe[0].value
    assert list(table["in sd"].abs()) == sorted(table["in sd"].abs(), reverse=True)
    verdicts = {word for words in table["verdict"] for word in words}
    assert any("higher" in word for word in verdicts)
    assert "no clear difference" in verdicts
    assert len(app.get("plotly_chart")) == 1


def test_a_recipe_that_removes_nothing_is_said_kindly(show: Show, loaded: Callable[..., str]) -> None:
    app = show("compare", loaded("sample:pairs"))
    assert "removes nothing yet" in texts(app) or app.dataframe


def test_two_splits_stand_side_by_side(show: Show, loaded: Callable[..., str]) -> None:
    app = show("compare", loaded(SPLITS), **{"compare-kind": "Two splits"})
    assert [box.label for box in app.selectbox if box.label in {"Left", "Right"}] == ["Left", "Right"]
    assert "words longer" in texts(app) or "words shorter" in texts(app)


def test_the_same_split_twice_is_refused(show: Show, loaded: Callable[..., str]) -> None:
    app = show("compare", loaded(SPLITS), **{"compare-kind": "Two splits"})
    left = next(box for box in app.selectbox if box.label == "Left")
    right = next(box for box in app.selectbox if box.label == "Right")
    right.set_value(left.value).run()
    assert "same split" in texts(app)


def test_one_set_alone_cannot_be_compared_with_another(show: Show, loaded: Callable[..., str]) -> None:
    app = show("compare", loaded("sample:pairs"), **{"compare-kind": "Two data sets"})
    assert "only data set" in texts(app)


def test_two_revisions_show_their_rows(show: Show, loaded: Callable[..., str]) -> None:
    first = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no"} for n in range(6)]
    loaded(first)
    new = loaded([*first[1:], {"prompt": "<b>new</b>", "chosen": "yes", "rejected": "no"}])
    app = show("compare", new, **{"compare-kind": "Two data sets", "compare-rows": True})
    told = texts(app)
    assert "1 added" in told
    assert "1 removed" in told
    assert "&lt;b&gt;new" in told
    assert "<b>new" not in told


@pytest.mark.parametrize("kind", ["same", "added", "removed"])
def test_all_rows_of_a_kind_open_in_the_set_they_stand_in(
    kind: str, show: Show, loaded: Callable[..., str]
) -> None:
    rows = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no"} for n in range(12)]
    old, new = loaded(rows), loaded([*rows[8:], {"prompt": "new", "chosen": "yes", "rejected": "no"}])
    state = {"compare-kind": "Two data sets", "compare-rows": True, "compare-rows-kind": kind}
    app = show("compare", new, **state)
    count = {"same": 4, "added": 1, "removed": 8}[kind]
    button = app.button(key="compare-rows-kind-show")
    assert button.label.startswith(f"Show {count} pair")
    button.click().run()
    assert not app.exception
    whose, selection = app.session_state["_shown"]
    assert whose == (old if kind == "removed" else new) == app.session_state["dataset"]
    assert len(selection.pairs) == count
    assert app.title[0].value == "Browse"


def test_every_share_opens_the_rows_it_counts_on_either_side(loaded: Callable[..., str]) -> None:
    dataset = open_dataset(loaded(SPLITS))
    found = compare_splits(dataset, "train", "test")
    parts = [Part(name, dataset, dataset.in_split(name)) for name in ("train", "test")]
    effects = {one.name: one for one in effects_of(found)}
    hit = [one for one in found.shares if one.first.count or one.second.count]
    assert hit
    for one in hit:
        for part, share in zip(parts, (one.first, one.second), strict=True):
            assert len(rows_behind(effects[one.name], part).pairs or ()) == share.count


def test_a_measures_row_opens_its_distribution(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    filtered(dataset, "chosen.helpfulness", 3)
    app = show("compare", dataset, **{"compare-measure": "margin.words"})
    chosen = next(box for box in app.selectbox if box.key == "compare-measure")
    assert chosen.value == "margin.words"
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [{"prompt": f"Ask {n}?", "completion": f"Say {n}.", "label": n % 3 == 0} for n in range(30)],
        [{"prompt": "Why?", "chosen": "Because of the rain.", "rejected": "No."}],
        [{"prompt": "Why?", "chosen": "", "rejected": ""}],
    ],
    ids=["labels alone", "one pair", "empty answers"],
)
def test_small_and_unpaired_sets_compare_with_a_large_one(
    rows: list[dict[str, object]], show: Show, loaded: Callable[..., str]
) -> None:
    loaded("sample:ratings")
    app = show("compare", loaded(rows, "odd"), **{"compare-kind": "Two data sets"})
    assert not app.error
    assert "wn-said" in texts(app)
