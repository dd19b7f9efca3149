"""Compare: before and after the recipe at a click, and two data sets with their rows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driving import App


def test_before_and_after_is_told_and_follows_the_recipe(app: App) -> None:
    app.open("/compare", app.server.load("sample:ratings", "compared"))
    app.add_filter("margin.helpfulness", "at least", 1)
    app.page.keyboard.press("Escape")
    app.pick("Before and after the recipe")
    app.says("After the recipe there are")
    app.says("Ties fall from")
    expect(app.page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(app.page.locator(".js-plotly-plot .bars").first).to_be_visible()
    app.press("Undo")
    app.says("removes nothing yet")


def test_two_data_sets_stand_side_by_side(app: App) -> None:
    other = app.server.load("sample:pairs", "beside")
    dataset = app.server.load("sample:ratings", "beside-it")
    app.open("/compare", dataset)
    app.pick("Two data sets")
    app.choose("Left", other)
    app.says(f"“{dataset}” has")
    app.page.get_by_text("Rows added, removed and changed").click()
    app.says(f"Rows of the pairs table against {other}")
