"""A nested filter built by hand, taken back by key, and a way back to any point of the story."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, expect

from tests.browser.driving import App, Server, tab


def test_a_nested_filter_is_built_undone_by_key_and_found_again_in_the_story(app: App) -> None:
    app.open("/history", app.server.load("sample:ratings", "story"))
    app.press("Build a filter")
    main = app.page.get_by_test_id("stMain")
    pick(app, main.get_by_role("combobox", name="How its conditions"), "any of these holds")
    main.get_by_role("button", name="Group").click()
    expect(main.get_by_role("combobox", name="Field")).to_have_count(2)
    pick(app, main.get_by_role("combobox", name="Field").last, "prompt")
    expect(main.get_by_role("combobox", name="Keep where it").last).to_have_value("contains")
    pick(app, main.get_by_role("combobox", name="Keep where it").last, "matches (RE2)")
    # The box of the operator before has another hint.
    text = main.get_by_placeholder("a pattern")
    text.fill("(rain")
    text.press("Enter")
    expect(main.get_by_role("alert")).to_contain_text("The pattern '(rain' is no regular expression")
    text.fill("(?i)rain|poem")
    text.press("Enter")
    would = app.page.get_by_test_id("wn-would")
    expect(would).to_contain_text("or prompt matches “(?i)rain|poem”")
    kept = int(would.inner_text().split(" of ")[0])
    app.press("Add to recipe")
    app.counts(f"{kept} of 215 pairs")

    app.key("u")
    app.counts("215 of 215 pairs")
    app.key("Shift+U")
    app.counts(f"{kept} of 215 pairs")
    app.page.locator(".st-key-step-0").get_by_text("On", exact=True).or_(
        app.page.locator(".st-key-step-0 [data-testid=stCheckbox]")
    ).first.click()
    app.counts("215 of 215 pairs")

    app.tab("Story")
    expect(app.page.get_by_test_id("wn-told")).to_have_count(3)
    app.says("You switched off “chosen.helpfulness")
    app.page.locator(".st-key-told-1").get_by_role("button", name="Go here").click()
    app.counts(f"{kept} of 215 pairs")
    app.key("u")
    app.counts("215 of 215 pairs")
    expect(app.page.get_by_text("you are here", exact=True)).to_have_count(1)


def test_a_link_shows_the_same_in_another_browser(app: App, browser: Browser, server: Server) -> None:
    app.open("/history", server.load("sample:ratings", "linked"))
    app.add_filter("chosen.helpfulness", "at least", 3)
    expect(app.pills).to_have_count(1)
    app.tab("Story")
    app.page.get_by_role("button", name="New session").click()
    app.counts("215 of 215 pairs")
    app.add_filter("chosen.helpfulness", "at least", 4)
    expect(app.pills).to_have_text(["chosen.helpfulness ≥ 4"])
    expect(app.page).to_have_url(re.compile("steps="))
    kept, link = app.kept, app.page.url
    with browser.new_context() as context, tab(context, server) as other:
        other.page.goto(link)
        other.arrived()
        other.counts(f"{kept} of 215 pairs")
        expect(other.pills).to_have_text(["chosen.helpfulness ≥ 4"])
        expect(other.page.get_by_role("tab", name="Story")).to_have_attribute("aria-selected", "true")
        expect(other.page.get_by_text("since this link was made")).to_have_count(0)


def pick(app: App, box: Locator, option: str) -> None:
    """Choose an option of a select box."""
    box.click()
    app.page.keyboard.type(option)
    app.page.get_by_role("option", name=option, exact=True).click()
    app.ready()
