"""Zip archives: streamed, grouped like a folder, harmless whatever their names."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from curation.errors import SourceError
from curation.sources import open_source

LINE = '{"x": 1}\n'


def zipped(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_several_members_are_read_with_their_splits(tmp_path, rows_of):
    path = zipped(
        tmp_path / "set.zip",
        [("train.jsonl", LINE * 3), ("test.csv", "x\n1\n"), ("README.md", "hello"), ("x/", "")],
    )
    source = open_source(path)
    assert [(shard.name, shard.member, shard.split) for shard in source.shards] == [
        ("test.csv", "test.csv", "test"),
        ("train.jsonl", "train.jsonl", "train"),
    ]
    assert source.title == "set"
    assert len(rows_of(path)) == 4


def test_one_folder_around_everything_is_looked_through(tmp_path):
    members = [("repo-main/data/train.jsonl", LINE), ("repo-main/README.md", "---\nlicense: mit\n---\n")]
    source = open_source(zipped(tmp_path / "a.zip", members))
    assert [shard.split for shard in source.shards] == ["train"]
    assert source.licence == "mit"


def test_compressed_members_are_read(tmp_path, rows_of):
    assert len(rows_of(zipped(tmp_path / "a.zip", [("a.jsonl.gz", gzip.compress(LINE.encode()))]))) == 1


@pytest.mark.parametrize(
    "name", ["../../evil.jsonl", "/etc/evil.jsonl", "a\\..\\evil.jsonl", "..\\evil.jsonl"]
)
def test_hostile_names_are_only_names(tmp_path, rows_of, name):
    folder = tmp_path / "inner"
    folder.mkdir()
    rows = rows_of(zipped(folder / "a.zip", [(name, LINE)]))
    assert [row.data for row in rows] == [{"x": 1}]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "inner"]


def test_names_that_amount_to_the_same_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"both amount to 'a\.jsonl'"):
        open_source(zipped(tmp_path / "a.zip", [("a.jsonl", LINE), ("../a.jsonl", LINE)]))


def test_resource_forks_and_hidden_files_are_no_data(tmp_path):
    members = [("a.jsonl", LINE), ("__MACOSX/._a.jsonl", "junk"), (".hidden.jsonl", "junk")]
    assert [shard.name for shard in open_source(zipped(tmp_path / "a.zip", members)).shards] == ["a.jsonl"]


def test_a_zip_bomb_is_stopped(tmp_path, rows_of, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_BYTES", str(2 << 20))
    path = zipped(tmp_path / "a.zip", [("a.jsonl", '{"x": "' + "a" * (9 << 20) + '"}')])
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        rows_of(path)
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        open_source(path).fingerprint()


def test_a_damaged_archive_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a.jsonl", LINE * 1000)])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(SourceError, match="not a readable zip"):
        open_source(path)


def test_a_damaged_member_is_told(tmp_path, rows_of):
    path = zipped(tmp_path / "a.zip", [("a.jsonl", LINE * 1000)], zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[2000] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(SourceError, match="damaged"):
        rows_of(path)


@pytest.mark.parametrize("size", [0, 10, 8_000, 2**31])
def test_a_member_that_lies_about_its_size_is_told_or_read_whole(tmp_path, rows_of, size):
    path = zipped(tmp_path / "a.zip", [("a.jsonl", LINE * 1000)])
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = content[22:26] = size.to_bytes(4, "little")
    path.write_bytes(bytes(content))
    try:
        assert len(rows_of(path)) == 1000
    except SourceError as error:
        assert size < len(LINE) * 1000
        assert "damaged" in str(error) or "empty" in str(error)


def test_a_password_is_told(tmp_path):
    content = bytearray(zipped(tmp_path / "a.zip", [("a.jsonl", LINE)]).read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(content))
    with pytest.raises(SourceError, match="password"):
        open_source(tmp_path / "a.zip")


def test_an_archive_without_data_is_told(tmp_path):
    inner = io.BytesIO()
    zipfile.ZipFile(inner, "w").close()
    path = zipped(tmp_path / "a.zip", [("notes.txt", "x"), ("inner.zip", inner.getvalue())])
    with pytest.raises(SourceError, match=r"holds no data files.*inner\.zip"):
        open_source(path)
