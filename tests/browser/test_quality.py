"""Quality: a number leads to exactly its rows, in the link too; the job of the label-noise queue."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.driving import App


def test_a_checks_number_opens_its_rows_and_a_link_does_too(app: App) -> None:
    app.open("/quality", app.server.load("sample:ratings", "quality"))
    button = app.page.get_by_test_id("stMain").get_by_role("button", name="Show ").first
    rows = button.inner_text().removeprefix("Show ")
    button.click()
    expect(app.page.get_by_role("heading", name="Browse", exact=True)).to_be_visible()
    app.ready()
    expect(app.page.get_by_test_id("wn-shown")).to_contain_text(rows)
    app.says(f"{rows} listed")
    app.counts("215 of 215 pairs")

    app.reload()
    expect(app.page.get_by_test_id("wn-shown")).to_contain_text(rows)
    app.press("Add to recipe")
    expect(app.pills).to_have_count(1)
    app.says("The recipe removes all; they are shown all the same.")
    app.says(f"{rows} listed")
    expect(app.button("In the recipe")).to_be_disabled()

    left = app.kept
    app.press("Close")
    expect(app.page.get_by_test_id("wn-shown")).to_have_count(0)
    app.says(f"{left} pairs listed")


def test_a_check_unfolds_and_joins_the_recipe(app: App) -> None:
    app.open("/quality", app.server.load("sample:ratings", "unfold"))
    app.button("Longer than 1,024 tokens").or_(app.button("Tie")).first.click()
    app.ready()
    app.says("Name in recipes:")
    app.page.get_by_test_id("stMain").get_by_role("button", name="Add to recipe").first.click()
    expect(app.pills).to_have_count(1)
    expect(app.button("In the recipe")).to_be_disabled()
    assert app.kept < 215
    app.press("Undo")
    app.counts("215 of 215 pairs")


def test_every_tab_shows_its_figures_or_says_why_not(app: App) -> None:
    app.open("/quality", app.server.load("sample:ratings", "tabs of quality"))
    app.tab("Bias")
    app.says("The longer answer wins in")
    expect(app.page.locator(".js-plotly-plot").first).to_be_visible()
    app.tab("Agreement")
    app.says("agreement cannot be measured")
    app.tab("Prompts")
    expect(app.button("Measure the prompts")).to_be_visible()


def test_the_label_noise_queue_is_made_by_a_job_and_opens_in_its_order(app: App) -> None:
    app.open("/quality", app.server.load("sample:ratings", "noisy"))
    app.tab("Label noise")
    app.button("Look for wrong labels").click()
    app.says("What the queue is worth on this set")
    app.ready()
    app.press("Show these 100 pairs")
    expect(app.page.get_by_test_id("wn-shown")).to_contain_text("worst first")
    app.says("100 pairs listed")
