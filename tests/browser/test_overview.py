"""Overview: a brush on a chart becomes a filter that outlives it, a finding can be dropped."""

from __future__ import annotations

from playwright.sync_api import expect

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
    expect(app.pills).to_have_text(["chosen.helpfulness between 3 and 4"])
    assert 0 < app.kept < 215
    app.press("Undo")
    app.counts("215 of 215 pairs")


def test_what_a_check_found_can_be_dropped(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "checks"))
    app.page.get_by_text("Checks: what is wrong in the whole set").click()
    app.button("Drop these").first.click()
    expect(app.pills).to_have_count(1)
    expect(app.button("Dropped")).to_be_disabled()
    assert app.kept < 215


def test_the_other_tabs_show_their_figures(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "tabs"))
    app.tab("Means and correlations")
    app.says("Pearson correlation")
    expect(app.page.locator(".js-plotly-plot .hm")).to_be_visible()
    app.tab("Splits and sources")
    expect(app.page.get_by_role("tabpanel").get_by_test_id("stDataFrame").last).to_be_visible()
