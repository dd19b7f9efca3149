"""The workspace: whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from curation.errors import DatasetError
from curation.store.workspace import new_file, new_folder, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Öl & Essig.csv", "ol-essig.csv"),
        ("...", "dataset"),
        ("数据", "dataset"),
        ("a" * 200, "a" * 60),
    ],
)
def test_a_slug_is_safe_as_a_folder(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_failure_inside_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="stop"), new_folder(tmp_path / "set") as folder:
        (folder / "half").write_text("…")
        raise ValueError("stop")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [new_folder, new_file])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatasetError, match="disk is full"), make(tmp_path / "out"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_kept(tmp_path: Path) -> None:
    with new_folder(tmp_path / "set") as folder:
        (folder / "a").write_text("first")
    with new_folder(tmp_path / "set") as folder:
        (folder / "a").write_text("second")
    assert (tmp_path / "set" / "a").read_text() == "first"


def test_what_a_killed_process_left_is_swept_once_it_is_surely_abandoned(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".building-old", tmp_path / ".building-fresh"
    for left in (old, fresh):
        left.mkdir()
        (left / "half").write_text("…")
    os.utime(old, (0, 0))
    with new_folder(tmp_path / "set"):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".building-fresh", "set"]


def test_a_new_file_may_be_read_by_whom_the_umask_says(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    with new_file(tmp_path / "new") as building:
        building.write_text("…")
    assert (tmp_path / "new").stat().st_mode == plain.stat().st_mode


def test_whoever_builds_the_same_first_wins(tmp_path: Path) -> None:
    with new_folder(tmp_path / "set") as slow:
        with new_folder(tmp_path / "set") as fast:
            (fast / "a").write_text("fast")
        (slow / "a").write_text("slow")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]
    assert (tmp_path / "set" / "a").read_text() == "fast"
