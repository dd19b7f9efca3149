"""An export to publish, and a Hub that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from curation.export import write_export
from curation.recipe import Recipe, apply
from curation.store import Dataset
from tests.unit.conftest import make, rated
from tests.unit.sources.hub_stand_in import TOKEN, StandIn

__all__ = ["make", "rated"]


@pytest.fixture
def folder(rated: Dataset, tmp_path: Path) -> Path:
    out = tmp_path / "export"
    write_export(rated, apply(rated, Recipe()), "trl-dpo", out)
    return out


@pytest.fixture
def hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A Hub with one data set of somebody's, where a writer is logged in."""
    from huggingface_hub import constants

    # The stand-in speaks the older protocol for large files, which the client falls back to.
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with StandIn("me/set", {"notes.txt": b"mine"}, far={"data.jsonl"}).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving
