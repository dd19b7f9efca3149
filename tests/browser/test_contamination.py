"""Contamination: from a benchmark's file to the step, with what is shared marked on both sides."""

from __future__ import annotations

from pathlib import Path

import orjson
from playwright.sync_api import expect

from curation.analysis.contamination.rule import EXPLAINED
from tests.browser.driving import App

ASKED = "How many bolts of blue and of white fiber does a robe take in all, then?"


def _lines(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def test_a_copied_question_is_found_looked_at_and_dropped(app: App) -> None:
    folder = app.server.data
    quiz = _lines(folder / "quiz.jsonl", [{"question": ASKED}, {"question": "Why is the sky so very blue?"}])
    prompts = (f"Lizzy: {ASKED}", "Write a poem.", f"{ASKED} Be quick.", "Name a fish.")
    rows = [{"prompt": prompt, "chosen": "Yes.", "rejected": "No."} for prompt in prompts]
    dataset = app.server.load(_lines(folder / "robes.jsonl", rows), "robes")
    app.open("/contamination", dataset)
    app.says(EXPLAINED["ngram"][:60])
    app.page.get_by_role("textbox", name="Files of questions").fill(str(quiz))
    app.button("Look for these questions").click()
    expect(app.metric("Prompts found")).to_have_text("2", timeout=120_000)
    expect(app.page.locator("mark")).to_have_text([ASKED.removesuffix("?")] * 2)
    app.press("Not a copy: let it stay")
    expect(app.metric("Pairs that go")).to_have_text("1")
    app.press("Drop this pair")
    app.counts("3 of 4 pairs")
    app.reload()
    app.says("This is a step of the recipe.")
    app.key("Control+z").counts("4 of 4 pairs")


def test_a_file_that_is_not_there_is_one_sentence(app: App) -> None:
    app.open("/contamination", app.server.load("sample:pairs", "no-benchmark"))
    app.page.get_by_role("textbox", name="Files of questions").fill(str(app.server.data / "nowhere.jsonl"))
    app.button("Look for these questions").click()
    app.says("cannot be opened: there is no file or folder")
