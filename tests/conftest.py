"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no bug: examples are bounded in number, not in time.
settings.register_profile("winnow", deadline=None)
settings.load_profile("winnow")

REPO = Path(__file__).resolve().parents[1]


@pytest.fixture
def winnow_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace of the test's own."""
    home = tmp_path / "winnow-home"
    monkeypatch.setenv("WINNOW_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real preference data; its tests are skipped, aloud, where it is absent."""
    folder = Path(os.environ.get("WINNOW_TEST_DATA", REPO.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real preference data at {folder}; set WINNOW_TEST_DATA to run this test")
    return folder
