"""Duplicates: the threshold moves the counts, and each tab shows its evidence."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from playwright.sync_api import expect

from curation.jobs import find_duplicates, opened
from curation.recipe import DeduplicateStep
from tests.browser.driving import App


def _duplicates(app: App, dataset: str, threshold: float) -> str:
    """What the library says goes, as the page writes it."""
    step = DeduplicateStep(method="lexical", threshold=threshold)
    with app.server.workspace():
        return f"{len(find_duplicates(opened(dataset), step).groups.duplicates):,}"


@pytest.fixture
def opposed_set(tmp_path: Path) -> Path:
    """A question in three writings, two of which have opposite verdicts, among questions of their own."""
    mountain = "What is the tallest mountain on earth?"
    asked = [
        (mountain, "Everest, by far.", "No idea."),
        (mountain.replace("tallest", "talest"), "Mount Everest.", "K2."),
        (mountain.upper(), "K2.", "Mount Everest."),
        ("Write a poem of 12 lines about the autumn rain in London.", "Rain.", "Sun."),
        ("Write a poem of 14 lines about the autumn rain in London.", "Drops.", "Snow."),
        *((f"What does the word {word} mean?", f"{word} is old.", "No.") for word in ("ostler", "quern")),
    ]
    rows = [{"prompt": prompt, "chosen": better, "rejected": worse} for prompt, better, worse in asked]
    path = tmp_path / "opposed.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def test_from_finding_groups_to_a_settled_conflict(app: App, opposed_set: Path) -> None:
    app.open("/duplicates", app.server.load(opposed_set, "opposed"))
    app.pick("Lexical")
    app.button("Find near-duplicates").click()
    app.says("Finding neighbours")
    expect(app.metric("Prompts that go")).to_have_text("2", timeout=120_000)
    expect(app.metric("Look-alikes")).to_have_text("0")
    app.page.get_by_role("slider").press("Home")
    expect(app.metric("Look-alikes")).to_have_text("1")

    app.button("Open group").first.click()
    app.ready()
    marked = app.page.locator(".wn-compared del")
    expect(marked.first).to_be_visible()
    app.button("Not a duplicate").first.click()
    expect(app.metric("Prompts that go")).to_have_text("1")
    expect(app.pills).to_have_count(1)
    app.counts("7 of 7 pairs")
    app.press("Undo")
    expect(app.metric("Prompts that go")).to_have_text("2")
    expect(app.pills).to_have_count(0)

    app.press("Add to recipe")
    app.says("This is a step of the recipe.")
    app.counts("5 of 7 pairs")
    app.tab("Conflicts")
    app.says("First verdict: A is better")
    expect(app.page.locator(".wn-badge").filter(has_text="goes as a duplicate").first).to_be_visible()
    app.press("Drop both")
    app.says("None: no verdict contradicts another.")
    expect(app.pills).to_have_count(2)
    app.press("Undo")
    app.says("First verdict: A is better")


def test_a_wanted_number_of_prompts_moves_the_threshold(app: App) -> None:
    dataset = app.server.load("sample:ratings", "wanted")
    app.open("/duplicates", dataset)
    app.pick("Lexical")
    app.button("Find near-duplicates").click()
    going = app.metric("Prompts that go")
    expect(going).to_be_visible(timeout=120_000)
    app.page.get_by_role("slider").press("Home")
    expect(going).to_have_text(_duplicates(app, dataset, 0.8))
    lowest = int(going.inner_text())
    target = app.page.get_by_role("spinbutton", name="… or leave this many")
    living = int((target.get_attribute("placeholder") or "").split()[1])
    target.fill(str(living - lowest + 3))
    target.press("Enter")
    app.says(f"of {living:,}")
    expect(going).not_to_have_text(str(lowest))
    # What the target set stays until the slider is moved.
    app.tab("Look-alikes").tab("Groups")
    expect(going).not_to_have_text(str(lowest))


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
        # The browser knows each stop's counts beforehand; the server's must be the same.
        expect(app.page.locator(".told")).to_contain_text(f"{count} prompts go")
        expect(going).to_have_text(count)

    app.button("Open group").first.click()
    app.ready()
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
