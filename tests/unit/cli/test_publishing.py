"""Publishing from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Cli


@pytest.fixture
def folder(cli: Cli, tmp_path: Path) -> Path:
    cli("load", "sample:pairs", "--name", "pairs")
    assert cli("export", "pairs", "--format", "jsonl", "--out", tmp_path / "out").code == 0
    return tmp_path / "out"


def test_a_dry_run_tells_and_the_real_one_sends(cli: Cli, folder: Path, tmp_path: Path) -> None:
    told = cli("publish", folder, tmp_path / "there", "--dry-run", "--json").json
    assert told["dry_run"] and {file["change"] for file in told["files"]} == {"added"}
    assert not (tmp_path / "there").exists()
    said = cli("publish", folder, tmp_path / "there").out
    assert "added" in said and f"published: {tmp_path / 'there'}" in said
    assert "nothing to send" in cli("publish", folder, tmp_path / "there").out


def test_a_destination_that_is_none_is_one_sentence(cli: Cli, folder: Path) -> None:
    assert "names no place to publish to" in cli("publish", folder, "nothing").complaint
