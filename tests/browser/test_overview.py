"""Overview: a brush on a chart or a click becomes a filter that outlives it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, expect

from curation.analysis.distributions import by_side, joint
from curation.store import open_dataset
from tests.browser.driving import App


def test_a_brush_on_a_histogram_becomes_a_pill(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "brush"))
    chart = app.page.locator(".js-plotly-plot .nsewdrag").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    # Helpfulness 0–4: the right half of the axis holds the bars 3 and 4.
    middle = box["y"] + box["height"] / 2
    app.page.mouse.move(box["x"] + box["width"] * 0.52, middle)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + box["width"] * 0.7, middle, steps=4)
    app.page.mouse.move(box["x"] + box["width"] * 0.98, middle, steps=4)
    app.page.mouse.up()
    expect(app.pills).to_have_text(["chosen.helpfulness between 3 and 4, ties aside"])
    assert 0 < app.kept < 215
    app.press("Undo")
    app.counts("215 of 215 pairs")


def test_the_other_tabs_show_their_figures(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "tabs"))
    app.tab("Means and correlations")
    app.says("Pearson correlation")
    expect(app.page.locator(".js-plotly-plot .hm")).to_be_visible()
    app.tab("Splits and sources")
    expect(app.page.get_by_role("tabpanel").get_by_test_id("stDataFrame").last).to_be_visible()


def centre(chart: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height of a chart's plane."""
    plane = chart.locator(".nsewdrag").first
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def click(app: App, x: float, y: float) -> None:
    """As a person would: plotly takes a click for the point that it has shown the figures of."""
    app.page.mouse.move(x, y)
    expect(app.page.locator(".hoverlayer .hovertext").first).to_be_visible()
    app.page.mouse.click(x, y)


def test_a_short_drag_on_a_bar_keeps_as_many_pairs_as_it_counts(app: App) -> None:
    dataset = app.server.load("sample:ratings", "bar")
    with app.server.workspace():
        found = by_side(open_dataset(dataset), "helpfulness")
    app.open("/", dataset)
    left, top, width, height = centre(app.page.locator(".js-plotly-plot").first)
    middle, high = left + width * (len(found.axis) - 0.5) / len(found.axis), top + height / 2
    app.page.mouse.move(middle - 12, high)
    app.page.mouse.down()
    app.page.mouse.move(middle + 12, high, steps=6)
    app.page.mouse.up()
    expect(app.pills).to_have_text([f"chosen.helpfulness is {found.centres[-1]:.0f}, ties aside"])
    app.ready()
    assert app.kept == found.series["chosen"][-1]


def test_a_click_on_a_cell_of_two_fields_keeps_its_pairs(app: App) -> None:
    dataset = app.server.load("sample:ratings", "cells")
    with app.server.workspace():
        found = joint(open_dataset(dataset), "margin.words", "margin.helpfulness")
    app.open("/", dataset)
    app.tab("Two fields")
    expect(app.page.locator(".js-plotly-plot")).to_have_count(1)
    x, y = np.unravel_index(int(np.argmax(found.counts)), found.counts.shape)
    left, top, width, height = centre(app.page.locator(".js-plotly-plot").first)
    across, down = (x + 0.5) / len(found.x), 1 - (y + 0.5) / len(found.y)
    click(app, left + width * across, top + height * down)
    expect(app.pills).to_have_count(1)
    app.ready()
    assert app.kept == found.counts[x, y]


def test_any_signal_is_found_by_its_words_and_downloads(app: App, tmp_path: Path) -> None:
    app.open("/", app.server.load("sample:ratings", "signals"))
    app.tab("Any field")
    app.choose("Attribute or signal", "code_blocks · code blocks")
    app.says("Blocks between lines that begin with")
    for view in ("Margin", "Cumulative", "By group", "Chosen against rejected"):
        app.pick(view)
        expect(app.page.get_by_role("tabpanel").locator(".js-plotly-plot")).to_have_count(1)
    with app.page.expect_download() as wanted:
        app.page.get_by_role("button", name="CSV").first.click()
    wanted.value.save_as(tmp_path / "chart.csv")
    with (tmp_path / "chart.csv").open() as file:
        assert next(csv.reader(file)) == ["low", "high", "chosen", "rejected"]
