"""An export as a zip archive: equal bytes, an address nobody guesses, nothing left behind."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path

import orjson
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from curation.errors import ExportError
from curation.jobs.packing import LEVEL, SECONDS_KEPT, downloads, pack_export, packed
from ui.serving import address_of, routes


@pytest.fixture
def out(winnow_home: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "train.jsonl").write_bytes(b'{"x": 1}\n' * 9000)
    (folder / "card.md").write_bytes(b"# Card\n")
    (folder / "secret.txt").write_bytes(b"not of the export")
    told = {"winnow": "1", "files": [{"name": "train.jsonl"}], "beside": [{"name": "card.md"}]}
    (folder / "manifest.json").write_bytes(orjson.dumps(told))
    return folder


def test_the_archive_holds_what_the_manifest_lists_and_equal_is_equal(out: Path) -> None:
    told = [pack_export(out, "set.zip") for _ in range(2)]
    first, second = (packed(one["token"]) for one in told)
    assert first is not None and second is not None and first != second
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["card.md", "manifest.json", "train.jsonl"]


def test_files_are_packed_at_the_level_that_is_set(out: Path) -> None:
    text = "".join(f"{number * number:x} and {number}\n" for number in range(20_000)).encode()
    (out / "train.jsonl").write_bytes(text)
    archive = packed(pack_export(out, "set.zip")["token"])
    assert archive is not None
    deflated = {level: zlib.compressobj(level, zlib.DEFLATED, -15) for level in (LEVEL, 6)}
    sizes = {level: len(by.compress(text)) + len(by.flush()) for level, by in deflated.items()}
    with zipfile.ZipFile(archive) as opened:
        assert opened.getinfo("train.jsonl").compress_size == sizes[LEVEL] > sizes[6]


def test_it_is_served_whole_or_in_part_under_its_token_alone(out: Path) -> None:
    told = pack_export(out, "set.zip")
    client = TestClient(Starlette(routes=routes()))
    whole = client.get(f"/{address_of(told['token'])}")
    assert (whole.status_code, len(whole.content)) == (200, told["bytes"])
    assert whole.headers["content-disposition"] == 'attachment; filename="set.zip"'
    part = client.get(f"/{address_of(told['token'])}", headers={"Range": "bytes=10-"})
    assert (part.status_code, part.content) == (206, whole.content[10:])
    for token in ("x", "..", told["token"][:-1], "A" * 43, "%2e%2e"):
        assert client.get(f"/downloads/{token}").status_code == 404


def test_it_is_served_below_the_path_that_the_app_is_mounted_at(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.get_option", {"server.baseUrlPath": "/my/winnow/"}.get)
    client = TestClient(Starlette(routes=routes()))
    address = address_of(pack_export(out, "set.zip")["token"])
    assert client.get(f"/my/winnow/{address}").status_code == 200
    assert client.get(f"/{address}").status_code == 200
    assert client.get(f"/other/{address}").status_code == 404


def test_old_archives_go_and_a_failure_leaves_none(out: Path, tmp_path: Path) -> None:
    old = pack_export(out, "set.zip")
    folder = downloads() / old["token"]
    then = folder.stat().st_mtime - SECONDS_KEPT - 9
    os.utime(folder, (then, then))
    (out / "card.md").unlink()
    with pytest.raises(ExportError, match="cannot be written"):
        pack_export(out, "set.zip")
    assert list(downloads().iterdir()) == []
    with pytest.raises(ExportError, match="holds no export"):
        pack_export(tmp_path, "set.zip")
