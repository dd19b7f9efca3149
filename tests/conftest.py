"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import cluster, emptied

# A busy machine is no bug: examples are bounded in number, not in time.
settings.register_profile("winnow", deadline=None)
settings.load_profile("winnow")

REPO = Path(__file__).resolve().parents[1]


# WINNOW_TEST_DATABASE=postgres: every test that has a workspace keeps its sessions on a server.
ON_SERVER = os.environ.get("WINNOW_TEST_DATABASE", "sqlite").startswith("postgres")


@pytest.fixture
def winnow_home(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty workspace of the test's own."""
    home = tmp_path / "winnow-home"
    monkeypatch.setenv("WINNOW_HOME", str(home))
    with _on_server(request, monkeypatch) if ON_SERVER else nullcontext():
        yield home


@contextmanager
def _on_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sessions on a server, in an empty database."""
    from curation.store.database import close

    monkeypatch.setenv("WINNOW_DATABASE_URL", emptied(request.getfixturevalue("postgres")))
    yield
    close()


@pytest.fixture
def sqlite_home(winnow_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same for what only a file can meet, such as a lock or a full disk: always on SQLite."""
    monkeypatch.delenv("WINNOW_DATABASE_URL", raising=False)
    return winnow_home


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of the tests' own; its tests are skipped, aloud, where there is none."""
    with cluster() as url:
        yield url


@pytest.fixture
def server_home(
    request: pytest.FixtureRequest, winnow_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The same on PostgreSQL; skipped, aloud, where there is none."""
    with _on_server(request, monkeypatch):
        yield winnow_home


@pytest.fixture(params=["server_home"] if ON_SERVER else ["sqlite_home", "server_home"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database that the workspace uses: a test with this runs on both kinds."""
    from curation.store.database import close, database_url

    request.getfixturevalue(request.param)
    yield database_url()
    close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real preference data; its tests are skipped, aloud, where it is absent."""
    folder = Path(os.environ.get("WINNOW_TEST_DATA", REPO.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real preference data at {folder}; set WINNOW_TEST_DATA to run this test")
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winnow_home: Path) -> Path:
    """An empty cache of the hub client's, nobody logged in, no proxy."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "hub-cache"
