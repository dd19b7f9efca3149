"""Reviewing by keyboard alone: thirty pairs, five taken back, and all of it there after a reload."""

from __future__ import annotations

from pathlib import Path

import orjson
from playwright.sync_api import BrowserContext, expect

from curation.recipe.session import Session
from tests.browser.driving import App, Server, tab

KEYS = "1123414F1S" * 3
TOP = "part => part.getBoundingClientRect().top"


def test_thirty_pairs_by_keyboard_five_taken_back_and_a_reload(app: App, small_set: Path) -> None:
    dataset = app.server.load(small_set, "reviewed")
    app.open("/review", dataset)
    total = app.kept
    for key in KEYS:
        _press(app, key)
    dropped = sum(key in "24" for key in KEYS)
    app.counts(f"{total - dropped} of {total} pairs")
    assert len(_decisions(app, dataset)) == len(KEYS)

    for _ in range(5):
        _press(app, "u")
    app.says(f"25 of {total} decided")
    stored = _decisions(app, dataset)
    assert stored == _meant(KEYS[:25])
    here = _pair(app)
    kept = app.kept

    app.reload()
    assert _pair(app) == here
    assert app.kept == kept
    app.says(f"25 of {total} decided")
    app.page.keyboard.press("Shift+U")
    app.says(f"26 of {total} decided")


def test_an_edit_by_keyboard_keeps_the_original_beside_it(app: App, small_set: Path) -> None:
    dataset = app.server.load(small_set, "edited")
    app.open("/review", dataset)
    app.ready().page.keyboard.press("e")
    box = app.page.get_by_role("textbox", name="Chosen")
    # Letters and digits that are keys elsewhere are text here.
    box.fill("Keys rest: 1 2 3 4 j k u.")
    app.page.keyboard.press("Control+Enter")
    expect(app.page.get_by_test_id("wn-said")).to_contain_text("Edited pair")
    assert _decisions(app, dataset) == ["edit"]
    _press(app, "k")
    expect(app.page.get_by_test_id("wn-review")).to_contain_text("Keys rest")


def test_note_and_texts_are_reached_without_the_mouse(app: App, small_set: Path) -> None:
    dataset = app.server.load(small_set, "reached")
    app.open("/review", dataset)
    app.ready().page.keyboard.press("t")
    note = app.page.get_by_placeholder("Note")
    expect(note).to_be_focused()
    app.page.keyboard.type("keys rest: 1 2 3")
    app.page.keyboard.press("Enter")
    expect(note).not_to_be_focused()
    _press(app.ready(), "1")
    app.page.keyboard.press("e")
    expect(app.page.get_by_role("textbox", name="Prompt, last user turn")).to_be_focused()
    app.page.keyboard.press("Escape")
    expect(app.page.get_by_role("textbox", name="Chosen")).to_have_count(0)
    with app.server.workspace():
        verdicts = [one.verdict for one in Session.open(dataset).verdicts()]
    assert [(one.decision, one.note) for one in verdicts] == [("keep", "keys rest: 1 2 3")]


def test_a_link_opens_the_pair_for_somebody_else(
    app: App, context: BrowserContext, server: Server, small_set: Path
) -> None:
    dataset = server.load(small_set, "linked")
    app.open("/review?reviewer=Ana", dataset)
    _press(app, "j")
    _press(app, "j")
    key = _pair(app)
    with tab(context, server) as second:
        second.open(f"/review?reviewer=Ben&pair={key}", dataset)
        assert _pair(second) == key
        _press(second, "2")
    # What Ben did is there with the next thing that Ana does.
    _press(app, "1")
    _press(app, "k")
    cast = app.page.get_by_test_id("wn-cast")
    expect(cast).to_contain_text("Ben: drop")
    expect(cast).to_contain_text("They disagree")


def test_every_choice_by_mouse_alone(app: App, small_set: Path) -> None:
    dataset = app.server.load(small_set, "clicked")
    app.open("/review", dataset)
    names = ("keep", "drop", "swap", "tie", "flag", "skip")
    for name in names:
        _click(app, f"decide-{name}-")
    assert _decisions(app, dataset) == list(names)
    _click(app, "review-undo")
    _click(app, "review-undo")
    assert _decisions(app, dataset) == list(names[:4])
    before = _pair(app)
    _click(app, "review-next")
    _click(app, "review-previous")
    assert _pair(app) == before

    app.page.locator("[class*='st-key-decide-edit-'] button").click()
    app.page.get_by_role("textbox", name="Rejected").fill("Written with the mouse at hand.")
    app.page.locator("[class*='st-key-save-'] button").click()
    expect(app.page.get_by_test_id("wn-said")).to_contain_text("Edited pair")
    app.ready()
    app.page.get_by_placeholder("Note").fill("A word on it.")
    _click(app, "decide-keep-")
    assert _decisions(app, dataset) == [*names[:4], "edit", "keep"]
    with app.server.workspace():
        assert Session.open(dataset).verdicts()[-1].verdict.note == "A word on it."
    app.page.get_by_test_id("stSidebar").get_by_role("button", name="Undo").click()
    expect(app.page.get_by_test_id("wn-said")).to_contain_text("Took back")
    assert _decisions(app, dataset) == [*names[:4], "edit"]


def test_a_long_prompt_shows_its_beginning_and_a_long_talk_its_end(app: App) -> None:
    lines = "\n".join(f"line {number}" for number in range(60))
    talk = [("user", lines), ("assistant", "Yes."), ("user", "And the last one?")]
    turns = [{"role": role, "content": text} for role, text in talk]
    path = app.server.data / "long.jsonl"
    path.write_bytes(
        b"".join(
            orjson.dumps({"prompt": prompt, "chosen": answer("Yes."), "rejected": answer("No.")}) + b"\n"
            for prompt in (turns[:1], turns)
        )
    )
    app.open("/review", app.server.load(path, "long"))
    asked = app.page.locator(".wn-asked")
    expect(asked.get_by_text("line 0", exact=False)).to_be_visible()
    assert asked.evaluate("box => box.scrollHeight > box.clientHeight")
    assert asked.evaluate(f"box => ({TOP})(box.firstElementChild) >= ({TOP})(box)")
    _press(app, "j")
    expect(asked.get_by_text("And the last one?")).to_be_in_viewport()


def _pair(app: App) -> str:
    return app.page.get_by_test_id("wn-review").get_attribute("data-pair") or ""


def _press(app: App, key: str) -> None:
    """Press a key and wait until the next pair and its buttons stand."""
    before = _pair(app)
    app.page.keyboard.press(key)
    expect(app.page.get_by_test_id("wn-review")).not_to_have_attribute("data-pair", before)
    # A press on buttons of the pair before would be of no effect.
    expect(app.page.locator(f".wn-bar-of[data-pair='{_pair(app)}']")).to_have_count(1)
    app.ready()


def _decisions(app: App, dataset: str) -> list[str]:
    with app.server.workspace():
        return [one.verdict.decision for one in Session.open(dataset).verdicts()]


def _meant(keys: str) -> list[str]:
    names = {"1": "keep", "2": "drop", "3": "swap", "4": "tie", "F": "flag", "S": "skip"}
    return [names[key] for key in keys]


def _click(app: App, key: str) -> None:
    """Click on a button of that key, and wait as after the press of a key."""
    before = _pair(app)
    app.page.locator(f"[class*='st-key-{key}'] button").first.click()
    expect(app.page.get_by_test_id("wn-review")).not_to_have_attribute("data-pair", before)
    expect(app.page.locator(f".wn-bar-of[data-pair='{_pair(app)}']")).to_have_count(1)
    app.ready()


def answer(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]
