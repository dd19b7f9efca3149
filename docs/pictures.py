"""Take the pictures in docs/pictures from the real app, on the bundled samples: ``make docs``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.driving import ARGS, CHROMIUM, App, Server, serving  # noqa: E402

OUT = ROOT / "docs" / "pictures"
SIZE = {"width": 1440, "height": 900}
PAGES = (
    *("overview", "datasets", "browse", "duplicates", "map", "quality"),
    *("compare", "review", "history", "export"),
)
ADDRESSES = {"overview": "/", "browse": "/browse?pair=5"}
DRAWN = """() => {
    const seen = [...document.querySelectorAll('[data-testid=stSkeleton], [data-testid=stPlotlyChart]')]
        .filter(part => part.getBoundingClientRect().top < innerHeight)
    return seen.every(part => part.querySelector('.point, .hm, .gl-canvas, path.js-line'))
}"""


def main() -> int:
    """Serve the app, prepare a little work in it, and take every page in both themes."""
    if CHROMIUM is None:
        print("No Chromium here: see tests/install-chromium.sh", file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "app") as server:
        dataset = server.load("sample:ratings", "sample-ratings")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
            prepare(App(browser.new_page(viewport=SIZE), server), dataset)
            for theme in ("light", "dark"):
                for name in PAGES:
                    take(browser, server, dataset, name, theme)
            browser.close()
    return 0


def prepare(app: App, dataset: str) -> None:
    """A filter and a duplicates step, so that the pictures show work under way."""
    app.open("/duplicates", dataset)
    app.button("Find near-duplicates").click()
    app.metric("Groups").wait_for(timeout=300_000)
    app.press("Add to recipe")
    app.pills.first.wait_for()
    app.add_filter("chosen.helpfulness", "at least", 3)
    app.pills.nth(1).wait_for()
    review(app, dataset)
    app.open("/map", dataset)
    app.press("Draw the map")
    app.page.get_by_test_id("stPlotlyChart").wait_for(timeout=300_000)


def review(app: App, dataset: str) -> None:
    """Some verdicts, so that the review is under way."""
    app.open("/review", dataset)
    pair = app.page.get_by_test_id("wn-review")
    for key in "112131F1":
        shown = pair.get_attribute("data-pair")
        app.key(key)
        expect(pair).not_to_have_attribute("data-pair", str(shown))
        app.ready()


def take(browser: Browser, server: Server, dataset: str, name: str, theme: str) -> None:
    """One page in one theme, once its charts are drawn."""
    page: Page = browser.new_page(viewport=SIZE, color_scheme=theme)
    App(page, server).open(ADDRESSES.get(name, f"/{name}"), dataset)
    page.wait_for_timeout(1_000)
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(500)
    path = OUT / f"{name}-{theme}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1024:,.0f} KB")
    page.close()


if __name__ == "__main__":
    sys.exit(main())
