"""How long a person waits: printed (``pytest -s``), and held only to what would feel broken."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driving import App, serving, tab

FEELS_BROKEN = 20.0
# Seconds in the page from the last click to the moment a condition holds.
CLOCK = "addEventListener('click', () => { window.clicked = performance.now() }, true)"
COUNT = "old => document.querySelector('.wn-count').innerText !== old && performance.now() - window.clicked"
BARS = """[...document.querySelectorAll('.js-plotly-plot')]
    .map(plot => JSON.stringify(plot.calcdata.flat().map(bar => bar.s)))"""
CHARTS = f"""old => {{
    const now = {BARS}
    return now.every((bars, i) => bars !== old[i]) && performance.now() - window.clicked
}}"""


def test_the_sample_is_there_soon_after_a_cold_start(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "cold") as server, browser.new_context() as context:
        dataset = server.load("sample:ratings", "cold")
        with tab(context, server) as app:
            started = time.perf_counter()
            app.page.goto(f"{server.url}/?dataset={dataset}")
            app.page.get_by_test_id("stMetricValue").first.wait_for()
            seconds = time.perf_counter() - started
    sys.stdout.write(f"\ncold start, navigation to the first figure: {seconds:.2f} s\n")
    assert seconds < FEELS_BROKEN


@pytest.mark.data
def test_a_filter_on_nineteen_thousand_answers_shows_at_once(app: App, shared_data: Path) -> None:
    app.open("/", app.server.load(shared_data / "helpsteer2-standin", "full"))
    page = app.page
    expect(page.locator(".js-plotly-plot")).to_have_count(7)
    page.evaluate(CLOCK)
    for turn in ("first", "again"):
        app.set_filter("chosen.helpfulness", "at least", 3)
        _timed(app, f"add a filter, {turn}", "Keep these")
        page.keyboard.press("Escape")
        _timed(app, f"remove it, {turn}", "×")


def _timed(app: App, what: str, button: str) -> None:
    page = app.ready().page
    page.wait_for_timeout(1_000)
    bars, count = page.evaluate(BARS), app.count.inner_text()
    app.button(button).click(no_wait_after=True)
    milliseconds = page.wait_for_function(COUNT, arg=count).json_value()
    drawn = page.wait_for_function(CHARTS, arg=bars).json_value()
    sys.stdout.write(f"\n{what}: count after {milliseconds:,.0f} ms, charts after {drawn:,.0f} ms\n")
    assert milliseconds < FEELS_BROKEN * 1_000
