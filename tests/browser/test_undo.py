"""Nothing a curator did is lost: undo, redo, reload and a second tab."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.driving import App, Server, tab


def test_undo_and_redo_by_button_and_by_key(app: App) -> None:
    dataset = app.server.load("sample:ratings", "undo")
    app.open("/", dataset)
    expect(app.button("Undo")).to_be_disabled()
    app.add_filter("chosen.helpfulness", "at least", 3)
    expect(app.pills).to_have_count(1)
    kept = app.kept
    app.press("Undo")
    app.counts("215 of 215 pairs")
    expect(app.pills).to_have_count(0)
    app.press("Redo")
    app.counts(f"{kept} of 215 pairs")

    app.key("Control+z")
    app.counts("215 of 215 pairs")
    app.key("Control+y")
    app.counts(f"{kept} of 215 pairs")
    app.button("×").click()
    app.counts("215 of 215 pairs")
    app.key("Control+z")
    expect(app.pills).to_have_text(["chosen.helpfulness ≥ 3"])


def test_ctrl_z_in_a_text_box_undoes_typing_and_no_step(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "typing"))
    app.add_filter("chosen.helpfulness", "at least", 3)
    app.go("Browse")
    app.page.get_by_label("Search prompts and answers").fill("rain")
    app.page.keyboard.press("Control+z")
    app.ready()
    expect(app.pills).to_have_count(1)


def test_reload_and_a_second_tab_show_the_same_work(
    app: App, context: BrowserContext, server: Server
) -> None:
    dataset = server.load("sample:ratings", "kept")
    app.open("/", dataset).go("Browse")
    app.add_filter("chosen.helpfulness", "at least", 3)
    expect(app.pills).to_have_count(1)
    kept = app.kept
    # A newer data set must not take the place of the one in hand.
    server.load("sample:pairs", "newest")

    app.reload()
    expect(app.page.get_by_role("heading", name="Browse", exact=True)).to_be_visible()
    expect(app.pills).to_have_text(["chosen.helpfulness ≥ 3"])
    app.counts(f"{kept} of 215 pairs")

    with tab(context, server) as second:
        second.open("/", dataset)
        second.counts(f"{kept} of 215 pairs")
        second.button("×").click()
        second.counts("215 of 215 pairs")
    app.go("Export")
    app.counts("215 of 215 pairs")
