"""Exports in a browser: a link's format, files published to a Hub in every way, a mounted app's download."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.driving import App, Server, serving, tab
from tests.unit.sources.hub_stand_in import TOKEN, StandIn

ROWS = [
    {"prompt": f"Question {at} of the harbour?", "chosen": f"Yes, {at}.", "rejected": "No."}
    for at in range(40)
]


def loaded(server: Server, name: str) -> str:
    path = server.data / f"{name}.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS))
    return server.load(path, name)


class Panel:
    """The panel that publishes, in the words of a person using it."""

    def __init__(self, app: App) -> None:
        self.app, self.page = app, app.page

    def press(self, name: str) -> None:
        """Press a button and wait until its job has ended."""
        self.app.ready()
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_role("button", name="Cancel")).to_be_visible()
        self.idle()

    def idle(self) -> None:
        expect(self.page.get_by_role("button", name="Cancel")).to_have_count(0)
        self.app.ready()

    def compare(self) -> None:
        self.press("Show what would change")

    def publish(self) -> None:
        self.press("Publish")

    @property
    def may_publish(self) -> bool:
        return self.page.get_by_role("button", name="Publish", exact=True).is_enabled()

    def open(self, repo: str) -> None:
        self.page.get_by_text("Publish to the Hub").click()
        box = self.page.get_by_label("Repository")
        box.fill(repo)
        box.press("Enter")
        self.app.ready()


@pytest.fixture
def hub() -> Iterator[StandIn]:
    with StandIn("me/set", {"notes.txt": b"mine"}, far={"data.jsonl"}, absent=True).serving() as serving:
        yield serving


def speaking_to(hub: StandIn) -> dict[str, str]:
    # The stand-in speaks the older protocol for large files, which the client falls back to.
    return {"HF_ENDPOINT": hub.address, "HF_HUB_DISABLE_XET": "1"}


def log_in(server: Server) -> None:
    token = Path(server.env["HF_HOME"]) / "token"
    token.parent.mkdir(parents=True, exist_ok=True)
    token.write_text(TOKEN)


def test_an_export_is_published_in_every_way_and_each_refusal_is_told(
    hub: StandIn, context: BrowserContext, tmp_path: Path
) -> None:
    with serving(tmp_path, **speaking_to(hub)) as server, tab(context, server) as app:
        app.open("/export?format=trl-dpo", loaded(server, "harbour")).press("Write the files")
        app.says("40 rows written.")
        panel = Panel(app)
        panel.open("me/set")
        app.says("Nobody is logged in to the Hub on this machine.")
        panel.compare()
        app.says("me/set will be made, private.")
        app.says("me/set: 4 new,")
        assert not panel.may_publish

        log_in(server)
        panel.compare()
        hub.refuse, hub.refuse_path = (403, ""), "/repos/create"
        panel.publish()
        app.says("Your token may not write to 'me/set'")
        hub.refuse, hub.refuse_path = (500, ""), "/commit/"
        panel.publish()
        app.says("answered with error 500")
        assert len(hub.stored) == 1, "the large file has arrived"

        hub.refuse = None
        hub.asked.clear()
        panel.publish()
        app.says("4 files sent.")
        assert not [one for one in hub.asked if one.method == "PUT"], "what had arrived is not sent again"
        link = app.page.get_by_role("link", name="Open it on the Hub")
        expect(link).to_have_attribute("href", f"{hub.address}/datasets/me/set")
        assert hub.made["visibility"] == "private" and "train.py" in hub.files

        app.choose("Commit to", "a pull request")
        panel.compare()
        app.says("there is nothing to publish")
        assert not panel.may_publish
        hub.files["README.md"] = b"older"
        panel.compare()
        app.says("a pull request on me/set: 1 differs, 3 there already,")
        panel.publish()
        link = app.page.get_by_role("link", name="Open the pull request")
        expect(link).to_have_attribute("href", f"{hub.address}/datasets/me/set/discussions/1")
        assert [commit[:2] for commit in hub.commits] == [("main", False), ("main", True)]


def test_publishing_that_the_end_of_the_app_cut_off_goes_on(
    hub: StandIn, context: BrowserContext, tmp_path: Path
) -> None:
    hub.stall_writes = 8
    with serving(tmp_path, **speaking_to(hub)) as server, tab(context, server) as app:
        log_in(server)
        dataset = loaded(server, "harbour")
        app.open("/export?format=trl-dpo", dataset).press("Write the files")
        app.says("40 rows written.")
        panel = Panel(app)
        panel.open("me/set")
        panel.compare()
        app.page.get_by_role("button", name="Publish", exact=True).click()
        app.says("Publishing: sending")
    assert not hub.commits
    hub.stall_writes = 0
    with serving(tmp_path, **speaking_to(hub)) as server, tab(context, server) as app:
        app.open("/export?format=trl-dpo", dataset)
        app.says("40 rows written before, and there still.")
        app.says("was cut off")
        app.press("Go on")
        Panel(app).idle()
        app.says("4 files sent.")
        expect(app.page.get_by_label("Repository")).to_have_value("me/set")
    assert len(hub.commits) == 1


def test_a_link_names_the_format_and_the_address_follows_the_choice(app: App, server: Server) -> None:
    app.open("/export?format=helpsteer", loaded(server, "linked"))
    app.says("Each answer a row with all its ratings")
    app.choose("Format", "argilla · Argilla")
    expect(app.page).to_have_url(re.compile("[?&]format=argilla"))
    app.go("History").go("Export")
    app.says("Records with two answers in the source's order")
    app.open("/export?format=nonsense", loaded(server, "linked"))
    app.says("The link names a format that is not known here.")


def test_a_mounted_app_hands_out_its_download(context: BrowserContext, tmp_path: Path) -> None:
    with serving(tmp_path, base="winnow") as server, tab(context, server) as app:
        app.open("/export", loaded(server, "mounted")).press("Write the files")
        app.press("Prepare a download")
        link = app.page.locator("a.wn-download")
        expect(link).to_be_visible()
        with app.page.expect_download() as started:
            link.click()
        assert started.value.suggested_filename.endswith("trl-dpo.zip")
        assert Path(started.value.path()).read_bytes()[:2] == b"PK"
