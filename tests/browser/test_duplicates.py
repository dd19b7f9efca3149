"""Duplicates: the threshold moves the counts, and each tab shows its evidence."""

from __future__ import annotations

from playwright.sync_api import expect

from curation.jobs import find_duplicates, opened
from curation.recipe import DeduplicateStep
from tests.browser.driving import App


def _duplicates(app: App, dataset: str, threshold: float) -> str:
    """What the library says goes, as the page writes it."""
    step = DeduplicateStep(method="lexical", threshold=threshold)
    with app.server.workspace():
        return f"{len(find_duplicates(opened(dataset), step).groups.duplicates):,}"


def test_the_slider_moves_the_counts_and_each_tab_shows_its_pairs(app: App) -> None:
    dataset = app.server.load("sample:ratings", "slider")
    app.open("/duplicates", dataset)
    app.pick("Lexical")
    app.button("Find near-duplicates").click()
    going = app.metric("Prompts that go")
    expect(going).to_be_visible(timeout=120_000)
    counts = {key: _duplicates(app, dataset, at) for key, at in (("End", 1.0), ("Home", 0.8))}
    assert counts["Home"] != counts["End"]
    for key, count in counts.items():
        app.page.get_by_role("slider").press(key)
        expect(going).to_have_text(count)

    expect(app.page.locator(".wn-badge").filter(has_text="kept").first).to_be_visible()
    expect(app.page.locator(".wn-badge").filter(has_text="goes").first).to_be_visible()
    app.tab("Look-alikes")
    app.says("they ask for something else")
    expect(app.page.locator(".wn-badge").filter(has_text="number").first).to_be_visible()
    app.tab("At the threshold")
    app.says("Just above: near")
    expect(app.page.locator(".wn-text").first).to_be_visible()


def test_every_keep_policy_and_setting_answers(app: App) -> None:
    app.open("/duplicates", app.server.load("sample:ratings", "settings"))
    app.pick("Exact")
    app.button("Find near-duplicates").click()
    expect(app.metric("Groups")).to_be_visible(timeout=120_000)
    box = app.page.get_by_role("combobox", name="Of each group keep")
    box.click()
    names = app.page.get_by_role("option").all_inner_texts()
    app.page.keyboard.press("Escape")
    assert len(names) > 3
    for name in names:
        app.choose("Of each group keep", name)
        expect(app.metric("Groups")).to_be_visible()
    app.press("More")
    app.pick("connected")
    app.page.get_by_text("Merge look-alikes too").click()
    app.ready()
    expect(app.metric("Groups")).to_be_visible()


def test_finding_can_be_stopped(app: App) -> None:
    app.open("/duplicates", app.server.load("sample:pairs", "stopped"))
    app.button("Find near-duplicates").click()
    app.button("Cancel").click()
    app.says("Stopped.")
    expect(app.button("Find near-duplicates")).to_be_visible()


def test_what_was_found_is_there_after_a_reload(app: App) -> None:
    app.open("/duplicates", app.server.load("sample:pairs", "found"))
    app.pick("Exact")
    app.button("Find near-duplicates").click()
    expect(app.metric("Groups")).to_be_visible(timeout=120_000)
    app.reload().pick("Exact")
    expect(app.metric("Groups")).to_be_visible()
    expect(app.button("Find near-duplicates")).to_have_count(0)
