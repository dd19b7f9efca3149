"""The overview's charts: what is picked on one becomes a pill that keeps exactly the rows it counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from curation.analysis.distributions import by_side, histogram_of, joint
from curation.analysis.distributions.scales import Axis
from curation.recipe import apply
from curation.recipe.session import Session
from curation.store import open_dataset
from tests.app.conftest import Show
from ui.distributions.picking import cells_in
from ui.download import as_csv

EMPTY = {"points": [], "point_indices": [], "lasso": [], "box": []}
SIGNS = [
    {
        "prompt": f"Question {n}?",
        "chosen": "Yes. " * (n % 7 + 1),
        "rejected": "No. " * (n % 3 + 1),
        "=kind": ["<b>red</b>", "=1+1", "blue"][n % 3],
        "colour": ["warm", "cold"][n % 2],
    }
    for n in range(60)
]


def brush(x: tuple[float, float]) -> dict[str, object]:
    return {"selection": EMPTY | {"box": [{"x": list(x), "y": [0, 9]}]}}


def click(x: float, y: float) -> dict[str, object]:
    return {"selection": EMPTY | {"points": [{"x": x, "y": y, "curve_number": 1, "point_index": 0}]}}


def kept(dataset: str) -> int:
    return apply(open_dataset(dataset), Session.open(dataset).recipe).pairs_kept


def pills(dataset: str) -> list[str]:
    return [step.title for step in Session.open(dataset).recipe.steps]


@pytest.mark.parametrize("name", ["helpfulness", "words"])
def test_a_brush_keeps_as_many_pairs_as_its_bars_count(
    name: str, show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    found = by_side(open_dataset(dataset), name)
    first, last = len(found.axis) // 3, len(found.axis) - 1
    ends = (float(found.centres[first]) - 0.01, float(found.centres[last]) + 0.01)
    show("overview", dataset, **{f"side-{name}-0": brush(ends)})
    assert kept(dataset) == found.series["chosen"][first:].sum() > 0


@pytest.mark.parametrize("side", ["chosen", "rejected"])
def test_a_short_drag_on_a_bar_keeps_what_it_counts_of_the_side_asked_for(
    side: str, show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    found = by_side(open_dataset(dataset), "chars")
    at = int(np.argmax(found.series[side]))
    ends = (float(found.centres[at]) - 0.1, float(found.centres[at]) + 0.1)
    state = {"overview-tab": "Any field", "one-field": "chars", "one-brush": side}
    show("overview", dataset, **state, **{"one-chars-True-0": brush(ends)})
    assert kept(dataset) == found.series[side][at]
    assert pills(dataset)[0].startswith(f"{side}.chars")


def test_a_bar_of_one_split_keeps_that_split_alone(show: Show, loaded: Callable[..., str]) -> None:
    rows = [
        row | {"split": "test" if at % 4 == 0 else "train"}
        for at, row in enumerate([{k: r[k] for k in ("prompt", "chosen", "rejected")} for r in SIGNS])
    ]
    dataset = loaded(rows)
    opened = open_dataset(dataset)
    found = histogram_of(opened, "margin.words", opened.in_split("test"))
    at = int(np.argmax(found.series["pairs"]))
    state = {"overview-split": "test", "overview-view": "Margins"}
    middle = float(found.centres[at])
    show("overview", dataset, **state, **{"margin-words-0": brush((middle - 0.1, middle + 0.1))})
    assert kept(dataset) == found.series["pairs"][at] > 0
    assert pills(dataset)[0].endswith("split is “test”")


def test_a_margin_brushed_under_any_field_keeps_its_bars_with_their_ties(
    show: Show, loaded: Callable[..., str]
) -> None:
    dataset = loaded("sample:ratings")
    found = histogram_of(open_dataset(dataset), "margin.helpfulness")
    zero = found.centres.tolist().index(0)
    state = {"overview-tab": "Any field", "one-field": "helpfulness", "one-view-sides": "Margin"}
    show("overview", dataset, **state, **{"one-margin.helpfulness-False-0": brush((-0.2, 0.2))})
    assert kept(dataset) == found.series["pairs"][zero]
    assert pills(dataset) == ["margin.helpfulness is 0"]


@pytest.mark.parametrize("view", ["Chosen against rejected", "Margin", "Cumulative", "By group"])
def test_every_view_of_any_field_stands(view: str, show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded([{k: v for k, v in row.items() if k != "=kind"} for row in SIGNS])
    for name in ("words", "refusal", "repetition"):
        state = {"overview-tab": "Any field", "one-field": name, "one-view-sides": view}
        app = show("overview", dataset, **state)
        assert len(app.get("plotly_chart")) == 1
        assert not app.error


def test_a_number_that_is_no_measure_has_a_histogram(show: Show, loaded: Callable[..., str]) -> None:
    app = show(
        "overview", loaded("sample:ratings"), **{"overview-tab": "Any field", "one-field": "similarity"}
    )
    assert len(app.get("plotly_chart")) == 1
    assert any("insertions and deletions" in one.value for one in app.caption)


def test_a_click_on_a_cell_of_two_fields_keeps_what_it_counts(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    fields = ("chosen.helpfulness", "rejected.helpfulness")
    found = joint(open_dataset(dataset), *fields)
    x, y = np.unravel_index(int(np.argmax(found.counts)), found.counts.shape)
    state = {"overview-tab": "Two fields", "two-across": fields[0], "two-up": fields[1]}
    key = f"two-{fields[0]}-{fields[1]}-0"
    show("overview", dataset, **state, **{key: click(float(x), float(y))})
    assert kept(dataset) == found.counts[x, y] > 0


def test_a_category_is_kept_by_its_cell_whatever_it_is_called(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(SIGNS)
    fields = ("extra.=kind", "margin.words")
    found = joint(open_dataset(dataset), *fields)
    x, y = np.unravel_index(int(np.argmax(found.counts)), found.counts.shape)
    state = {"overview-tab": "Two fields", "two-across": fields[0], "two-up": fields[1]}
    show("overview", dataset, **state, **{f"two-{fields[0]}-{fields[1]}-0": click(float(x), float(y))})
    assert kept(dataset) == found.counts[x, y] > 0


def test_two_categories_say_how_closely_they_go_together(show: Show, loaded: Callable[..., str]) -> None:
    state = {"overview-tab": "Two fields", "two-across": "extra.=kind", "two-up": "extra.colour"}
    app = show("overview", loaded(SIGNS), **state)
    assert any("Cramér’s V" in one.value for one in app.text)


def test_where_nothing_was_counted_nothing_is_filtered(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded("sample:ratings")
    fields = ("chosen.helpfulness", "margin.helpfulness")
    found = joint(open_dataset(dataset), *fields)
    x, y = np.argwhere(found.counts == 0)[0]
    state = {"overview-tab": "Two fields", "two-across": fields[0], "two-up": fields[1]}
    show("overview", dataset, **state, **{f"two-{fields[0]}-{fields[1]}-0": click(float(x), float(y))})
    assert pills(dataset) == []


def test_a_brush_inside_one_bar_means_that_bar() -> None:
    axis = Axis(np.array([0.0, 10.0, 20.0, 30.0]), whole=False)
    assert cells_in(axis, (11.0, 13.0)) == (1, 1)
    assert cells_in(axis, (3.0, 17.0)) == (0, 1)
    assert cells_in(Axis(np.array([0.5, 1.5, 2.5]), whole=True), (1.2, 1.8)) is None


@pytest.mark.parametrize("kind", ["Pearson", "Spearman"])
@pytest.mark.parametrize("measures", ["Main measures", "All"])
def test_correlations_stand_in_both_kinds(
    kind: str, measures: str, show: Show, loaded: Callable[..., str]
) -> None:
    state = {
        "overview-tab": "Means and correlations",
        "correlation": kind,
        "correlation-measures": measures,
    }
    app = show("overview", loaded("sample:ratings"), **state)
    assert len(app.get("plotly_chart")) == 1


def test_a_chart_downloads_as_csv_in_which_no_cell_is_a_formula() -> None:
    table = pa.table({"=kind": ["=1+1", "plain", None], "n": [-1, 2, 3]})
    rows = list(csv.reader(io.StringIO(as_csv(table))))
    assert rows == [["'=kind", "n"], ["'=1+1", "-1"], ["plain", "2"], ["", "3"]]
