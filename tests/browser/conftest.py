"""A real server and a real Chromium: one workspace for all, a data set of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.sync_api import BrowserContext

from curation.sources import SAMPLES, open_source
from tests.browser.driving import ARGS, CHROMIUM, App, Server, serving, tab

HERE = Path(__file__).parent
PROMPTS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test, and all of it shares one server."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: see tests/install-chromium.sh")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": ARGS}


@pytest.fixture(scope="session")
def base_url() -> None:
    """In place of pytest-base-url's own, whose definition pytest 9 warns about."""


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"viewport": {"width": 1440, "height": 1000}}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: see tests/install-chromium.sh")
    with serving(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def app(context: BrowserContext, server: Server) -> Iterator[App]:
    """The app in a fresh tab; the test fails if it asks anything outside this machine."""
    with tab(context, server) as opened:
        yield opened


@pytest.fixture(scope="session")
def small_set(request: pytest.FixtureRequest, server: Server) -> Path:
    """Rated answers to 120 prompts, real ones where there are any, and four prompts again in capitals."""
    try:
        spec = str(request.getfixturevalue("shared_data") / "helpsteer2-standin")
    except pytest.skip.Exception:
        spec = str(SAMPLES[0].path)
    batch = next(iter(open_source(spec, split="train").rows()))
    rows = [row.data for row in batch[: 2 * PROMPTS] if row.data is not None]
    rows += [row | {"prompt": row["prompt"].upper()} for row in rows[20:28]]
    path = server.data / "small.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path
