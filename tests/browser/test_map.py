"""Map: drawn as a job, searched, lassoed; what is picked becomes a pill."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.driving import App


def test_a_map_is_drawn_searched_and_picked_from(app: App, small_set: Path) -> None:
    app.open("/map", app.server.load(small_set, "mapped"))
    before = app.kept
    app.press("Draw the map")
    plot = app.page.locator(".js-plotly-plot")
    # The model is loaded in a process of its own, on a busy machine for a minute.
    plot.wait_for(timeout=300_000)
    app.ready()
    app.says("points, one a prompt")

    box = app.page.get_by_label("Find prompts like this")
    box.fill("how can I")
    box.press("Enter")
    expect(app.page.get_by_text("like “how can I”").first).to_be_visible(timeout=300_000)
    app.press("Clear value") if app.button("Clear value").count() else box.fill("")
    box.press("Enter")
    # Until then the picture is still to be drawn anew, without the search.
    expect(app.page.get_by_text("like “how can I”")).to_have_count(0)
    app.ready()

    drag = plot.locator(".nsewdrag").first
    drag.scroll_into_view_if_needed()
    bounds = drag.bounding_box()
    assert bounds is not None
    middle = (bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2)
    reach = bounds["height"] * 0.3
    app.page.mouse.move(middle[0] - reach, middle[1] - reach)
    app.page.mouse.down()
    for x, y in ((reach, -reach), (reach, reach), (-reach, reach), (-reach, 0)):
        app.page.mouse.move(middle[0] + x, middle[1] + y, steps=5)
    app.page.mouse.up()
    app.says("picked on the map")
    app.button("Drop these").first.click()
    expect(app.pills).to_have_count(1)
    app.ready()
    assert app.kept < before
    app.press("Undo")
    expect(app.pills).to_have_count(0)
