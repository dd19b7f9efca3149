"""Publishing to folders and stores: whole files, what is there already, and what is nobody's to overwrite."""

from __future__ import annotations

import sys
from pathlib import Path

import fsspec
import orjson
import pytest

from curation.errors import Cancelled, ExportError
from curation.export.publish import compare, destination_named, publish
from curation.export.publish.progressing import Following


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}


def test_a_folder_holds_the_same_bytes_afterwards(folder: Path, tmp_path: Path) -> None:
    for typed in (str(tmp_path / "there"), f"file://{tmp_path}/also"):
        done = publish(folder, destination_named(typed))
        assert not done.comparison.of("same")
        assert publish(folder, destination_named(typed)).comparison.holds
    assert contents(tmp_path / "there") == contents(tmp_path / "also") == contents(folder)


def test_a_store_in_memory_is_published_to_and_compared_with(folder: Path) -> None:
    place = destination_named("memory://bucket/set")
    publish(folder, place)
    (folder / "train.py").write_text("changed by hand")
    found = compare(folder, place)
    assert {change.name for change in found.of("changed")} == {"train.py"}
    publish(folder, place)
    system = fsspec.filesystem("memory")
    assert system.cat_file("/bucket/set/train.py") == b"changed by hand"
    assert not [path for path in system.find("/bucket") if "part" in path]
    system.rm("/bucket", recursive=True)


def test_what_had_arrived_before_a_stop_is_not_sent_again(folder: Path, tmp_path: Path) -> None:
    place, sent = destination_named(str(tmp_path / "there")), []
    following = Following(
        progress=lambda what, done, total: sent.append((what, done)),
        cancelled=lambda: bool(sent) and sent[-1][0] == "sending" and sent[-1][1] > 0,
    )
    with pytest.raises(Cancelled):
        publish(folder, place, following)
    arrived = {path.name for path in (tmp_path / "there").iterdir()} - {"manifest.json"}
    assert arrived
    found = compare(folder, place)
    assert arrived <= {change.name for change in found.of("same")}
    # The next export may differ: what had arrived is known as Winnow's.
    (folder / min(arrived)).write_bytes(b"other")
    publish(folder, place)
    assert contents(tmp_path / "there") == contents(folder)


def test_strangers_files_are_neither_overwritten_nor_removed(folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    place = destination_named(str(there))
    publish(folder, place)
    manifest = orjson.loads((there / "manifest.json").read_bytes())
    assert (there / "mine.txt").read_text() == "mine"
    (there / "manifest.json").write_bytes(orjson.dumps(manifest | {"files": [{"name": "../mine.txt"}]}))
    (there / "data.jsonl").write_text("mine, too")
    with pytest.raises(ExportError, match="already holds"):
        publish(folder, place)
    assert (there / "data.jsonl").read_text() == "mine, too"


def test_a_store_whose_package_is_missing_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ExportError, match="s3fs is not installed"):
        compare(folder, destination_named("s3://bucket/path"))


@pytest.mark.parametrize(
    ("typed", "how", "sentence"),
    [
        ("not a name", {}, "names no place to publish to"),
        ("nosuch://x/y", {}, "no store of the kind nosuch"),
        ("/tmp/x", {"private": True}, "are the Hub's"),
        ("me/set@v1", {"branch": "v2"}, "Two branches"),
        ("me/set", {"branch": "v2", "pull_request": True}, "goes to the main branch"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    folder: Path, typed: str, how: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ExportError, match=sentence):
        compare(folder, destination_named(typed, **how))  # type: ignore[arg-type]


def test_the_workspace_is_never_published_into(folder: Path, winnow_home: Path) -> None:
    with pytest.raises(ExportError, match="own workspace"):
        publish(folder, destination_named(str(winnow_home / "datasets")))


def test_a_folder_without_an_export_is_one_sentence(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ExportError, match="holds no export"):
        compare(tmp_path, destination_named("memory://x"))
    (folder / "data.jsonl").unlink()
    with pytest.raises(ExportError, match=r"'data\.jsonl' is missing"):
        compare(folder, destination_named("memory://x"))
