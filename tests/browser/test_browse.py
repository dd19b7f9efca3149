"""Browse: search, keep, open a row, walk with J and K, and come back by the link."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.driving import App

ROW = 35


def _click_row(app: App, row: int, *, x: int = 300) -> None:
    """The table is a canvas: click into the middle of a row, counted from 0."""
    box = app.page.get_by_test_id("stDataFrame").bounding_box()
    assert box is not None
    app.page.mouse.click(box["x"] + x, box["y"] + ROW * (row + 1.5))


def _shows_pair(app: App, pair: int) -> None:
    expect(app.page.locator(".wn-badge").first).to_have_text(f"pair {pair}")
    expect(app.page).to_have_url(re.compile(rf"[?&]pair={pair}(&|$)"))


def test_a_row_click_opens_its_pair_and_keys_walk_on(app: App) -> None:
    app.open("/browse", app.server.load("sample:ratings", "walk"))
    _shows_pair(app, 0)
    _click_row(app, 3)
    _shows_pair(app, 3)
    app.key("j")
    _shows_pair(app, 4)
    app.key("j")
    _shows_pair(app, 5)
    app.key("k")
    _shows_pair(app, 4)
    _click_row(app, 1, x=16)
    _shows_pair(app, 1)

    expect(app.page.locator("ins").first).to_be_visible()
    expect(app.page.locator("del").first).to_be_visible()
    app.page.get_by_text("Mark differences").click()
    expect(app.page.locator("ins, del")).to_have_count(0)


def test_the_open_pair_survives_a_reload_and_a_walk_turns_the_page(app: App) -> None:
    dataset = app.server.load("sample:ratings", "link")
    app.open("/browse?pair=24", dataset)
    _shows_pair(app, 24)
    app.key("j")
    _shows_pair(app, 25)
    app.reload()
    _shows_pair(app, 25)
    app.says("26 of 215")


def test_search_narrows_and_what_it_found_becomes_a_pill(app: App) -> None:
    app.open("/browse", app.server.load("sample:ratings", "search"))
    app.page.get_by_test_id("stPagination").get_by_text("9", exact=True).click()
    app.page.get_by_label("Search prompts and answers").fill("recipe")
    app.says("3 pairs listed")
    app.press("Keep only these")
    expect(app.pills).to_have_text(['holds "recipe"'])
    app.counts("3 of 215 pairs")
    app.says("3 pairs listed")
    app.page.get_by_label("Search prompts and answers").fill("no such words anywhere")
    app.says("No kept pair holds these words.")
