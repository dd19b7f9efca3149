"""An empty workspace: every page says what to do, and one click does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.driving import App, serving, tab

PAGES = [
    "Overview",
    "Browse",
    "Map",
    "Duplicates",
    "Contamination",
    "Quality",
    "Review",
    "Compare",
    "History",
    "Export",
    "Datasets",
]


@pytest.fixture
def empty(context: BrowserContext, tmp_path: Path) -> Iterator[App]:
    """A tab on a server that nobody has opened anything on, not even the front page."""
    with serving(tmp_path / "empty") as server, tab(context, server) as app:
        yield app


def test_a_cold_deep_link_opens_its_page_inside_the_app(empty: App) -> None:
    empty.open("/browse")
    expect(empty.page.get_by_role("heading", name="Browse", exact=True)).to_be_visible()
    expect(empty.page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(len(PAGES))
    empty.says("Open something to curate")

    dataset = empty.server.load("sample:ratings", "linked")
    empty.server.load("sample:pairs", "newer")
    empty.open("/duplicates", dataset)
    expect(empty.button("Find near-duplicates")).to_be_visible()
    empty.counts("215 of 215 pairs")
    assert f"dataset={dataset}" in empty.page.url


def test_every_page_offers_the_sample_and_opens_it_in_one_click(empty: App) -> None:
    empty.open()
    for title in PAGES:
        empty.go(title)
        expect(empty.button("Open sample: Rated answers")).to_be_visible()
    empty.go("Browse").press("Open sample: Rated answers")
    empty.counts("215 of 215 pairs")
    empty.says("215 pairs listed")


def test_the_sample_opens_from_the_keyboard_alone(empty: App) -> None:
    empty.open()
    wanted = empty.button("Open sample: Rated answers")
    expect(wanted).to_be_visible()
    for _ in range(30):
        empty.page.keyboard.press("Tab")
        if wanted.evaluate("button => button === document.activeElement"):
            break
    else:
        pytest.fail("Tab never reached the button that opens the sample")
    empty.page.keyboard.press("Enter")
    empty.counts("215 of 215 pairs")
