"""Bad input: one sentence, the app goes on; hostile text is shown as it is and asks nothing outside."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from playwright.sync_api import expect

from tests.browser.driving import App

HOSTILE = (
    "<script>window.hit = 1</script>",
    "<img src=http://example.com/x.png onerror='window.hit = 2'>",
    "![x](http://example.com/y.png)",
    "**bold** :red[x] $x^2$ [link](http://example.com)",
    "</div></textarea><iframe src=http://example.com></iframe>",
)


def _load_path(app: App, path: str | Path) -> None:
    app.open("/datasets").tab("Local file or folder")
    app.page.get_by_label("Path", exact=True).fill(str(path))
    app.press("Load")


def _goes_on(app: App) -> None:
    app.tab("Bundled sample").press("Open sample: Chosen and rejected")
    app.counts("234 of 234 pairs")


def test_a_missing_path_gets_one_sentence(app: App) -> None:
    _load_path(app, app.server.data / "nothing.jsonl")
    app.says("That did not work.")
    app.says("nothing.jsonl")
    _goes_on(app)


def test_a_path_outside_the_data_roots_is_refused(app: App, tmp_path: Path) -> None:
    secret = tmp_path / "secret.jsonl"
    secret.write_text('{"prompt": "a", "chosen": "b", "rejected": "c"}\n')
    (app.server.data / "way-out.jsonl").symlink_to(secret)
    for path in (secret, app.server.data / "way-out.jsonl"):
        _load_path(app, path)
        app.says("That did not work.")
    _goes_on(app)


def test_unknown_columns_are_named(app: App) -> None:
    path = app.server.data / "unknown.jsonl"
    path.write_text('{"foo": 1, "bar": "x"}\n' * 3)
    _load_path(app, path)
    app.says("That did not work.")
    app.says("foo")
    _goes_on(app)


def test_a_hub_that_does_not_answer_gets_one_sentence(app: App) -> None:
    app.open("/datasets").tab("Hugging Face Hub")
    app.page.get_by_label("Data set", exact=True).and_(app.page.get_by_role("textbox")).fill("nobody/nothing")
    # Every well-known set has a button of its own that begins with this word.
    app.page.get_by_role("button", name="Load", exact=True).click()
    expect(app.page.get_by_text("That did not work.")).to_be_visible(timeout=60_000)
    _goes_on(app)


def test_rows_that_do_not_fit_are_shown_with_their_reason(app: App) -> None:
    path = app.server.data / "broken.jsonl"
    good = '{"prompt": "How do I boil an egg?", "chosen": "Ten minutes.", "rejected": "No."}'
    path.write_text("\n".join([good, '{"prompt": "cut o', good.replace("egg", "yam"), '{"prompt": "b"}']))
    _load_path(app, path)
    app.counts("2 of 2 pairs")
    app.says("4 rows read = 2 used + 2 quarantined.")
    app.tab("Quarantine (2)")
    app.says("1 × ")
    expect(app.page.get_by_test_id("stDataFrame")).to_be_visible()


def test_an_upload_is_loaded(app: App) -> None:
    app.open("/datasets").tab("Upload")
    text = "prompt,chosen,rejected\n" + "".join(f"Question {n}?,Yes {n}.,No {n}.\n" for n in range(7))
    file = {"name": "../../evil.csv", "mimeType": "text/csv", "buffer": text.encode()}
    app.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(app.button("Load the upload")).to_be_enabled()
    app.press("Load the upload")
    app.counts("7 of 7 pairs")
    app.says("The first 3 pairs, as understood")


@pytest.fixture
def hostile(app: App) -> str:
    rows = [{"prompt": text, "chosen": f"{text} yes", "rejected": f"{text} no"} for text in HOSTILE]
    rows.append({"prompt": HOSTILE[0] * 20_000, "chosen": "long " * 20_000, "rejected": "word " * 20_000})
    path = app.server.data / "hostile.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row | {"source": row["prompt"][:60]}) + b"\n" for row in rows))
    return app.server.load(path, "hostile **set** ![x](http://example.com/z.png)")


def test_hostile_text_is_shown_literally_and_asks_nothing_outside(app: App, hostile: str) -> None:
    app.open("/browse", hostile)
    for number, text in enumerate(HOSTILE):
        expect(app.page.locator(".wn-badge").first).to_have_text(f"pair {number}")
        expect(app.page.locator(".wn-turn .wn-text")).to_have_text(text)
        app.key("j")
    app.says("too long to mark their differences")
    app.page.get_by_label("Search prompts and answers").fill(HOSTILE[1])
    app.says("1 pair listed")
    app.press("Keep only these")
    expect(app.pills).to_have_text([f'holds "{HOSTILE[1]}"'])
    app.press("Undo")
    for title in ("Datasets", "Overview", "Export"):
        app.go(title)
    app.go("Overview").tab("Splits and sources")
    app.go("Duplicates").pick("Exact")
    app.press("Find near-duplicates")
    expect(app.metric("Groups")).to_be_visible(timeout=120_000)
    assert app.page.evaluate("window.hit") is None


def test_a_filter_that_leaves_nothing_shows_the_way_back_on_every_page(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "nothing"))
    app.add_filter("chosen.helpfulness", "more than", 4)
    app.counts("0 of 215 pairs")
    for title in ("Overview", "Browse", "Duplicates", "Export"):
        app.go(title)
        app.says("Nothing is left")
    app.press("Undo the last step")
    app.counts("215 of 215 pairs")


def test_a_broken_regular_expression_gets_one_sentence(app: App) -> None:
    app.open("/", app.server.load("sample:ratings", "regex"))
    app.add_filter("prompt", "matches (RE2)", "(oops")
    app.says("(oops")
    expect(app.pills).to_have_count(0)
    app.counts("215 of 215 pairs")
