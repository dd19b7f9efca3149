"""Serve the app and drive it in a browser, in the words of a person using it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Locator, Page, Request, expect

REPO = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
READY = "[data-testid='stApp'][data-test-script-state='notRunning'][data-test-connection-state='CONNECTED']"
# Far more than a person would wait: other work on the machine must not fail a test.
MILLISECONDS = 60_000

expect.set_options(timeout=MILLISECONDS)


@dataclass(frozen=True)
class Server:
    """A running app: its address, its workspace and the folder it may read from."""

    url: str
    home: Path
    data: Path
    env: dict[str, str]

    def load(self, spec: str | Path, name: str) -> str:
        """Put a data set into the workspace, beside the running app, as the command line would."""
        from curation.jobs import load

        with self.workspace():
            return load(str(spec), name=name).id

    @contextmanager
    def workspace(self) -> Iterator[None]:
        """Let the library work in the running app's workspace."""
        before = {name: os.environ.get(name) for name in self.env}
        os.environ.update(self.env)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@contextmanager
def serving(folder: Path, *, base: str = "", **known: str) -> Iterator[Server]:
    """Serve the app on a free port, with a workspace and a data root inside ``folder``.

    Args:
        folder: Served from before, it holds the same workspace.
        base: Streamlit's ``server.baseUrlPath``.
        known: More of the server's environment.
    """
    home, data = folder / "home", folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        "WINNOW_HOME": str(home),
        "WINNOW_DATA_ROOTS": str(data),
        # A port where nobody listens: a test that asks the Hub learns at once that it is not there.
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HOME": str(folder / "hub"),
        **known,
    }
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.baseUrlPath": base,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=REPO, env=os.environ | env, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}{base and '/' + base}"
        _wait_for(f"{url}/_stcore/health", server)
        yield Server(url, home, data, env)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    said = (folder / "server.log").read_text()
    assert "Traceback" not in said, said


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            assert server.poll() is None, "the server ended before it was up"
            time.sleep(0.1)
    raise TimeoutError(url)


@dataclass
class App:
    """The app in one tab, in the words of a person using it."""

    page: Page
    server: Server
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/", dataset: str | None = None) -> App:
        """Go to a page by its address, as from a link."""
        query = f"{'&' if '?' in path else '?'}dataset={dataset}" if dataset else ""
        self.page.goto(self.server.url + path + query)
        return self.arrived()

    def reload(self) -> App:
        """Press F5."""
        self.page.reload()
        return self.arrived()

    def arrived(self) -> App:
        """Wait for the first run: before it the page is idle too, but empty."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        return self.ready()

    def ready(self) -> App:
        """Wait until the script has run and everything stands."""
        self.page.wait_for_selector(READY, timeout=MILLISECONDS)
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        return self

    def go(self, title: str) -> App:
        """Go to a page by the menu."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        return self.ready()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def press(self, name: str) -> App:
        self.ready().button(name).click()
        return self.ready()

    def key(self, key: str) -> App:
        """Press a key, no text box in focus."""
        self.ready().page.keyboard.press(key)
        return self.ready()

    def pick(self, name: str) -> App:
        """Press one segment of a segmented control."""
        self.ready().page.get_by_role("radio", name=name, exact=True).click()
        return self.ready()

    def tab(self, name: str) -> App:
        self.ready().page.get_by_role("tab", name=name).click()
        return self.ready()

    def choose(self, label: str, option: str) -> App:
        """Pick an option of a select box."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        # Long lists are drawn in part: type to bring the option into view.
        box.fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        return self.ready()

    @property
    def count(self) -> Locator:
        """The live count in the sidebar."""
        return self.page.locator(".wn-count")

    @property
    def kept(self) -> int:
        """How many rows the sidebar says are kept."""
        return int(self.count.inner_text().split()[0].replace(",", ""))

    def counts(self, text: str) -> None:
        expect(self.count).to_have_text(text)

    @property
    def pills(self) -> Locator:
        return self.page.locator(".wn-pill")

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def metric(self, label: str) -> Locator:
        return self.page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")

    def add_filter(self, name: str, words: str, value: float | str) -> App:
        """Through the sidebar's popover, as a person would."""
        return self.set_filter(name, words, value).press("Keep these")

    def set_filter(self, name: str, words: str, value: float | str) -> App:
        """Fill the popover in, up to its button."""
        self.button("Add filter").click()
        self.choose("Field", name)
        self.choose("Keep where it", words)
        box = self.page.get_by_role("textbox" if isinstance(value, str) else "spinbutton").last
        box.fill(str(value))
        box.press("Enter")
        return self.ready()


@contextmanager
def tab(context: BrowserContext, server: Server) -> Iterator[App]:
    """A tab that lets no request out and remembers those that tried."""
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    app = App(page, server)

    def allow(route: Any, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"data", "blob"} or where.hostname == "127.0.0.1":
            route.continue_()
            return
        app.outside.append(request.url)
        route.abort()

    page.route("**/*", allow)
    page.on("pageerror", lambda error: app.errors.append(_told(error)))
    try:
        yield app
    finally:
        page.close()
    assert not app.outside, f"the browser was sent outside: {app.outside}"
    assert not app.errors, f"the page threw: {app.errors}"


def _told(error: Error) -> str:
    return f"{error.name}: {error.message}"
