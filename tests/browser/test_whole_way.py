"""From a file to a training file in the app, and the same bytes again from its recipe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.driving import REPO, App


def test_from_a_file_to_an_export_that_the_command_line_repeats_byte_for_byte(
    app: App, small_set: Path, tmp_path: Path
) -> None:
    page = app.open("/datasets").page

    app.tab("Local file or folder")
    page.get_by_label("Path", exact=True).fill(str(small_set))
    app.press("Load")
    app.counts("124 of 124 pairs")
    app.says("248 rows read = 248 used + 0 quarantined.")
    expect(
        page.get_by_text("Chosen", exact=True).or_(page.get_by_text("Answer A", exact=True))
    ).to_have_count(3)

    app.go("Overview")
    expect(app.metric("Kept now")).to_have_text("124")
    app.add_filter("chosen.helpfulness", "at least", 3)
    expect(app.pills).to_have_text(["chosen.helpfulness ≥ 3"])
    kept = app.kept
    assert 0 < kept < 124
    expect(app.metric("Kept now")).to_have_text(str(kept))

    app.go("Duplicates")
    app.pick("Semantic")
    app.button("Find near-duplicates").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    expect(app.metric("Pairs left")).to_be_visible(timeout=240_000)
    page.get_by_role("slider").press("Home")
    app.ready()
    for _ in range(10):
        page.get_by_role("slider").press("ArrowRight")
    app.ready()
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("0.90")
    # The slider waits a moment after the last key before it tells the server.
    page.wait_for_timeout(500)
    app.ready()
    left = int(app.metric("Pairs left").inner_text())
    assert left < kept
    app.press("Add to recipe")
    app.counts(f"{left} of 124 pairs")
    app.says("This is a step of the recipe.")

    app.go("Export")
    app.press("Write the files")
    app.says("rows written.")
    written = Path(page.get_by_test_id("stCode").filter(has_text="exports").inner_text().strip())
    with page.expect_download() as download:
        app.button("Download the recipe").click()
    recipe = tmp_path / "recipe.yaml"
    download.value.save_as(recipe)

    assert {path.suffix for path in written.iterdir()} == {".jsonl", ".json", ".md", ".py"}
    for home in (app.server.home, tmp_path / "fresh-home"):
        out = tmp_path / f"out-{home.name}"
        command = [sys.executable, "-m", "curation", "run", str(recipe), "--out", str(out)]
        env = os.environ | app.server.env | {"WINNOW_HOME": str(home)}
        done = subprocess.run(command, cwd=REPO, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert _bytes_in(out) == _bytes_in(written), f"differs from the app's with {home}"


def _bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
