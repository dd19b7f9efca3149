"""From odd files to data sets: which reading is right, which column is what, which answers are paired."""

from __future__ import annotations

from pathlib import Path

import orjson
from playwright.sync_api import Locator, expect

from tests.browser.driving import App


def _written(app: App, name: str, rows: list[dict[str, object]]) -> Path:
    path = app.server.data / name
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def _asked(app: App, path: Path, button: str) -> None:
    app.open("/datasets").tab("Local file or folder")
    app.page.get_by_label("Path", exact=True).fill(str(path))
    app.page.get_by_role("button", name=button, exact=True).click()
    app.ready()


def _sides(app: App) -> Locator:
    """The answers of the first pair or row on the page, the better one first."""
    return app.page.get_by_test_id("stColumn").get_by_test_id("stColumn").locator(".wn-text")


def _word(app: App, title: str, word: str) -> None:
    app.page.get_by_role("combobox", name=title).click()
    app.page.get_by_role("option", name=word, exact=True).click()
    app.page.keyboard.press("Escape")
    app.ready()


def test_an_ambiguous_file_is_loaded_with_the_reading_that_is_right(app: App) -> None:
    rows: list[dict[str, object]] = [
        {"prompt": f"Question {n}?", "response_0": f"Zero {n}.", "response_1": f"One {n}.", "label": n % 2}
        for n in range(8)
    ]
    _asked(app, _written(app, "doubt.jsonl", rows), "Load")
    app.says("Which answer is the better one?")
    buttons = app.button("This is right")
    expect(buttons).to_have_count(2)
    cards = app.page.get_by_test_id("stColumn").filter(has=buttons)
    for which, better in ((0, "Zero 1."), (1, "One 1.")):
        shown = cards.filter(has_text=f"1 prefers 'response_{which}'").locator(".wn-example")
        expect(shown.filter(has_text="label = 1").first.locator(".better .wn-text")).to_have_text(better)
    cards.filter(has_text="1 prefers 'response_1'").get_by_role("button", name="This is right").click()
    app.counts("8 of 8 pairs")
    app.says("8 rows read = 8 used + 0 quarantined.")
    chosen = app.page.get_by_text("Chosen", exact=True)
    first = app.page.get_by_test_id("stColumn").filter(has=chosen).first
    expect(first.locator(".wn-text")).to_have_text("Zero 0.")
    expect(app.page.get_by_text("Which answer is the better one?")).to_have_count(0)


def test_an_odd_file_is_mapped_by_hand_with_its_rows_shown_as_they_would_be_read(app: App) -> None:
    rows: list[dict[str, object]] = [
        {"ask": f"Question {n}?", "one": f"One {n}.", "two": f"Two {n}.", "pick": ("first", "second")[n % 2]}
        for n in range(20)
    ]
    rows[7]["pick"] = "![x](http://example.com/x.png) **unsure**"
    path = _written(app, "odd.jsonl", rows)
    _asked(app, path, "Look first")
    app.says("The rows as they stand in the source")
    expect(app.button("Load with this mapping")).to_be_disabled()
    app.choose("What a row is", "Two answers a row and which of them won (arena, A/B)")
    for title, column in (
        ("Prompt", "ask"),
        ("First answer", "one"),
        ("Second answer", "two"),
        ("Verdict", "pick"),
    ):
        app.choose(title, column)
    _word(app, "The first answer is better", "first")
    _word(app, "The second answer is better", "second")
    app.says("Of 20 rows looked at, 19 fit.")
    expect(_sides(app).nth(0)).to_have_text("One 0.")
    expect(_sides(app).nth(1)).to_have_text("Two 0.")
    app.choose("First answer (needed)", "two")
    app.choose("Second answer (needed)", "one")
    expect(_sides(app).nth(0)).to_have_text("Two 0.")
    app.press("Count the whole set")
    expect(app.metric("Rows used")).to_have_text("19")
    expect(app.metric("Quarantined")).to_have_text("1")
    app.press("Load with this mapping")
    app.counts("19 of 19 pairs")
    app.says("20 rows read = 19 used + 1 quarantined.")
    app.tab("Quarantine (1)").press("Fix and retry")
    app.says("![x](http://example.com/x.png) **unsure**")
    app.pick("First rows")
    expect(_sides(app).nth(0)).to_have_text("Two 0.")
    app.press("Close")
    expect(app.button("Fix and retry")).to_be_visible()


def test_a_pairing_rule_is_counted_live_and_builds_what_it_counted(app: App) -> None:
    rows: list[dict[str, object]] = [
        {
            "prompt": f"Question {n}?",
            "response": f"Answer {n} {at}.",
            "helpfulness": at,
            "truth": (n + at) % 3,
        }
        for n in range(12)
        for at in range(4)
    ]
    path = _written(app, "rated.jsonl", rows)
    app.open("/datasets", app.server.load(path, "rated")).tab("Pairing")
    expect(app.metric("Pairs")).to_have_text("12")
    expect(app.metric("Answers in no pair")).to_have_text("24")
    expect(app.button("Build with this rule")).to_be_disabled()
    app.pick("All")
    expect(app.metric("Pairs")).to_have_text("72")
    app.pick("Make no pair")
    box = app.page.get_by_role("spinbutton", name="Smallest margin")
    box.fill("1")
    box.press("Enter")
    app.ready()
    expect(app.metric("Pairs")).to_have_text("36")
    app.press("Build with this rule")
    app.counts("36 of 36 pairs")
    app.tab("How it was understood")
    app.says("36 pairs = 36 with a preference + 0 ties.")
