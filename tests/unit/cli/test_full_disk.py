"""A real disk that is full: a file system of a few hundred KiB in memory."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Cli, left_in


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for 256 KiB; skipped, aloud, where one may not be mounted."""
    disk, mount = tmp_path / "disk", shutil.which("mount")
    disk.mkdir()
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    command = [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {tried.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def half_a_mebibyte(jsonl: Callable[..., Path]) -> Path:
    return jsonl(
        [{"prompt": f"Question {i}?", "chosen": "y" * 500, "rejected": "n" * 500} for i in range(500)]
    )


def test_an_import_onto_a_full_disk_leaves_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, small_disk: Path, half_a_mebibyte: Path
) -> None:
    monkeypatch.setenv("WINNOW_HOME", str(small_disk / "home"))
    complaint = cli("load", half_a_mebibyte).complaint
    assert "The disk is full under" in complaint
    assert "WINNOW_HOME" in complaint
    assert left_in(small_disk) == ["home", "home/datasets"]


@pytest.mark.parametrize("target", ["trl-dpo", "trl-kto", "jsonl", "parquet", "csv", "source"])
def test_an_export_onto_a_full_disk_leaves_nothing(
    cli: Cli, small_disk: Path, jsonl: Callable[..., Path], target: str
) -> None:
    noise = random.Random(0)
    path = jsonl(
        [
            {"prompt": f"Question {i}?", "chosen": noise.randbytes(900).hex(), "rejected": "n"}
            for i in range(500)
        ]
    )
    cli("load", path)
    out = small_disk / "out"
    assert "The disk is full under" in cli("export", "rows", "--format", target, "--out", out).complaint
    assert left_in(small_disk) == []


def test_groups_onto_a_full_disk_leave_nothing(
    cli: Cli, small_disk: Path, jsonl: Callable[..., Path]
) -> None:
    rows = [{"prompt": ("x" * 700) + ("!" * i), "chosen": "y", "rejected": "n"} for i in range(500)]
    cli("load", jsonl(rows))
    arguments = ["duplicates", "rows", "--method", "exact", "--out", small_disk / "groups.jsonl"]
    assert "The disk is full" in cli(*arguments).complaint
    assert left_in(small_disk) == []
